package io.connflux.stream.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.fixture.RandomEvents;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.PlainText;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import io.connflux.stream.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class NdjsonEncoderTest {

    private static final Instant TIME = Instant.parse("2026-11-24T10:00:01.250Z");
    private static final Instant SINCE = Instant.parse("2026-11-24T10:00:00.250Z");
    private static final Schema SCHEMA = schema();

    private static final Connection INBOUND = Connection.of(
                    Protocol.TCP6,
                    new Endpoint(Address.ipv6(0, 1), 443),
                    new Endpoint(Address.ipv6(0x20010DB8_00000000L, 0x00000001_00000000L), 50_000),
                    SocketState.ESTABLISHED,
                    4_294_967_294L,
                    4_294_967_311L)
            .toBuilder()
            .direction(Direction.INBOUND)
            .build();

    private static Schema schema() {
        try (InputStream text = NdjsonEncoder.class.getResourceAsStream("event.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(text.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String line(long seq, ConnectionEvent event) {
        String line = NdjsonEncoder.line(new Line(seq, event));
        assertThat(line).endsWith("}\n");
        assertThat(SCHEMA.validate(line, InputFormat.JSON)).as(line).isEmpty();
        assertThat(line.length()).isLessThan(16_000);
        return line.stripTrailing();
    }

    @Test
    void every_kind_of_line_is_one_of_the_schema() {
        Random random = new Random(1);
        for (int i = 1; i <= 1_000; i++) {
            String line = NdjsonEncoder.line(RandomEvents.line(random, i));
            assertThat(SCHEMA.validate(line, InputFormat.JSON)).as(line).isEmpty();
        }
    }

    @Test
    void a_line_with_all_that_may_be_asked_for_is_one_of_the_schema() {
        RandomLines.forEach(
                Encoding.JSON, (event, node) -> assertThat(SCHEMA.validate(node.toString(), InputFormat.JSON))
                        .isEmpty());
    }

    /** Else a key could come into a line that the schema does not know, and no test would see it. */
    @Test
    void the_schema_lets_no_object_have_keys_that_it_does_not_name() throws IOException {
        try (InputStream text = NdjsonEncoder.class.getResourceAsStream("event.schema.json")) {
            JsonNode schema = new ObjectMapper().readTree(text.readAllBytes());
            assertThat(schema.get("$id").asString()).matches("urn:connflux:event:[0-9]+");
            List<JsonNode> objects = new ArrayList<>();
            objects(schema, objects);
            assertThat(objects).hasSizeGreaterThan(6).allSatisfy(object -> assertThat(
                            object.path("additionalProperties").isBoolean() || object.has("propertyNames"))
                    .as("%s", object)
                    .isTrue());
        }
    }

    /** Conditions apart, which only forbid more. */
    private static void objects(JsonNode schema, List<JsonNode> found) {
        if (schema.path("type").asString("").equals("object")) {
            found.add(schema);
        }
        schema.properties().forEach(member -> {
            if (!member.getKey().equals("allOf")) {
                objects(member.getValue(), found);
            }
        });
    }

    @Test
    void an_opened_connection_has_its_keys_in_order() {
        assertThat(line(7, new ConnectionEvent.Opened(TIME, SINCE, INBOUND)))
                .isEqualTo("{\"event\":\"opened\",\"seq\":7,\"time\":\"2026-11-24T10:00:01.250Z\","
                        + "\"since\":\"2026-11-24T10:00:00.250Z\",\"protocol\":\"tcp6\","
                        + "\"local\":{\"address\":\"::1\",\"port\":\"443\"},"
                        + "\"remote\":{\"address\":\"2001:db8::1:0:0\",\"port\":\"50000\"},"
                        + "\"state\":\"ESTABLISHED\",\"uid\":4294967294,\"inode\":4294967311,"
                        + "\"direction\":\"inbound\"}");
    }

    @Test
    void a_network_namespace_stands_behind_what_the_row_tells_and_before_its_time() {
        Connection named = INBOUND.in(new NetworkNamespace(4_026_532_177L, "blue"));
        assertThat(line(8, new ConnectionEvent.Closed(TIME, SINCE, opened(named, SINCE), Duration.ofMillis(1))))
                .contains("\"direction\":\"inbound\",\"netns\":{\"inode\":4026532177,\"name\":\"blue\"},\"opened\":\"");
        Connection unnamed = INBOUND.in(new NetworkNamespace(4_026_532_177L, null));
        assertThat(line(8, new ConnectionEvent.Existing(TIME, unnamed))).endsWith(",\"netns\":{\"inode\":4026532177}}");
        Connection longest = INBOUND.in(new NetworkNamespace(Long.MAX_VALUE, "\u0001".repeat(255)));
        assertThat(line(8, new ConnectionEvent.Opened(TIME, SINCE, longest))).contains("\\u0001");
    }

    @Test
    void a_closed_connection_says_when_it_opened_and_how_long_it_was() {
        assertThat(line(
                        8,
                        new ConnectionEvent.Closed(
                                TIME, SINCE, opened(INBOUND, TIME), Duration.ofNanos(3_000_999_999L))))
                .endsWith("\"direction\":\"inbound\",\"opened\":\"2026-11-24T10:00:01.250Z\",\"duration_ms\":3000}");
        assertThat(line(8, new ConnectionEvent.Closed(TIME, SINCE, INBOUND, null)))
                .endsWith("\"direction\":\"inbound\"}");
    }

    @Test
    void a_closed_connection_says_who_closed_it_where_its_states_prove_that() {
        for (SocketState last : SocketState.values()) {
            Connection connection = INBOUND.toBuilder().state(last).build();
            String line = line(8, new ConnectionEvent.Closed(TIME, SINCE, connection, Duration.ofMillis(1)));
            String by =
                    switch (last) {
                        case FIN_WAIT1, FIN_WAIT2, TIME_WAIT -> ",\"closed_by\":\"local\"";
                        case CLOSE_WAIT, LAST_ACK -> ",\"closed_by\":\"remote\"";
                        default -> "";
                    };
            assertThat(line).as("%s", last).endsWith(",\"duration_ms\":1" + by + "}");
            assertThat(line(8, new ConnectionEvent.Existing(TIME, connection))).doesNotContain("closed_by");
        }
    }

    @Test
    void a_state_change_has_the_state_before() {
        assertThat(line(9, new ConnectionEvent.StateChanged(TIME, SINCE, before(), INBOUND)))
                .contains("\"state\":\"ESTABLISHED\",\"previous_state\":\"SYN_RECV\",\"uid\"");
    }

    private static Connection opened(Connection connection, Instant seen) {
        return connection.toBuilder().opened(seen).build();
    }

    private static Connection before() {
        return INBOUND.toBuilder().state(SocketState.SYN_RECV).build();
    }

    @Test
    void an_owner_that_changed_comes_with_the_whole_connection() {
        Connection named = opened(INBOUND, SINCE).toBuilder()
                .id("0a1b2c3d4e5f-2s")
                .owner(Owner.Unnamed.PENDING)
                .build();
        assertThat(line(3, new ConnectionEvent.OwnerChanged(TIME, SINCE, INBOUND, named)))
                .isEqualTo("{\"event\":\"owner-changed\",\"seq\":3,\"time\":\"2026-11-24T10:00:01.250Z\","
                        + "\"since\":\"2026-11-24T10:00:00.250Z\",\"id\":\"0a1b2c3d4e5f-2s\",\"protocol\":\"tcp6\","
                        + "\"local\":{\"address\":\"::1\",\"port\":\"443\"},"
                        + "\"remote\":{\"address\":\"2001:db8::1:0:0\",\"port\":\"50000\"},"
                        + "\"state\":\"ESTABLISHED\",\"uid\":4294967294,\"inode\":4294967311,"
                        + "\"direction\":\"inbound\",\"owner\":\"pending\",\"opened\":\"2026-11-24T10:00:00.250Z\"}");
        assertThat(line(3, new ConnectionEvent.OwnerChanged(TIME, SINCE, INBOUND, named).leaving()))
                .endsWith("\"opened\":\"2026-11-24T10:00:00.250Z\",\"left\":true}");
        assertThat(line(3, new ConnectionEvent.StateChanged(TIME, SINCE, before(), INBOUND).leaving()))
                .endsWith("\"direction\":\"inbound\",\"left\":true}");
    }

    @Test
    void what_is_not_known_is_absent() {
        Connection unknown = Connection.of(
                Protocol.TCP,
                new Endpoint(Address.ipv4(0x7F000001), 1),
                new Endpoint(Address.ipv4(0), 0),
                SocketState.TIME_WAIT,
                Connection.UNKNOWN_UID,
                0);
        assertThat(line(1, new ConnectionEvent.Existing(TIME, unknown)))
                .isEqualTo(
                        "{\"event\":\"existing\",\"seq\":1,\"time\":\"2026-11-24T10:00:01.250Z\",\"protocol\":\"tcp\","
                                + "\"local\":{\"address\":\"127.0.0.1\",\"port\":\"1\"},"
                                + "\"remote\":{\"address\":\"0.0.0.0\",\"port\":\"0\"},\"state\":\"TIME_WAIT\"}");
    }

    @Test
    void notices_have_what_they_need() {
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        counts.put(Protocol.TCP, 3);
        counts.put(Protocol.UDP6, 0);
        assertThat(line(1, new ConnectionEvent.Baseline(TIME, counts)))
                .endsWith("\"connections\":{\"tcp\":3,\"udp6\":0}}");
        assertThat(line(2, new ConnectionEvent.Lost(TIME, "a \"quoted\" \\ reason\n", 4)))
                .endsWith("\"reason\":\"a \\\"quoted\\\" \\\\ reason\\u000a\",\"count\":4}");
        RowProblem problem = new RowProblem("/proc/net/tcp", 3, 25, "expected 'é'", "\u0001".repeat(512));
        assertThat(line(3, new ConnectionEvent.Unreadable(TIME, 1, problem))).contains("\"line\":3,\"column\":25");
        StreamCounters counters =
                new StreamCounters(1, 2, 3, 4, 5, 6, 7, 8, Duration.ofNanos(12_345_678), 9, 18L, 0, Duration.ZERO);
        assertThat(line(4, new ConnectionEvent.Stats(TIME, counters)))
                .endsWith(
                        "\"coalesced\":8,\"poll_ms\":12.345,\"opens_seen\":9,\"opens_counted\":18,\"opens_missed\":9,\"coverage\":0.5000}}");
    }

    @Test
    void a_line_on_a_terminal_only_shows_itself_and_has_the_same_value() {
        ObjectMapper json = new ObjectMapper();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            boolean half = Character.getType(c) == Character.SURROGATE;
            if (PlainText.isPlain(c) && c > 0x2100 && c % 97 != 0) {
                continue;
            }
            String reason = "a" + Character.toString(c) + "b";
            String line = NdjsonEncoder.line(new Line(1, new ConnectionEvent.Lost(TIME, reason, 0)))
                    .strip();
            if (!line.codePoints().allMatch(PlainText::isPlain)) {
                assertThat(line).as("U+%04X", c).isEmpty();
            }
            String value = json.readTree(line).get("reason").asString();
            if (!value.equals(half ? "a\uFFFDb" : reason)) {
                assertThat(value).as("U+%04X", c).isEqualTo(reason);
            }
        }
    }

    @Test
    void a_clock_that_was_set_is_among_the_counters_and_absent_where_it_was_not() {
        StreamCounters set =
                new StreamCounters(1, 2, 3, 4, 5, 6, 7, 8, Duration.ZERO, 9, null, 1, Duration.ofHours(-1));
        assertThat(line(4, new ConnectionEvent.Stats(TIME, set)))
                .endsWith("\"opens_seen\":9,\"clock_steps\":1,\"clock_stepped_ms\":-3600000}}");
    }

    @Test
    void lines_come_one_after_the_other_and_are_forgotten_when_written() throws IOException {
        NdjsonEncoder encoder = new NdjsonEncoder();
        ConnectionEvent event = new ConnectionEvent.Lost(TIME, "x", 0);
        for (int i = 0; i < 1_000; i++) {
            encoder.append(Long.MAX_VALUE, event);
        }
        var out = new java.io.ByteArrayOutputStream();
        encoder.writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1_000)
                .containsOnly(
                        NdjsonEncoder.line(new Line(Long.MAX_VALUE, event)).strip());
        assertThat(encoder.length()).isZero();
    }
}
