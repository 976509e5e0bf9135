package io.connflux.stream.encode;

import static io.connflux.stream.encode.GoldenEvents.INBOUND;
import static io.connflux.stream.encode.GoldenEvents.LISTENER;
import static io.connflux.stream.encode.GoldenEvents.OPENED;
import static io.connflux.stream.encode.GoldenEvents.OUTBOUND;
import static io.connflux.stream.encode.GoldenEvents.SINCE;
import static io.connflux.stream.encode.GoldenEvents.TIME;
import static io.connflux.stream.encode.GoldenEvents.UNCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.EventEncoderContract;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EcsEncoderTest implements EventEncoderContract {

    /** Of all that event.kind may be; {@code signal} is kept for Elastic's own rules. */
    private static final Set<String> KINDS = Set.of("event", "state", "metric", "pipeline_error");

    /** Those that are expected with the category network: {@code change} and {@code error} are not. */
    private static final Set<String> TYPES =
            Set.of("access", "allowed", "connection", "denied", "end", "info", "protocol", "start");

    private static final String DATE = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{2,3})?Z";

    @Override
    public EventEncoder encoder() {
        return new EcsEncoder(GoldenEvents.SETTINGS);
    }

    private static JsonNode ecs(ConnectionEvent event) {
        return RandomLines.node(Encoding.ECS, event);
    }

    private static List<String> texts(JsonNode array) {
        assertThat(array.isArray()).isTrue();
        return array.values().stream().map(JsonNode::asString).toList();
    }

    @Test
    void each_line_says_when_and_in_which_version_and_what_kind_it_is() {
        RandomLines.forEach(Encoding.ECS, (event, node) -> {
            assertThat(node.at("/@timestamp").asString())
                    .isEqualTo(event.time().toString().replaceFirst("(?<=:\\d\\d)Z$", ".000Z"));
            assertThat(node.at("/ecs/version").asString()).isEqualTo("9.4.0");
            assertThat(node.at("/event/kind").asString()).isIn(KINDS);
            assertThat(texts(node.at("/event/category"))).containsExactly("network");
            assertThat(texts(node.at("/event/type")))
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .isSubsetOf(TYPES);
            assertThat(node.at("/event/action").asString()).matches("(connection|stream)-[a-z-]+");
            assertThat(node.at("/event/sequence").isIntegralNumber()).isTrue();
            assertThat(node.at("/event/dataset").asString()).isEqualTo("connflux.connection");
            assertThat(node.at("/event/module").asString()).isEqualTo("connflux");
            assertThat(node.at("/message").asString()).isNotEmpty();
        });
    }

    @Test
    void only_a_connection_with_both_addresses_and_ports_is_of_the_type_connection() {
        RandomLines.forEach(Encoding.ECS, (event, node) -> {
            boolean both = node.has("source") && node.has("destination");
            assertThat(texts(node.at("/event/type")).contains("connection")).isEqualTo(both);
            for (String end : List.of("source", "destination", "client", "server")) {
                if (node.has(end)) {
                    Address.parse(node.at("/" + end + "/ip").asString());
                    assertThat(node.at("/" + end + "/address")).isEqualTo(node.at("/" + end + "/ip"));
                    assertThat(node.at("/" + end + "/port").asInt(-1)).isBetween(0, 65_535);
                }
            }
            assertThat(node.has("client"))
                    .isEqualTo(node.has("server"))
                    .isEqualTo(node.at("/network").has("direction"));
        });
        assertThat(texts(ecs(new ConnectionEvent.Opened(TIME, SINCE, LISTENER)).at("/event/type")))
                .containsExactly("start");
        assertThat(ecs(new ConnectionEvent.Opened(TIME, SINCE, UNCONNECTED)).has("destination"))
                .isFalse();
    }

    @Test
    void what_is_told_of_the_stream_is_of_no_connection() {
        RandomLines.forEach(Encoding.ECS, (event, node) -> {
            if (event instanceof ConnectionEvent.Notice) {
                assertThat(texts(node.at("/event/type"))).containsExactly("info");
                assertThat(node.has("source")).isFalse();
                assertThat(node.has("connflux")).isTrue();
            }
        });
        assertThat(ecs(new ConnectionEvent.Lost(TIME, "why", 4))
                        .at("/event/kind")
                        .asString())
                .isEqualTo("pipeline_error");
        assertThat(ecs(new ConnectionEvent.Lost(TIME, "why", 4))
                        .at("/error/message")
                        .asString())
                .isEqualTo("why");
    }

    @Test
    void a_connection_that_is_there_is_a_state_and_all_else_of_it_an_event() {
        RandomLines.forEach(Encoding.ECS, (event, node) -> {
            if (event instanceof ConnectionEvent.Change) {
                boolean existing = event instanceof ConnectionEvent.Existing;
                assertThat(node.at("/event/kind").asString()).isEqualTo(existing ? "state" : "event");
                assertThat(node.at("/event/action").asString()).isEqualTo("connection-" + event.name());
            }
        });
    }

    @Test
    void a_closed_connection_lasted_nanoseconds_from_its_start_to_its_end() {
        JsonNode closed = ecs(new ConnectionEvent.Closed(TIME, SINCE, INBOUND, Duration.ofMillis(1_250)));
        assertThat(closed.at("/event/duration").asLong()).isEqualTo(1_250_000_000L);
        assertThat(closed.at("/event/start").asString()).isEqualTo(OPENED.toString());
        assertThat(closed.at("/event/end").asString()).isEqualTo(TIME.toString());
        assertThat(texts(closed.at("/event/type"))).containsExactly("connection", "end");
        JsonNode unknown =
                ecs(new ConnectionEvent.Closed(TIME, SINCE, LISTENER, null)).at("/event");
        assertThat(unknown.has("start") || unknown.has("duration")).isFalse();
        assertThat(unknown.get("end").asString()).isEqualTo(TIME.toString());
        assertThat(ecs(new ConnectionEvent.Closed(TIME, SINCE, INBOUND, Duration.ofSeconds(Long.MAX_VALUE)))
                        .at("/event/duration")
                        .asLong())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void the_source_is_who_called_and_this_host_where_that_is_not_known() {
        JsonNode inbound = ecs(new ConnectionEvent.Existing(TIME, INBOUND));
        assertThat(inbound.at("/source/ip").asString()).isEqualTo("8.8.8.8");
        assertThat(inbound.at("/server/port").asInt()).isEqualTo(443);
        assertThat(inbound.at("/network/direction").asString()).isEqualTo("ingress");
        assertThat(inbound.at("/network/type").asString()).isEqualTo("ipv4");
        JsonNode outbound = ecs(new ConnectionEvent.Existing(TIME, OUTBOUND));
        assertThat(outbound.at("/source/port").asInt()).isEqualTo(57_860);
        assertThat(outbound.at("/network/direction").asString()).isEqualTo("egress");
        JsonNode unknown = ecs(new ConnectionEvent.Existing(TIME, GoldenEvents.IPV6));
        assertThat(unknown.at("/source/ip").asString()).isEqualTo("fd00::1");
        assertThat(unknown.has("client")).isFalse();
    }

    @Test
    void numbers_and_words_have_the_types_that_the_fields_have() {
        RandomLines.forEach(Encoding.ECS, (event, node) -> {
            JsonNode network = node.path("network");
            if (event instanceof ConnectionEvent.Change) {
                assertThat(network.get("transport").asString()).isIn("tcp", "udp");
                assertThat(network.get("type").asString()).isIn("ipv4", "ipv6");
                assertThat(network.get("iana_number").isString()).isTrue();
                assertThat(network.get("iana_number").asString()).isIn("6", "17");
                assertThat(texts(node.at("/related/ip")))
                        .contains(node.at("/source/ip").asString());
            }
            for (String text : List.of("/user/id", "/user/name", "/process/entity_id", "/container/id", "/host/id")) {
                assertThat(node.at(text).isMissingNode() || node.at(text).isString())
                        .as(text)
                        .isTrue();
            }
            for (String date : List.of("/event/start", "/event/end", "/process/start", "/connflux/since")) {
                assertThat(node.at(date).isMissingNode()
                                || node.at(date).asString().matches(DATE))
                        .as(date)
                        .isTrue();
            }
            assertThat(node.at("/process/pid").isMissingNode()
                            || node.at("/process/pid").isInt())
                    .isTrue();
            node.path("labels").values().forEach(label -> assertThat(label.isString())
                    .isTrue());
        });
    }

    @Test
    void a_host_is_known_by_its_name_its_id_and_its_boot_or_not_at_all() {
        JsonNode known = RandomLines.node(encoder(), GoldenEvents.lines().get(0));
        assertThat(known.at("/host/name").asString()).isEqualTo("web-1.example");
        assertThat(known.at("/host/id").asString()).isEqualTo("3d1219c7c4c5404aaa1f6d2a48adfda4");
        assertThat(known.at("/host/boot/id").asString()).isEqualTo("34784164-e962-4cf4-a864-f7f520271f54");
        // A point would make an object of it.
        assertThat(known.at("/labels/deployment_environment_name").asString()).isEqualTo("prod");
        assertThat(ecs(new ConnectionEvent.Existing(TIME, INBOUND)).has("host")).isFalse();
    }

    @Test
    void what_the_schema_has_no_field_for_is_told_all_the_same() {
        JsonNode left = ecs(new ConnectionEvent.StateChanged(TIME, SINCE, INBOUND, OUTBOUND, true))
                .get("connflux");
        assertThat(left.get("left").asBoolean()).isTrue();
        assertThat(left.get("previous_state").asString()).isEqualTo("ESTABLISHED");
        Connection halfClosed =
                INBOUND.toBuilder().state(SocketState.CLOSE_WAIT).build();
        assertThat(ecs(new ConnectionEvent.Closed(TIME, SINCE, halfClosed, null))
                        .at("/connflux/closed_by")
                        .asString())
                .isEqualTo("remote");
        assertThat(left.get("state").asString()).isEqualTo("FIN_WAIT2");
        assertThat(left.get("id").asString()).isEqualTo(OUTBOUND.id());
        assertThat(left.get("owner").asString()).isEqualTo("released");
        JsonNode inbound = ecs(new ConnectionEvent.Existing(TIME, INBOUND)).get("connflux");
        assertThat(inbound.at("/netns/name").asString()).isEqualTo("blue");
        assertThat(inbound.get("inode").asLong()).isEqualTo(40_002);
        assertThat(inbound.get("uid").asLong()).isEqualTo(33);
        assertThat(inbound.get("pod").asString()).startsWith("9a0e1c52");
        assertThat(ecs(new ConnectionEvent.Existing(TIME, GoldenEvents.IPV6))
                        .at("/connflux/processes")
                        .size())
                .isEqualTo(2);
    }
}
