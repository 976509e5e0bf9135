package io.connflux.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.RandomEvents;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.PlainText;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.stream.Line;
import io.connflux.stream.encode.NdjsonEncoder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

class EventDecoderTest {

    private final EventDecoder decoder = new EventDecoder();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void what_was_encoded_is_decoded(long seed) {
        Random random = new Random(seed);
        for (int i = 1; i <= 2_000; i++) {
            Line line = RandomEvents.line(random, i);
            assertThat(decoder.decode(NdjsonEncoder.line(line)))
                    .as("seed %d", seed)
                    .isEqualTo(line);
        }
    }

    /** The other tests stand on it: a kind that is missing there would be tried nowhere. */
    @Test
    void every_kind_of_event_is_among_the_random_ones() {
        Random random = new Random(1);
        assertThat(Stream.generate(() -> RandomEvents.next(random))
                        .limit(1_000)
                        .map(ConnectionEvent::getClass)
                        .collect(Collectors.<Class<?>>toSet()))
                .isEqualTo(kinds(ConnectionEvent.class).collect(Collectors.toSet()));
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(EventDecoderTest::kinds)
                : Stream.of(type);
    }

    @Test
    void keys_of_a_later_version_are_passed_over() {
        assertThat(decoder.decode(
                                "{\"event\":\"lost\",\"seq\":1,\"time\":\"2026-11-24T10:00:00.000Z\",\"reason\":\"r\","
                                        + "\"count\":2,\"colour\":{\"of\":\"later\"}}")
                        .event())
                .isInstanceOf(ConnectionEvent.Lost.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"event\":\"opened\",\"seq\":1}",
                "{\"event\":\"\\u001b\",\"seq\":1,\"time\":\"2026-11-24T10:00:00.000Z\"}",
                "{\"event\":\"lost\",\"seq\":1,\"time\":\"+12026-11-24T10:00:00.000Z\",\"reason\":\"r\",\"count\":1}",
                "{\"event\":\"lost\",\"seq\":1,\"time\":\"yesterday\",\"reason\":\"r\",\"count\":1}",
                "{\"event\":\"existing\",\"seq\":1,\"time\":\"2026-11-24T10:00:00.000Z\",\"protocol\":\"tcp\",\"state\":\"LISTEN\","
                        + "\"local\":{\"address\":\"localhost\",\"port\":\"1\"},\"remote\":{\"address\":\"::\",\"port\":\"0\"}}",
                "{\"event\":\"existing\",\"seq\":1,\"time\":\"2026-11-24T10:00:00.000Z\",\"protocol\":\"tcp\",\"state\":\"ESTABLISHED\","
                        + "\"local\":{\"address\":\"::\",\"port\":\"1\"},\"remote\":{\"address\":\"::\",\"port\":\"2\"},\"traffic\":{"
                        + "\"sent\":1,\"received\":1,\"segments_sent\":1,\"segments_received\":1,\"retransmitted\":0,\"rtt_us\":9,"
                        + "\"sent_per_s\":1}}"
            })
    void what_is_no_event_is_refused_with_its_beginning(String line) {
        assertThatThrownBy(() -> decoder.decode(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an event (")
                .hasMessageEndingWith(line.length() > 200 ? line.substring(0, 200) + "…" : line);
    }

    private static final String HEAD =
            "\"seq\":7,\"time\":\"2026-11-24T10:00:01.250Z\",\"since\":\"2026-11-24T10:00:00.250Z\",";

    private static String opened(String protocol, String state, String more) {
        return "{\"event\":\"opened\"," + HEAD + "\"protocol\":\"" + protocol
                + "\",\"local\":{\"address\":\"::1\",\"port\":\"443\"},\"remote\":{\"address\":\"::1\",\"port\":\"5\"},"
                + "\"state\":\"" + state + "\"" + more + "}";
    }

    @Test
    void an_event_and_a_protocol_of_a_later_version_are_told_from_nonsense() {
        assertThatThrownBy(() -> decoder.decode("{\"event\":\"merged\"," + HEAD + "\"x\":[]}"))
                .isInstanceOfSatisfying(
                        UnknownEventException.class, e -> assertThat(e.seq()).isEqualTo(7))
                .hasMessage("event 'merged'");
        assertThatThrownBy(() -> decoder.decode(opened("sctp", "LISTEN", "")))
                .isInstanceOfSatisfying(
                        UnknownEventException.class, e -> assertThat(e.seq()).isEqualTo(7))
                .hasMessage("protocol 'sctp'");
    }

    @Test
    void names_of_a_later_version_say_that_nothing_is_known() {
        ConnectionEvent event = decoder.decode(
                        opened("tcp6", "NEW_SYN_RECV", ",\"direction\":\"relayed\",\"owner\":\"haunted\""))
                .event();
        Connection connection = ((ConnectionEvent.Opened) event).connection();
        assertThat(connection.state()).isEqualTo(SocketState.UNKNOWN);
        assertThat(connection.direction()).isEqualTo(Direction.UNKNOWN);
        assertThat(connection.owner()).isNull();
        assertThat(decoder.decode("{\"event\":\"baseline\"," + HEAD + "\"connections\":{\"tcp\":1,\"sctp\":2}}")
                        .event())
                .isInstanceOfSatisfying(ConnectionEvent.Baseline.class, e -> assertThat(e.connections())
                        .isEqualTo(Map.of(Protocol.TCP, 1)));
    }

    /** Every value of every kind of event, replaced by one of each type and beyond each range. */
    @Test
    void a_value_of_another_type_or_range_is_refused_or_is_text() {
        Random random = new Random(7);
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> others = Stream.of(
                        "null",
                        "true",
                        "-1",
                        "1.5",
                        "9223372036854775808",
                        "99999999999999999999",
                        "\"\\u001b[2J\"",
                        "\"-1\"",
                        "\"65536\"",
                        "\"\\u0661\"",
                        "[]",
                        "{}",
                        "[{}]")
                .map(json::readTree)
                .toList();
        int refused = 0;
        for (int i = 1; i <= 300; i++) {
            JsonNode line = json.readTree(NdjsonEncoder.line(RandomEvents.line(random, i)));
            for (ObjectNode object : objects(line)) {
                for (String key : List.copyOf(object.propertyNames())) {
                    JsonNode right = object.get(key);
                    for (JsonNode other : others) {
                        object.set(key, other);
                        refused += isRefused(line.toString()) ? 1 : 0;
                    }
                    object.set(key, right);
                }
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    private boolean isRefused(String line) {
        try {
            String again = NdjsonEncoder.line(decoder.decode(line));
            assertThat(again.strip().codePoints().allMatch(PlainText::isPlain))
                    .as(line)
                    .isTrue();
            return false;
        } catch (UnknownEventException e) {
            return false;
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).as(line).startsWith("not an event (");
            assertThat(e.getMessage().codePoints().allMatch(PlainText::isPlain))
                    .as(line)
                    .isTrue();
            return true;
        }
    }

    private static List<ObjectNode> objects(JsonNode node) {
        Stream<ObjectNode> own = node instanceof ObjectNode object ? Stream.of(object) : Stream.empty();
        return Stream.concat(own, node.values().stream().flatMap(inner -> objects(inner).stream()))
                .toList();
    }
}
