package io.connflux.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * One moment as two clocks showed it: the wall clock, which somebody may set back or forward, and one that only ever goes on.
 * Durations come from the latter, what is printed from the former.
 *
 * @param clock what the wall clock showed
 * @param nanos what the monotonic clock showed; its origin is its own, so that only the difference of two moments of one clock
 *     means anything
 */
public record Moment(Instant clock, long nanos) {

    /** The two clocks are read one after the other; a thread that was paused in between would make them disagree. */
    private static final long PAUSE_NANOS = 1_000_000;

    /** Too low, and a busy machine is taken for a clock that was set; too high, and a clock that jumps is read for long. */
    private static final int READINGS = 5;

    /**
     * Reads both clocks, again where they could not be read within a millisecond.
     *
     * @param nanoTime {@link System#nanoTime}, or what a test takes for it
     */
    public static Moment now(InstantSource wall, LongSupplier nanoTime) {
        for (int reading = 1; ; reading++) {
            long before = nanoTime.getAsLong();
            Instant clock = wall.instant();
            long took = nanoTime.getAsLong() - before;
            if (took <= PAUSE_NANOS || reading == READINGS) {
                return new Moment(clock, before + took / 2);
            }
        }
    }

    /** A moment of which only a time is known, as of a table that a test or another tool made: as if no clock had been set. */
    public static Moment at(Instant time) {
        // Overflows in the year 2262, and then still gives the right differences.
        return new Moment(time, time.getEpochSecond() * 1_000_000_000L + time.getNano());
    }

    /** The moment before this one by so much, as the clock is set now; after it where that is negative. */
    public Moment minusNanos(long earlier) {
        return new Moment(clock.minusNanos(earlier), nanos - earlier);
    }

    /** How long after an earlier moment this one was; never negative. */
    public Duration after(Moment earlier) {
        return Duration.ofNanos(Math.max(0, nanos - earlier.nanos));
    }

    /** By how much the wall clock has gone further than the other since an earlier moment; negative where it was set back. */
    public Duration steppedSince(Moment earlier) {
        return Duration.between(earlier.clock, clock).minusNanos(nanos - earlier.nanos);
    }

    /** The {@code time} of what had certainly happened at this moment: in whole milliseconds, as they are printed, rounded up. */
    public Instant time() {
        Instant whole = clock.truncatedTo(ChronoUnit.MILLIS);
        return whole.equals(clock) ? whole : whole.plusMillis(1);
    }

    /** {@link #time} in milliseconds since 1970. */
    public long millis() {
        long nanosOfMilli = clock.getNano() + 999_999L;
        return clock.getEpochSecond() * 1000 + nanosOfMilli / 1_000_000;
    }

    /**
     * The {@code since} of what is told with this moment's {@link #time} and had certainly not happened at an earlier one, on
     * the same clock, in whole milliseconds, rounded down. Where the clock was set in between, or goes faster or slower than
     * time does, that is the earlier of what it showed then and of what it would have shown as it is set now: never later than
     * {@link #time}, and never too late.
     */
    public Instant since(Moment earlier) {
        Instant asSetNow = clock.minus(after(earlier));
        Instant since = asSetNow.isBefore(earlier.clock) ? asSetNow : earlier.clock;
        return since.truncatedTo(ChronoUnit.MILLIS);
    }
}
