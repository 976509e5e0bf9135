package io.connflux.stream.metrics;

import io.connflux.event.StreamCounters;
import io.connflux.table.KernelCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What runs of polls have counted, as totals that go on over all of them: each run begins at 0. One thread at a time. */
final class Totals {

    private record Total(Counter counter, ToLongFunction<StreamCounters> value) {}

    private final OwnMeters meters;
    private final List<Total> totals = new ArrayList<>();
    private @Nullable StreamCounters last;
    private @Nullable KernelCounters counted;

    Totals(OwnMeters meters) {
        this.meters = meters;
        total("repeated", "Rows that a torn read gave twice", StreamCounters::repeated);
        total("suspected", "Rows that a torn read may have hidden", StreamCounters::suspected);
        total("reprieved", "Suspects that were found alive", StreamCounters::reprieved);
        total("unreadable", "Rows that could not be read", StreamCounters::unreadable);
        total("skipped", "Ticks without a poll, because the one before had not ended", StreamCounters::skipped);
        total("opens.seen", "TCP connections reported opened", StreamCounters::opensSeen);
        total("observations.lost", "Single changes that could not be told", StreamCounters::observationsLost);
        total(
                "observations.unplaced",
                "Single changes of a network namespace that nobody told",
                StreamCounters::observationsUnplaced);
    }

    private void total(String name, String description, ToLongFunction<StreamCounters> value) {
        totals.add(new Total(meters.counter("connflux." + name, description, Tags.empty()), value));
    }

    /** Another run has begun. */
    void begin() {
        last = null;
        counted = null;
    }

    void add(StreamCounters now) {
        for (Total total : totals) {
            long before = last == null ? 0 : total.value().applyAsLong(last);
            total.counter().increment((double) Math.max(0, total.value().applyAsLong(now) - before));
        }
        last = now;
    }

    /** @param now null where the kernel's counters could not be read */
    void add(@Nullable KernelCounters now) {
        if (now == null) {
            return;
        }
        KernelCounters more = counted == null ? now.since(now) : now.since(counted);
        meters.counter("connflux.attempts.failed", "TCP handshakes that came to nothing, of the kernel", Tags.empty())
                .increment((double) more.attemptFails());
        meters.counter("connflux.resets", "TCP connections that a reset ended, of the kernel", Tags.empty())
                .increment((double) more.estabResets());
        counted = now;
    }
}
