package io.connflux.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MomentTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private static Moment after(Duration passed, Duration set) {
        return new Moment(NOON.plus(passed).plus(set), passed.toNanos());
    }

    private final Moment begin = after(Duration.ZERO, Duration.ZERO);

    @Test
    void a_time_is_rounded_up_and_a_since_down() {
        Moment later = after(Duration.ofNanos(1_000_000_001), Duration.ZERO);
        assertThat(later.time()).isEqualTo("2026-11-24T12:00:01.001Z");
        assertThat(after(Duration.ofMillis(7), Duration.ZERO).time()).isEqualTo("2026-11-24T12:00:00.007Z");
        Moment between = after(Duration.ofNanos(1_999_999), Duration.ZERO);
        assertThat(later.since(between)).isEqualTo("2026-11-24T12:00:00.001Z");
    }

    @Test
    void where_the_clock_was_set_back_since_is_what_it_would_have_shown() {
        Moment back = after(Duration.ofSeconds(2), Duration.ofHours(-1));
        assertThat(back.since(begin)).isEqualTo("2026-11-24T11:00:00Z");
        assertThat(back.time()).isEqualTo("2026-11-24T11:00:02Z");
        assertThat(back.after(begin)).hasSeconds(2);
        assertThat(back.steppedSince(begin)).isEqualTo(Duration.ofHours(-1));
    }

    @Test
    void where_it_was_set_forward_since_is_what_it_showed() {
        Moment forward = after(Duration.ofSeconds(2), Duration.ofHours(1));
        assertThat(forward.since(begin)).isEqualTo(NOON);
        assertThat(forward.after(begin)).hasSeconds(2);
        assertThat(forward.steppedSince(begin)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void times_without_a_second_clock_that_go_back_make_no_negative_duration() {
        Moment back = Moment.at(NOON.minusSeconds(3_600));
        assertThat(back.after(Moment.at(NOON))).isZero();
        assertThat(back.since(Moment.at(NOON))).isEqualTo(back.time());
    }

    @Test
    void a_thread_that_is_paused_between_the_two_clocks_reads_them_again() {
        AtomicLong nanos = new AtomicLong();
        AtomicLong readings = new AtomicLong();
        Moment moment = Moment.now(
                () -> {
                    if (readings.incrementAndGet() < 3) {
                        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
                    }
                    return NOON.plusNanos(nanos.get());
                },
                nanos::get);
        assertThat(readings).hasValue(3);
        assertThat(moment)
                .isEqualTo(new Moment(NOON.plusSeconds(4), Duration.ofSeconds(4).toNanos()));
    }
}
