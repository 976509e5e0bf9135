package io.connflux.stream.websocket.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.stream.websocket.wire.Pulse.Beat;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PulseTest {

    private static final Duration EVERY = Duration.ofSeconds(20);

    /** Near the end of the numbers, where a monotonic clock may well be. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

    private final Pulse pulse = new Pulse(EVERY, true, START);

    private static long after(long seconds) {
        return START + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void who_leaves_two_pings_unanswered_is_gone() {
        assertThat(pulse.at(after(19), false)).isEqualTo(Beat.NOTHING);
        assertThat(pulse.at(after(20), false)).isEqualTo(Beat.PING);
        assertThat(pulse.at(after(39), false)).isEqualTo(Beat.NOTHING);
        assertThat(pulse.at(after(40), false)).isEqualTo(Beat.PING);
        assertThat(pulse.at(after(59), false)).isEqualTo(Beat.NOTHING);
        assertThat(pulse.at(after(60), false)).isEqualTo(Beat.GONE);
    }

    @Test
    void who_answers_is_asked_again_and_again() {
        for (int i = 1; i <= 100; i++) {
            assertThat(pulse.at(after(20L * i), false)).isEqualTo(Beat.PING);
            pulse.heard(after((20L * i) + 1));
        }
    }

    @Test
    void who_has_to_acknowledge_something_is_not_asked_and_has_a_quarter_of_an_hour() {
        assertThat(pulse.at(after(15 * 60), true)).isEqualTo(Beat.NOTHING);
        assertThat(pulse.at(after(15 * 60 + 1), true)).isEqualTo(Beat.GONE);
    }

    @Test
    void who_cannot_answer_is_never_gone() {
        Pulse silent = new Pulse(EVERY, false, START);
        for (int i = 1; i <= 100; i++) {
            assertThat(silent.at(after(20L * i), i % 2 == 0)).isEqualTo(Beat.PING);
        }
    }
}
