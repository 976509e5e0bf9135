package io.connflux.stream.tracefs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How often a reader looks, in a time that the test makes. */
class PausesTest {

    private static final long USUAL = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private final Pauses pauses = new Pauses(USUAL, 0);
    private long now;

    private int readsIn(long nanos, boolean hasNews) {
        long end = now + nanos;
        int reads = 0;
        while (now < end) {
            now += pauses.after(hasNews, now);
            reads++;
        }
        return reads;
    }

    @Test
    void what_tells_of_sockets_is_read_as_often_as_was_asked_for() {
        assertThat(readsIn(10 * SECOND, true)).isEqualTo(10_000);
    }

    @Test
    void threads_alone_are_read_seldom_where_there_are_many_and_at_once_where_there_are_few() {
        assertThat(readsIn(10 * SECOND, false)).isBetween(900, 1_100);
        now += SECOND;
        assertThat(readsIn(20 * USUAL, false)).isEqualTo(20);
        assertThat(pauses.after(true, now)).isEqualTo(USUAL);
    }

    @Test
    void who_asked_for_a_longer_pause_has_it() {
        Pauses longer = new Pauses(SECOND, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(longer.after(false, i)).isEqualTo(SECOND);
        }
    }
}
