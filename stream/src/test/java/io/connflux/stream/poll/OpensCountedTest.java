package io.connflux.stream.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.StreamCounters;
import io.connflux.model.Protocol;
import io.connflux.table.KernelCounters;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTableBuilder;
import io.connflux.track.TrackerCounters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the kernel has counted since a run began. */
class OpensCountedTest {

    private static final long WIDTH = 1L << 32;

    private static KernelCounters opens(long active, long passive) {
        return new KernelCounters(active, passive, 0, 0);
    }

    private static Snapshot snapshot(int second, @Nullable KernelCounters counters) {
        SnapshotBuilder snapshot = new SnapshotBuilder(Instant.ofEpochSecond(second)).kernelCounters(counters);
        for (Protocol protocol : Protocol.values()) {
            snapshot.table(new SocketTableBuilder(protocol, 0).build());
        }
        return snapshot.build();
    }

    /** One figure for each poll; null is a poll that could not read them. */
    private static List<@Nullable Long> counted(List<@Nullable KernelCounters> polls) {
        RunCounters run = new RunCounters();
        TrackerCounters none = new TrackerCounters(0, 0, 0, 0, 0, 0, 0);
        List<@Nullable Long> counted = new ArrayList<>();
        for (int i = 0; i < polls.size(); i++) {
            Snapshot snapshot = snapshot(i, polls.get(i));
            run.read(snapshot, 0);
            counted.add(run.of(i + 1, snapshot, none, 0, Duration.ZERO, ClockSteps.NONE)
                    .opensCounted());
        }
        return counted;
    }

    @Test
    void what_was_observed_after_a_poll_makes_up_for_nothing_that_was_missed_before_it() {
        RunCounters run = new RunCounters();
        run.read(snapshot(0, opens(5, 5)), 0);
        run.read(snapshot(1, opens(55, 55)), 90);
        TrackerCounters since = new TrackerCounters(0, 0, 0, 0, 150, 7, 3);
        StreamCounters told = run.of(2, snapshot(1, opens(55, 55)), since, 0, Duration.ZERO, ClockSteps.NONE);
        assertThat(told.opensSeen()).isEqualTo(150);
        assertThat(told.opensCounted()).isEqualTo(100);
        assertThat(told.opensMissed()).isEqualTo(10);
        assertThat(told.coverage()).isEqualTo(0.9);
        assertThat(told.observationsLost()).isEqualTo(7);
        assertThat(told.observationsUnplaced()).isEqualTo(3);
        run.read(snapshot(2, opens(85, 65)), 150);
        assertThat(run.of(3, snapshot(2, opens(85, 65)), since, 0, Duration.ZERO, ClockSteps.NONE)
                        .coverage())
                .isEqualTo(1.0);
    }

    @Test
    void counters_of_32_bits_go_on_where_they_begin_at_0_again() {
        List<@Nullable KernelCounters> polls = new ArrayList<>();
        polls.add(opens(WIDTH - 3, 10));
        polls.add(opens(1, 11));
        polls.add(opens(6, 11));
        assertThat(counted(polls)).containsExactly(0L, 5L, 10L);
    }

    @Test
    void a_stream_counts_further_than_a_counter_does() {
        List<@Nullable KernelCounters> polls = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            polls.add(opens(i * (WIDTH / 4) % WIDTH, 0));
        }
        assertThat(counted(polls)).last().isEqualTo(2 * WIDTH);
    }

    @Test
    void what_could_not_be_read_once_is_in_the_next_figure() {
        List<@Nullable KernelCounters> polls = new ArrayList<>();
        polls.add(opens(5, 0));
        polls.add(null);
        polls.add(opens(9, 0));
        assertThat(counted(polls)).containsExactly(0L, null, 4L);
    }

    @Test
    void counters_that_went_back_began_at_0_and_make_no_negative_figure() {
        List<@Nullable KernelCounters> polls = new ArrayList<>();
        polls.add(opens(500, 500));
        polls.add(opens(2, 3));
        assertThat(counted(polls)).containsExactly(0L, 5L);
    }
}
