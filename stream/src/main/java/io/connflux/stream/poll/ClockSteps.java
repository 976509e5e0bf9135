package io.connflux.stream.poll;

import io.connflux.model.Moment;
import java.time.Duration;

/**
 * How often the wall clock was seen to have been set, and by how much in all: forward positive, back negative. Only what lies
 * between two polls is looked at, so that what a clock goes wrong in the course of days is none.
 */
record ClockSteps(long count, Duration sum) {

    static final ClockSteps NONE = new ClockSteps(0, Duration.ZERO);

    /**
     * What is no step. Too low, and each correction by a few milliseconds is one; too high, and a leap second that is made up
     * for at once is none, nor what systemd-timesyncd and ntpd set the clock for (0.4 and 0.128 s) rather than have it go
     * faster.
     */
    private static final Duration SMALLEST = Duration.ofMillis(500);

    /** A clock that goes faster or slower to become right does so by 1 in 2,000 (the kernel), or in 12 (chrony), at most. */
    private static final int SLEWED = 10;

    /** With what happened to the clock between two moments. */
    ClockSteps and(Moment before, Moment now) {
        Duration step = now.steppedSince(before);
        Duration usual = SMALLEST.plus(now.after(before).dividedBy(SLEWED));
        return step.abs().compareTo(usual) > 0 ? new ClockSteps(count + 1, sum.plus(step)) : this;
    }

    /** Those that came after others. */
    ClockSteps since(ClockSteps earlier) {
        return new ClockSteps(count - earlier.count, sum.minus(earlier.sum));
    }
}
