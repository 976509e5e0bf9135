package io.connflux.stream.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.Line;
import io.connflux.stream.decode.EventDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedEventsTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void a_copy_is_the_ndjson_line_with_the_seq_of_its_stream(long seed) {
        Random random = new Random(seed);
        EventDecoder decoder = new EventDecoder();
        List<ConnectionEvent> events = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            events.add(RandomEvents.next(random));
        }
        EncodedEvents encoded = EncodedEvents.of(new NdjsonEncoder(), events);
        assertThat(encoded.size()).isEqualTo(events.size());
        long seq = random.nextLong() >>> 1;
        for (int i = 0; i < encoded.size(); i++) {
            Line whole = decoder.decode(copy(encoded, i, seq));
            assertThat(whole.seq()).isEqualTo(seq);
            assertThat(copy(encoded, i, i) + "\n")
                    .as("seed %d, event %d", seed, i)
                    .isEqualTo(NdjsonEncoder.line(new Line(i, events.get(i))));
        }
    }

    private static String copy(EncodedEvents encoded, int index, long seq) {
        byte[] target = new byte[encoded.maxLength(index) + 3];
        int end = encoded.copy(index, seq, target, 3);
        return new String(target, 3, end - 3, StandardCharsets.UTF_8);
    }
}
