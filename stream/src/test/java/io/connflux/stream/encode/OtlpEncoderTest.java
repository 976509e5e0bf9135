package io.connflux.stream.encode;

import static io.connflux.stream.encode.GoldenEvents.INBOUND;
import static io.connflux.stream.encode.GoldenEvents.IPV6;
import static io.connflux.stream.encode.GoldenEvents.OUTBOUND;
import static io.connflux.stream.encode.GoldenEvents.SETTINGS;
import static io.connflux.stream.encode.GoldenEvents.SINCE;
import static io.connflux.stream.encode.GoldenEvents.TIME;
import static io.connflux.stream.encode.GoldenEvents.UNCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.EventEncoderContract;
import io.connflux.model.SocketState;
import io.connflux.stream.Line;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OtlpEncoderTest implements EventEncoderContract {

    private static final Set<String> STATES = Set.of(
            "closed",
            "close_wait",
            "closing",
            "established",
            "fin_wait_1",
            "fin_wait_2",
            "last_ack",
            "listen",
            "syn_received",
            "syn_sent",
            "time_wait");

    /** Of the semantic conventions; all others are Connflux's own. */
    private static final Set<String> CONVENTIONS = Set.of(
            "network.transport",
            "network.type",
            "network.local.address",
            "network.local.port",
            "network.peer.address",
            "network.peer.port",
            "network.connection.state",
            "process.pid",
            "process.executable.name",
            "process.executable.path",
            "process.command_line",
            "process.creation.time",
            "process.user.id",
            "process.user.name",
            "container.id",
            "container.runtime.name",
            "k8s.pod.uid");

    @Override
    public EventEncoder encoder() {
        return new OtlpEncoder(SETTINGS);
    }

    /** Reads it as OpenTelemetry does, which refuses a field that is none, and a value of another type. */
    private static ResourceLogs logs(JsonNode line) {
        LogsData.Builder data = LogsData.newBuilder();
        try {
            JsonFormat.parser().merge(line.toString(), data);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(line.toString(), e);
        }
        assertThat(data.getResourceLogsCount()).isEqualTo(1);
        assertThat(data.getResourceLogs(0).getScopeLogsCount()).isEqualTo(1);
        assertThat(data.getResourceLogs(0).getScopeLogs(0).getLogRecordsCount()).isEqualTo(1);
        return data.getResourceLogs(0);
    }

    private static LogRecord record(JsonNode line) {
        return logs(line).getScopeLogs(0).getLogRecords(0);
    }

    private static Map<String, AnyValue> attributes(ConnectionEvent event) {
        return attributes(record(RandomLines.node(Encoding.OTLP, event)).getAttributesList());
    }

    /** Fails where one stands twice. */
    private static Map<String, AnyValue> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    @Test
    void opentelemetry_reads_each_line_as_one_record_with_its_time_name_and_severity() {
        RandomLines.forEach(Encoding.OTLP, (event, node) -> {
            LogRecord record = record(node);
            assertThat(record.getTimeUnixNano()).isEqualTo(event.time().toEpochMilli() * 1_000_000);
            assertThat(record.getEventName())
                    .isEqualTo("connflux." + (event instanceof ConnectionEvent.Change ? "connection." : "stream.")
                            + event.name().replace('-', '_'));
            boolean trouble = event instanceof ConnectionEvent.Lost || event instanceof ConnectionEvent.Unreadable;
            assertThat(record.getSeverityNumber())
                    .isEqualTo(trouble ? SeverityNumber.SEVERITY_NUMBER_WARN : SeverityNumber.SEVERITY_NUMBER_INFO);
            assertThat(record.getSeverityText()).isEqualTo(trouble ? "WARN" : "INFO");
            assertThat(record.getBody().getStringValue()).isNotEmpty();
        });
    }

    @Test
    void whole_numbers_of_64_bits_are_strings_and_smaller_ones_numbers() {
        RandomLines.forEach(Encoding.OTLP, (event, node) -> {
            JsonNode record = node.at("/resourceLogs/0/scopeLogs/0/logRecords/0");
            assertThat(record.get("timeUnixNano").isString()).isTrue();
            assertThat(record.get("severityNumber").isInt()).isTrue();
            for (JsonNode attribute : record.get("attributes").values()) {
                JsonNode value = attribute.get("value");
                assertThat(value.propertyNames()).hasSize(1);
                assertThat(value.path("intValue").isMissingNode()
                                || value.get("intValue").isString())
                        .isTrue();
            }
        });
    }

    @Test
    void attributes_have_the_names_of_the_conventions_or_connflux_own() {
        RandomLines.forEach(Encoding.OTLP, (event, node) -> {
            Map<String, AnyValue> attributes = attributes(record(node).getAttributesList());
            attributes.keySet().forEach(name -> {
                if (!name.startsWith("connflux.")) {
                    assertThat(CONVENTIONS).contains(name);
                }
            });
            if (attributes.containsKey("network.connection.state")) {
                assertThat(STATES)
                        .contains(attributes.get("network.connection.state").getStringValue());
            }
            assertThat(attributes.get("connflux.seq").hasIntValue()).isTrue();
        });
    }

    @Test
    void every_state_but_two_has_a_word_of_the_conventions() {
        for (SocketState state : SocketState.values()) {
            Map<String, AnyValue> attributes = attributes(new ConnectionEvent.Existing(
                    TIME, OUTBOUND.toBuilder().state(state).build()));
            boolean none = state == SocketState.UNKNOWN || state == SocketState.UNCONNECTED;
            assertThat(attributes.containsKey("network.connection.state")).isEqualTo(!none);
            assertThat(attributes.get("connflux.state").getStringValue()).isEqualTo(state.name());
        }
    }

    @Test
    void this_host_is_local_whoever_called() {
        Map<String, AnyValue> inbound = attributes(new ConnectionEvent.Existing(TIME, INBOUND));
        assertThat(inbound.get("network.local.address").getStringValue()).isEqualTo("192.168.1.52");
        assertThat(inbound.get("network.local.port").getIntValue()).isEqualTo(443);
        assertThat(inbound.get("network.peer.address").getStringValue()).isEqualTo("8.8.8.8");
        assertThat(inbound.get("network.peer.port").getIntValue()).isEqualTo(50_000);
        assertThat(inbound.get("network.type").getStringValue()).isEqualTo("ipv4");
        assertThat(inbound.get("connflux.direction").getStringValue()).isEqualTo("inbound");
        assertThat(inbound.get("connflux.connection.id").getStringValue()).isEqualTo(INBOUND.id());
        assertThat(attributes(new ConnectionEvent.Existing(TIME, UNCONNECTED)))
                .doesNotContainKey("network.peer.address")
                .doesNotContainKey("network.peer.port");
    }

    @Test
    void an_owner_is_a_process_in_a_container() {
        Map<String, AnyValue> owner = attributes(new ConnectionEvent.Existing(TIME, INBOUND));
        assertThat(owner.get("process.pid").getIntValue()).isEqualTo(812);
        assertThat(owner.get("process.executable.name").getStringValue()).isEqualTo("nginx");
        assertThat(owner.get("process.executable.path").getStringValue()).isEqualTo("/usr/sbin/nginx");
        assertThat(owner.get("process.creation.time").getStringValue()).isEqualTo("2026-11-23T08:00:00.25Z");
        assertThat(owner.get("process.user.id").getIntValue()).isEqualTo(33);
        assertThat(owner.get("container.id").getStringValue()).isEqualTo("3f4e5a6b7c8d");
        assertThat(owner.get("k8s.pod.uid").getStringValue()).startsWith("9a0e1c52");
        AnyValue both = attributes(new ConnectionEvent.Existing(TIME, IPV6)).get("connflux.processes");
        assertThat(both.getArrayValue().getValuesList().stream()
                        .map(process -> attributes(process.getKvlistValue().getValuesList()))
                        .map(process -> process.get("pid").getIntValue() + " "
                                + process.get("name").getStringValue()))
                .containsExactly("812 nginx", "813 nginx");
    }

    @Test
    void the_host_and_the_labels_are_the_resource_and_a_label_may_name_the_service() {
        ResourceLogs logs = logs(RandomLines.node(
                new OtlpEncoder(SETTINGS.withLabel("service.name", "mine")),
                GoldenEvents.lines().get(0)));
        assertThat(logs.getSchemaUrl()).isEqualTo("https://opentelemetry.io/schemas/1.44.0");
        Map<String, AnyValue> resource = attributes(logs.getResource().getAttributesList());
        assertThat(resource.get("host.name").getStringValue()).isEqualTo("web-1.example");
        assertThat(resource.get("host.id").getStringValue()).isEqualTo("3d1219c7c4c5404aaa1f6d2a48adfda4");
        assertThat(resource.get("deployment.environment.name").getStringValue()).isEqualTo("prod");
        assertThat(resource.get("service.name").getStringValue()).isEqualTo("mine");
    }

    @Test
    void community_id_is_an_attribute_where_it_is_asked_for() {
        ConnectionEvent event = new ConnectionEvent.Existing(TIME, INBOUND);
        assertThat(attributes(event)).doesNotContainKey("connflux.connection.community_id");
        assertThat(attributes(
                        record(RandomLines.node(encoder(), new Line(1, event))).getAttributesList()))
                .containsKey("connflux.connection.community_id");
    }

    @Test
    void what_is_said_of_the_stream_has_names_with_points() {
        Map<String, AnyValue> stats = attributes(
                record(RandomLines.node(encoder(), GoldenEvents.lines().get(14)))
                        .getAttributesList());
        assertThat(stats.get("connflux.counters.polls").getIntValue()).isEqualTo(1);
        assertThat(stats.get("connflux.counters.poll_ms").getDoubleValue()).isEqualTo(1.234);
        assertThat(stats.get("connflux.counters.clock_stepped_ms").getIntValue())
                .isEqualTo(-5);
        Map<String, AnyValue> baseline = attributes(
                record(RandomLines.node(encoder(), GoldenEvents.lines().get(2))).getAttributesList());
        assertThat(baseline.get("connflux.connections.tcp").getIntValue()).isEqualTo(3);
        assertThat(baseline.get("connflux.resume").getStringValue()).isEqualTo("a1");
        assertThat(baseline.get("connflux.resumed").getBoolValue()).isFalse();
    }

    @Test
    void left_and_the_length_of_a_connection_are_told() {
        Map<String, AnyValue> left = attributes(new ConnectionEvent.StateChanged(TIME, SINCE, INBOUND, OUTBOUND, true));
        assertThat(left.get("connflux.left").getBoolValue()).isTrue();
        assertThat(left.get("connflux.previous_state").getStringValue()).isEqualTo("ESTABLISHED");
        assertThat(attributes(new ConnectionEvent.Closed(TIME, SINCE, INBOUND, Duration.ofMillis(5)))
                        .get("connflux.connection.duration_ms")
                        .getIntValue())
                .isEqualTo(5);
    }

    @Test
    void times_have_all_their_digits_from_1970_to_beyond_what_a_long_holds() {
        for (String time : List.of(
                "1969-12-31T23:59:59Z",
                "1970-01-01T00:00:00Z",
                "1970-01-01T00:00:00.000000005Z",
                "1970-01-01T00:00:01.000000005Z",
                "2300-01-01T00:00:00.5Z")) {
            Instant instant = Instant.parse(time);
            String nanos = RandomLines.node(Encoding.OTLP, new ConnectionEvent.Lost(instant, "", 0))
                    .at("/resourceLogs/0/scopeLogs/0/logRecords/0/timeUnixNano")
                    .asString();
            BigInteger[] seconds = new BigInteger(nanos).divideAndRemainder(BigInteger.valueOf(1_000_000_000));
            Instant read = Instant.ofEpochSecond(seconds[0].longValue(), seconds[1].longValue());
            assertThat(read).isEqualTo(instant.isBefore(Instant.EPOCH) ? Instant.EPOCH : instant);
        }
    }
}
