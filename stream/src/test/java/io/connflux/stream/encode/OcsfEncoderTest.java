package io.connflux.stream.encode;

import static io.connflux.stream.encode.GoldenEvents.INBOUND;
import static io.connflux.stream.encode.GoldenEvents.IPV6;
import static io.connflux.stream.encode.GoldenEvents.LISTENER;
import static io.connflux.stream.encode.GoldenEvents.OPENED;
import static io.connflux.stream.encode.GoldenEvents.OUTBOUND;
import static io.connflux.stream.encode.GoldenEvents.SINCE;
import static io.connflux.stream.encode.GoldenEvents.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.EventEncoderContract;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OcsfEncoderTest implements EventEncoderContract {

    /** What else an event may have is of profiles that are not declared. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "activity_id",
            "activity_name",
            "actor",
            "category_uid",
            "class_uid",
            "connection_info",
            "device",
            "dst_endpoint",
            "duration",
            "end_time",
            "enrichments",
            "is_src_dst_assignment_known",
            "message",
            "metadata",
            "severity_id",
            "src_endpoint",
            "start_time",
            "status_detail",
            "traffic",
            "time",
            "type_uid");

    @Override
    public EventEncoder encoder() {
        return new OcsfEncoder(GoldenEvents.SETTINGS);
    }

    private static JsonNode ocsf(ConnectionEvent event) {
        return RandomLines.node(Encoding.OCSF, event);
    }

    @Test
    void each_line_is_network_activity_whose_type_is_that_of_its_class_and_activity() {
        RandomLines.forEach(Encoding.OCSF, (event, node) -> {
            assertThat(ATTRIBUTES).containsAll(node.propertyNames());
            assertThat(node.get("category_uid").asInt()).isEqualTo(4);
            assertThat(node.get("class_uid").asInt()).isEqualTo(4_001);
            int activity = node.get("activity_id").asInt();
            assertThat(activity).isIn(1, 2, 3, 4, 5, 7, 99);
            assertThat(node.get("type_uid").asLong()).isEqualTo(400_100 + activity);
            assertThat(node.has("activity_name")).isEqualTo(activity == 99);
            assertThat(node.get("severity_id").asInt()).isIn(1, 3);
            assertThat(node.get("time").asLong()).isEqualTo(event.time().toEpochMilli());
        });
    }

    @Test
    void each_line_says_its_version_who_made_it_and_its_number() {
        RandomLines.forEach(Encoding.OCSF, (event, node) -> {
            JsonNode metadata = node.get("metadata");
            assertThat(metadata.get("version").asString()).isEqualTo("1.8.0");
            assertThat(metadata.at("/product/name").asString()).isEqualTo("Connflux");
            assertThat(metadata.get("sequence").isIntegralNumber()).isTrue();
            // Without these a device, an actor and a container have no place.
            assertThat(metadata.get("profiles").values().stream().map(JsonNode::asString))
                    .containsExactly("host", "container");
        });
    }

    @Test
    void each_line_has_an_endpoint_with_a_name_and_a_direction() {
        RandomLines.forEach(Encoding.OCSF, (event, node) -> {
            assertThat(node.at("/connection_info/direction_id").asInt(-1)).isIn(0, 1, 2, 4);
            for (String end : List.of("src_endpoint", "dst_endpoint")) {
                if (node.has(end) && event instanceof ConnectionEvent.Change) {
                    Address.parse(node.at("/" + end + "/ip").asString());
                    assertThat(node.at("/" + end + "/port").asInt(-1)).isBetween(0, 65_535);
                }
            }
            assertThat(node.at("/src_endpoint").has("ip")).isEqualTo(event instanceof ConnectionEvent.Change);
            assertThat(node.at("/src_endpoint").has("ip")
                            || node.at("/src_endpoint").has("svc_name"))
                    .isTrue();
            assertThat(node.has("is_src_dst_assignment_known")).isEqualTo(node.has("dst_endpoint"));
        });
    }

    @Test
    void objects_have_what_their_kind_requires() {
        RandomLines.forEach(Encoding.OCSF, (event, node) -> {
            if (node.has("device")) {
                assertThat(node.at("/device/type_id").asInt(-1)).isZero();
                assertThat(node.get("device").has("hostname")).isTrue();
            }
            if (node.has("actor")) {
                assertThat(node.get("actor").has("process") || node.get("actor").has("user"))
                        .isTrue();
            }
            JsonNode process = node.at("/actor/process");
            if (!process.isMissingNode()) {
                assertThat(process.get("pid").isInt()).isTrue();
                assertThat(process.get("created_time").isIntegralNumber()).isTrue();
                assertThat(process.path("user").isMissingNode()
                                || !process.get("user").isEmpty())
                        .isTrue();
                assertThat(process.path("container").isMissingNode()
                                || process.get("container").has("uid"))
                        .isTrue();
            }
            for (JsonNode more : node.path("enrichments").values()) {
                assertThat(more.propertyNames()).contains("name", "value", "data");
                assertThat(more.get("value").isString()).isTrue();
            }
            node.at("/metadata/tags").values().forEach(tag -> assertThat(tag.propertyNames())
                    .containsExactly("name", "value"));
        });
    }

    @Test
    void a_connection_opens_a_listener_listens_and_all_else_is_named() {
        assertThat(activity(new ConnectionEvent.Opened(TIME, SINCE, INBOUND))).isEqualTo("1 ");
        assertThat(activity(new ConnectionEvent.Opened(TIME, SINCE, LISTENER))).isEqualTo("7 ");
        assertThat(activity(new ConnectionEvent.Closed(TIME, SINCE, LISTENER, null)))
                .isEqualTo("2 ");
        assertThat(activity(new ConnectionEvent.Existing(TIME, LISTENER))).isEqualTo("99 Existing");
        assertThat(activity(new ConnectionEvent.StateChanged(TIME, SINCE, OUTBOUND, OUTBOUND)))
                .isEqualTo("99 State Change");
        assertThat(activity(new ConnectionEvent.OwnerChanged(TIME, SINCE, IPV6, IPV6)))
                .isEqualTo("99 Owner Change");
        assertThat(activity(new ConnectionEvent.Lost(TIME, "", 1))).isEqualTo("99 Lost");
    }

    @Test
    void how_a_connection_ended_is_its_activity_where_that_was_seen() {
        assertThat(ended(INBOUND, Outcome.CLOSED)).isEqualTo("2 ");
        assertThat(ended(INBOUND, Outcome.RESET_BY_PEER)).isEqualTo("3 ");
        assertThat(ended(INBOUND, Outcome.RESET_HERE)).isEqualTo("3 ");
        assertThat(ended(INBOUND, Outcome.TIMED_OUT)).isEqualTo("2 ");
        Connection attempt = OUTBOUND.toBuilder().state(SocketState.SYN_SENT).build();
        assertThat(ended(attempt, Outcome.TIMED_OUT)).isEqualTo("4 ");
        assertThat(ended(attempt, Outcome.UNREACHABLE)).isEqualTo("4 ");
        assertThat(ended(attempt, Outcome.REFUSED)).isEqualTo("5 ");
    }

    private static String ended(Connection connection, Outcome outcome) {
        return activity(new ConnectionEvent.Closed(TIME, TIME, connection, Duration.ZERO, outcome));
    }

    private static String activity(ConnectionEvent event) {
        JsonNode node = ocsf(event);
        return node.get("activity_id").asInt() + " "
                + node.path("activity_name").asString("");
    }

    @Test
    void a_closed_connection_lasted_milliseconds_from_its_start_to_its_end() {
        JsonNode closed = ocsf(new ConnectionEvent.Closed(TIME, SINCE, INBOUND, Duration.ofNanos(1_250_999_999)));
        assertThat(closed.get("duration").asLong()).isEqualTo(1_250);
        assertThat(closed.get("start_time").asLong()).isEqualTo(OPENED.toEpochMilli());
        assertThat(closed.get("end_time").asLong()).isEqualTo(TIME.toEpochMilli());
    }

    @Test
    void direction_and_boundary_are_as_seen_from_the_host() {
        JsonNode inbound = ocsf(new ConnectionEvent.Existing(TIME, INBOUND));
        assertThat(inbound.at("/src_endpoint/ip").asString()).isEqualTo("8.8.8.8");
        assertThat(inbound.get("is_src_dst_assignment_known").asBoolean()).isTrue();
        assertThat(inbound.at("/connection_info/direction_id").asInt()).isEqualTo(1);
        assertThat(inbound.at("/connection_info/boundary_id").asInt())
                .as("public")
                .isEqualTo(3);
        assertThat(inbound.at("/connection_info/protocol_ver_id").asInt())
                .as("mapped")
                .isEqualTo(4);
        assertThat(inbound.at("/connection_info/uid").asString()).isEqualTo(INBOUND.id());
        JsonNode local = ocsf(new ConnectionEvent.Existing(TIME, OUTBOUND)).get("connection_info");
        assertThat(local.get("direction_id").asInt()).isEqualTo(4);
        assertThat(local.get("boundary_id").asInt()).isEqualTo(1);
        JsonNode unknown = ocsf(new ConnectionEvent.Existing(TIME, IPV6));
        assertThat(unknown.at("/connection_info/direction_id").asInt()).isZero();
        assertThat(unknown.at("/connection_info/boundary_id").asInt())
                .as("private")
                .isEqualTo(2);
        assertThat(unknown.get("is_src_dst_assignment_known").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 1",
        "127.0.0.5, 1",
        "10.0.0.2, 2",
        "169.254.1.1, 2",
        "8.8.8.8, 3",
        "224.0.0.1, 0",
        "192.0.2.1, 0"
    })
    void a_boundary_is_passed_as_far_as_the_addresses_tell(String remote, int boundary) {
        Connection connection = Connection.of(
                Protocol.TCP,
                new Endpoint(Address.parse("10.0.0.1"), 1),
                new Endpoint(Address.parse(remote), 2),
                SocketState.ESTABLISHED);
        assertThat(ocsf(new ConnectionEvent.Existing(TIME, connection))
                        .at("/connection_info/boundary_id")
                        .asInt())
                .isEqualTo(boundary);
    }

    @Test
    void a_pod_is_told_as_a_uuid_only_where_it_is_one_and_otherwise_all_the_same() {
        assertThat(ocsf(new ConnectionEvent.Existing(TIME, INBOUND))
                        .at("/actor/process/container/pod_uuid")
                        .asString())
                .startsWith("9a0e1c52");
        RandomLines.forEach(Encoding.OCSF, (event, node) -> {
            boolean pod = event instanceof ConnectionEvent.Change change
                    && change.connection().owner() instanceof Owner.Held held
                    && held.first().group().pod() != null;
            assertThat(node.at("/enrichments/0/data").has("pod")).isEqualTo(pod);
            String uuid = node.at("/actor/process/container/pod_uuid").asString("");
            assertThat(uuid).matches("|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        });
    }

    @Test
    void what_the_schema_has_no_attribute_for_is_told_all_the_same() {
        JsonNode left = ocsf(new ConnectionEvent.StateChanged(TIME, SINCE, INBOUND, OUTBOUND, true))
                .at("/enrichments/0/data");
        assertThat(left.get("left").asBoolean()).isTrue();
        assertThat(left.get("previous_state").asString()).isEqualTo("ESTABLISHED");
        assertThat(left.get("direction").asString()).isEqualTo("outbound");
        JsonNode lost = ocsf(new ConnectionEvent.Lost(TIME, "why", 4));
        assertThat(lost.get("status_detail").asString()).isEqualTo("why");
        assertThat(lost.at("/enrichments/0/data/count").asInt()).isEqualTo(4);
    }
}
