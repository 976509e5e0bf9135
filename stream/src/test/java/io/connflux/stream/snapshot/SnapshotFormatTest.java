package io.connflux.stream.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.SocketActivity;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.procfs.ProcNet;
import io.connflux.table.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SnapshotFormatTest {

    private static final Path CAPTURED = Path.of("src/test/resources/cfengine");

    private static String print(String host, SnapshotFormat format) throws IOException {
        Snapshot snapshot = ProcNet.at(CAPTURED.resolve(host).resolve("proc"))
                .byteOrder(ByteOrder.LITTLE_ENDIAN)
                .read();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(snapshot, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "states", "only-udp6"})
    void cfengine_3_11_is_what_cfengine_printed(String host) throws IOException {
        assertThat(print(host, SnapshotFormat.CFENGINE_3_11))
                .isEqualTo(Files.readString(CAPTURED.resolve(host).resolve("expected-3.11.json")));
    }

    @Test
    void the_documented_form_has_the_groups_from_right_to_left() throws IOException {
        assertThat(print("live", SnapshotFormat.CFENGINE_3_11)).contains("\"0:0:0:0:0:0:100:0\"");
        assertThat(print("live", SnapshotFormat.CFENGINE)).contains("\"0:100:0:0:0:0:0:0\"");
    }

    /**
     * What its pattern {@code ^\\s*\\d+:\\s+HEX:HEX\\s+HEX:HEX\\s+DIGITS} takes of each line, and nothing else: signs, missing and wide
     * columns behind the state change nothing, a slot that is no number hides the row.
     */
    @Test
    void unusual_rows_are_what_cfengines_pattern_takes_of_them(@TempDir Path root) throws IOException {
        String key = " 0100007F:%04X 0200007F:01BB 01";
        String rest = " 00000000:00000000 00:00000000 00000000  1000        0 30001 2 ffff8800a32e7b21 15";
        List<String> lines = List.of(
                "0:" + key.formatted(1) + rest,
                "  1:" + key.formatted(2),
                "\t2:" + key.formatted(3).replace(' ', '\t'),
                "  3:" + key.formatted(4) + rest.replace(" 15", " -2").replace("1000", "-2"),
                "  4:" + key.formatted(5) + rest.replace("00:00000000 ", "02:FFFFFFFFFFFFFFFB "),
                "  5:" + key.formatted(6) + rest.replace("30001", "x"),
                " -6:" + key.formatted(7) + rest,
                "   :" + key.formatted(8) + rest,
                key.formatted(9) + rest,
                "  9:" + key.formatted(10).replace("01BB", "1BB") + rest);
        Files.createDirectories(root.resolve("net"));
        Files.writeString(root.resolve("net/udp"), String.join("\n", lines) + "\n");
        Snapshot snapshot = ProcNet.at(root).byteOrder(ByteOrder.LITTLE_ENDIAN).read();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotFormat.CFENGINE_3_11.write(snapshot, out);
        JsonNode udp = JsonMapper.shared()
                .readTree(out.toString(StandardCharsets.UTF_8))
                .path("udp");
        assertThat(udp.valueStream()
                        .map(row -> row.path("local").path("port").asString() + ">"
                                + row.path("remote").path("port").asString()))
                .containsExactly("1>443", "2>443", "3>443", "4>443", "5>443", "6>443", "10>443");
        assertThat(snapshot.connections(Protocol.UDP))
                .extracting(row -> row.local().port())
                .as("all that tell connections apart")
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void rows_of_several_namespaces_stand_in_one_list_and_say_where_they_belong() throws IOException {
        Connection row = Connection.of(
                Protocol.TCP,
                new Endpoint(Address.ipv4(0x7F000001), 80),
                new Endpoint(Address.ipv4(0), 0),
                SocketState.LISTEN,
                0,
                7);
        Snapshot snapshot = Snapshot.of(
                Instant.EPOCH,
                List.of(row.in(new NetworkNamespace(100, null)), row.in(new NetworkNamespace(200, "blue"))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotFormat.JSON.write(snapshot, out);
        JsonNode json = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(json.propertyNames()).containsExactly("tcp", "tcp6", "udp", "udp6");
        assertThat(json.path("tcp")).hasSize(2);
        assertThat(json.path("tcp").get(0).path("netns")).hasToString("{\"inode\":100}");
        assertThat(json.path("tcp").get(1).path("netns")).hasToString("{\"inode\":200,\"name\":\"blue\"}");
    }

    @Test
    void extended_json_has_all_that_is_known_in_the_order_of_events() throws IOException {
        Connection known = Connection.of(
                        Protocol.TCP,
                        Endpoint.parse("127.0.0.1:80"),
                        Endpoint.parse("127.0.0.1:1234"),
                        SocketState.ESTABLISHED,
                        1000,
                        7)
                .toBuilder()
                .id("a-1")
                .opened(Instant.parse("2026-11-24T10:00:00Z"))
                .direction(Direction.INBOUND)
                .activity(new SocketActivity(3, 4, 0, 0, 0, 0, 0))
                .owner(Owner.Unnamed.PENDING)
                .build();
        Connection bare = Connection.of(
                Protocol.TCP, Endpoint.parse("127.0.0.1:81"), Endpoint.parse("0.0.0.0:0"), SocketState.LISTEN);
        String key = """
                      "local": {
                        "address": "127.0.0.1",
                        "port": "80"
                      },
                      "remote": {
                        "address": "127.0.0.1",
                        "port": "1234"
                      },
                      "state": "ESTABLISHED\"""";
        assertThat(extended(known))
                .isEqualTo("{\n  \"tcp\": [\n    {\n      \"id\": \"a-1\",\n"
                        + key.indent(6).stripTrailing()
                        + ",\n      \"uid\": 1000,\n      \"inode\": 7,\n      \"rx_queue\": 4,\n      \"tx_queue\": 3"
                        + ",\n      \"direction\": \"inbound\",\n      \"owner\": \"pending\""
                        + ",\n      \"opened\": \"2026-11-24T10:00:00.000Z\"\n    }\n  ]\n}");
        assertThat(extended(bare)).doesNotContain("uid", "inode", "opened", "direction", "owner", "\"id\"");
    }

    @Test
    void what_a_connection_carried_is_told_where_it_is_known() throws IOException {
        Connection bare = Connection.of(
                Protocol.TCP,
                Endpoint.parse("127.0.0.1:80"),
                Endpoint.parse("127.0.0.1:1234"),
                SocketState.ESTABLISHED);
        Connection carrying =
                bare.toBuilder().traffic(new Traffic(12_345, 6, 10, 4, 0, 120)).build();
        String traffic = "\"traffic\":{\"sent\":12345,\"received\":6,";
        for (boolean extended : new boolean[] {false, true}) {
            assertThat(json(carrying, extended)).contains(traffic);
            assertThat(json(bare, extended)).doesNotContain("traffic");
        }
    }

    private static String json(Connection connection, boolean extended) throws IOException {
        if (extended) {
            return extended(connection);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotFormat.writeJson(Map.of(Protocol.TCP, List.of(connection)), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String extended(Connection connection) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotFormat.writeExtendedJson(Map.of(Protocol.TCP, List.of(connection)), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void json_has_correct_addresses_and_states() throws IOException {
        assertThat(print("live", SnapshotFormat.JSON))
                .startsWith("{\n  \"tcp\": [\n    {\n      \"local\": {\n        \"address\": \"127.0.0.1\",\n")
                .contains("\"::1\"", "\"::ffff:127.0.0.1\"", "\"LISTEN\"", "\"UNCONNECTED\"")
                .doesNotContain("UNKNOWN");
    }
}
