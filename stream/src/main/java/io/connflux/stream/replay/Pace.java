package io.connflux.stream.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When what happened at a recorded time is told. What is late is told at once, and what follows it is not delayed by it. One thread. */
final class Pace {

    /** What goes back by more is a clock that was set; by less, events that were recorded late. */
    private static final Duration SET_BACK = Duration.ofMinutes(1);

    private final double speed;
    private @Nullable Instant newest;
    private long begun;
    private double recorded;

    /** @param speed how many times as fast as it was recorded */
    Pace(double speed) {
        this.speed = speed;
    }

    /**
     * How long to wait.
     *
     * @param time recorded
     * @param nanos of a clock that is never set
     */
    Duration until(Instant time, long nanos) {
        Instant before = newest;
        if (before == null) {
            begun = nanos;
            newest = time;
            return Duration.ZERO;
        }
        if (time.isAfter(before)) {
            recorded += Duration.between(before, time).toMillis() * 1e6;
            newest = time;
        } else if (time.isBefore(before.minus(SET_BACK))) {
            newest = time;
        }
        long due = begun + (long) (recorded / speed);
        return Duration.ofNanos(Math.max(0, due - nanos));
    }
}
