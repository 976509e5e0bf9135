package io.connflux.stream;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether polls come, and succeed. Durations are those of a clock that is never set.
 *
 * @param interval the time between two polls
 * @param lastPoll the time of the newest table that could be read; null where there is none
 * @param age how long ago the last poll ended, whether or not it failed; null where none has
 * @param failedPolls polls that have failed since, in a row
 * @param failure why the last one did; null where it did not
 * @param underWay how long the poll that is under way has lasted; null where none is. Tells a slow host from one that is not read
 */
public record StreamHealth(
        Duration interval,
        @Nullable Instant lastPoll,
        @Nullable Duration age,
        int failedPolls,
        @Nullable String failure,
        @Nullable Duration underWay) {

    /** Polls that may fail in a row, and intervals that may pass without one. */
    private static final int SPARE = 3;

    /** What a poll may take. Too low has a large host's server restarted for nothing, too high tells late that it is dead. */
    public static final Duration DEAD = Duration.ofSeconds(30);

    /** What all of it says. */
    public enum Status {
        OK,
        /** The poll under way takes its time, which it may. */
        SLOW,
        /** Three in a row could read nothing; or none has ended for so long that none will, or none at all. */
        FAILING
    }

    /**
     * Whether it is well. Only monotonic time counts.
     *
     * @param dead what a poll may take: {@link #DEAD}
     */
    public Status status(Duration dead) {
        if (age == null) {
            return Status.FAILING;
        }
        // Where none is under way, one should have begun an interval after the last.
        Duration silence = underWay == null ? age.minus(interval) : underWay;
        if (failedPolls >= SPARE || silence.compareTo(dead) > 0) {
            return Status.FAILING;
        }
        return age.compareTo(interval.multipliedBy(SPARE)) > 0 ? Status.SLOW : Status.OK;
    }
}
