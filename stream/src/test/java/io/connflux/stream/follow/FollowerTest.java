package io.connflux.stream.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.StreamCounters;
import io.connflux.model.Moment;
import io.connflux.table.Snapshot;
import io.connflux.track.ConnectionTracker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a subscriber stands, and what it takes to bring it further. */
class FollowerTest {

    private final ConnectionTracker tracker = new ConnectionTracker();

    private Step step(int number, int clockSteps) {
        Instant time = Instant.ofEpochSecond(number);
        var changes = tracker.reconcile(Snapshot.of(time, List.of()));
        StreamCounters counters =
                new StreamCounters(number, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, null, clockSteps, Duration.ZERO);
        return new Step(number, Moment.at(time), tracker.table(), changes, counters, null);
    }

    private static Leg take(Follower follower, Step step) {
        Leg leg = follower.to(step);
        follower.take(leg);
        return leg;
    }

    @Test
    void it_begins_goes_on_and_lags() {
        Follower follower = new Follower(null);
        assertThat(take(follower, step(5, 0)).isFirst()).isTrue();
        Leg next = take(follower, step(6, 0));
        assertThat(next.isNext()).isTrue();
        assertThat(next.stats()).isNull();
        Leg late = take(follower, step(9, 0));
        assertThat(late.isNext()).isFalse();
        assertThat(late.missed()).isEqualTo(2);
        assertThat(late.stats().counters().coalesced()).isEqualTo(2);
        assertThat(take(follower, step(11, 0)).stats().counters().coalesced()).isEqualTo(3);
        assertThat(follower.number()).isEqualTo(11);
    }

    @Test
    void a_leg_that_is_not_taken_leaves_it_where_it_stands() {
        Follower follower = new Follower(null);
        Step first = step(1, 0);
        take(follower, first);
        follower.to(step(2, 0));
        assertThat(follower.table()).isSameAs(first.table());
        assertThat(follower.to(step(3, 0)).missed()).isEqualTo(1);
        assertThat(follower.coalesced()).isZero();
    }

    @Test
    void who_was_away_is_not_told_that_it_was_slow() {
        Follower follower = new Follower(null);
        take(follower, step(1, 0));
        Leg back = follower.afterAbsence(step(7, 0));
        assertThat(back.missed()).isZero();
        assertThat(back.stats()).isNull();
        assertThat(back.isNext()).isFalse();
    }

    @Test
    void counters_come_on_time_without_drifting() {
        Follower follower = new Follower(Duration.ofSeconds(3));
        List<Long> told = new ArrayList<>();
        for (int number = 1; number <= 20; number++) {
            Leg leg = take(follower, step(number, 0));
            if (leg.stats() != null) {
                told.add(leg.to().number());
            }
        }
        assertThat(told).containsExactly(4L, 7L, 10L, 13L, 16L, 19L);
    }

    @Test
    void a_clock_that_was_set_is_told_once() {
        Follower follower = new Follower(null);
        take(follower, step(1, 4));
        assertThat(take(follower, step(2, 4)).stats()).isNull();
        assertThat(take(follower, step(3, 5)).stats()).isNotNull();
        assertThat(take(follower, step(4, 5)).stats()).isNull();
    }

    @Test
    void who_begins_anew_gets_a_baseline() {
        Follower follower = new Follower(null);
        take(follower, step(1, 0));
        follower.abandon();
        assertThat(take(follower, step(9, 0)).isFirst()).isTrue();
        assertThat(follower.coalesced()).isZero();
    }

    @Test
    void who_missed_the_step_that_failed_is_told_with_a_later_one_and_once() {
        Follower follower = new Follower(null);
        take(follower, step(1, 0));
        Step good = step(2, 0);
        Leg late = take(follower, failed(good, 5));
        assertThat(late.lost().reason()).isEqualTo("gone");
        assertThat(take(follower, failed(good, 9)).lost()).isNull();
        assertThat(take(follower, step(12, 0)).lost()).isNull();
        assertThat(take(follower, failed(good, 13)).lost())
                .as("told by the step itself")
                .isNull();
    }

    private static Step failed(Step before, int number) {
        Moment at = Moment.at(Instant.ofEpochSecond(number));
        return new Step(number, at, before.table(), List.of(), before.counters(), "gone");
    }

    @Test
    void what_is_carried_is_due_with_the_first_poll_behind_the_time_whatever_is_observed_before() {
        Follower follower = new Follower(null, null, Duration.ofSeconds(10));
        Step first = step(1, 0);
        assertThat(take(follower, first).carriedSince()).isNull();
        Step early = step(8, 0);
        assertThat(take(follower, early).carriedSince()).isNull();
        assertThat(take(follower, asOf(early, 11_001, null)).carriedSince()).isNull();
        Step due = step(12, 0);
        assertThat(follower.to(asOf(due, 12_001, "gone")).carriedSince()).isNull();
        assertThat(take(follower, due).carriedSince()).isSameAs(first.table());
        assertThat(take(follower, step(20, 0)).carriedSince()).isNull();
        assertThat(take(follower, step(21, 0)).carriedSince()).isSameAs(due.table());
    }

    @Test
    void who_is_told_what_is_carried_more_often_than_it_is_read_is_told_it_once() {
        Follower follower = new Follower(null, null, Duration.ofMillis(100));
        take(follower, step(1, 0));
        Step due = step(2, 0);
        assertThat(take(follower, due).carriedSince()).isNotNull();
        assertThat(take(follower, asOf(due, 2_001, null)).carriedSince()).isNull();
        assertThat(take(follower, step(4, 0)).carriedSince()).isSameAs(due.table());
    }

    /** What was observed behind a poll, or one that has failed. */
    private Step asOf(Step poll, long millis, @Nullable String failure) {
        return new Step(
                poll.number() + 1,
                Moment.at(Instant.ofEpochMilli(millis)),
                tracker.table(),
                List.of(),
                poll.counters(),
                failure,
                failure != null,
                null);
    }

    @Test
    void who_begins_anew_is_told_what_was_carried_since_then() {
        Follower follower = new Follower(null, null, Duration.ofSeconds(10));
        take(follower, step(1, 0));
        follower.abandon();
        Step anew = step(15, 0);
        assertThat(take(follower, anew).carriedSince()).isNull();
        assertThat(take(follower, step(21, 0)).carriedSince()).isSameAs(anew.table());
    }

    @Test
    void those_among_others_are_told_what_is_carried_at_once_and_since_the_same_table_whenever_they_began() {
        Follower early = Follower.amongOthers(null, null, Duration.ofSeconds(10));
        Follower late = Follower.amongOthers(null, null, Duration.ofSeconds(10));
        take(early, step(3, 0));
        Step before = step(9, 0);
        take(early, before);
        take(late, before);
        assertThat(late.carried()).isSameAs(before.table());
        Step due = step(10, 0);
        assertThat(take(early, due).carriedSince()).isNotNull().isNotSameAs(before.table());
        assertThat(take(late, due).carriedSince()).isSameAs(before.table());
        assertThat(late.carried()).isSameAs(early.carried()).isSameAs(due.table());
        Step between = step(19, 0);
        assertThat(take(early, between).carriedSince()).isNull();
        assertThat(take(late, between).carriedSince()).isNull();
        Step next = step(20, 0);
        assertThat(take(early, next).carriedSince()).isSameAs(due.table());
        assertThat(take(late, next).carriedSince()).isSameAs(due.table());
    }
}
