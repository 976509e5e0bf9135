package io.connflux.stream.scripted;

import io.connflux.model.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** The two clocks of a host whose time is a scheduler's: one that can be set, and one that only ever goes on. Any thread. */
public final class ScriptedClock implements InstantSource {

    private final Scheduler time;
    private volatile Instant start;
    private final long startNanos;

    ScriptedClock(Scheduler time, Instant start) {
        this.time = time;
        this.start = start;
        this.startNanos = time.now(TimeUnit.NANOSECONDS);
    }

    /** What the wall clock shows. */
    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime() - startNanos);
    }

    /** What the clock shows that durations come from, in nanoseconds. */
    public long nanoTime() {
        return time.now(TimeUnit.NANOSECONDS);
    }

    /** Sets the wall clock forward, or back where it is negative, as an administrator does, or NTP. */
    public synchronized void step(Duration by) {
        start = start.plus(by);
    }

    Moment moment() {
        return new Moment(instant(), nanoTime());
    }
}
