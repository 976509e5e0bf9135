package io.connflux.stream.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.model.ConnectionEvent;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {

    private final EventDecoder decoder = new EventDecoder();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void what_was_encoded_is_decoded(long seed) {
        Random random = new Random(seed);
        for (int i = 1; i <= 2_000; i++) {
            ConnectionEvent event = RandomEvents.next(random, i);
            assertThat(decoder.decode(NdjsonEncoder.line(event)))
                    .as("seed %d", seed)
                    .isEqualTo(event);
        }
    }

    @Test
    void keys_of_a_later_version_are_passed_over() {
        assertThat(decoder.decode(
                        "{\"event\":\"lost\",\"seq\":1,\"time\":\"2026-11-24T10:00:00.000Z\",\"reason\":\"r\","
                                + "\"count\":2,\"colour\":{\"of\":\"later\"}}"))
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
                "{\"event\":\"vanished\",\"seq\":1,\"time\":\"2026-11-24T10:00:00.000Z\"}",
                "{\"event\":\"lost\",\"seq\":1,\"time\":\"yesterday\",\"reason\":\"r\",\"count\":1}",
                "{\"event\":\"existing\",\"seq\":1,\"time\":\"2026-11-24T10:00:00.000Z\",\"protocol\":\"tcp\",\"state\":\"LISTEN\","
                        + "\"local\":{\"address\":\"localhost\",\"port\":\"1\"},\"remote\":{\"address\":\"::\",\"port\":\"0\"}}"
            })
    void what_is_no_event_is_refused_with_its_beginning(String line) {
        assertThatThrownBy(() -> decoder.decode(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an event (")
                .hasMessageEndingWith(line.length() > 200 ? line.substring(0, 200) + "…" : line);
    }
}
