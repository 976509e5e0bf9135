package io.connflux.stream;

import io.connflux.model.Moment;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Reads a source on a time grid. One poller is one connection of all present subscribers, and dies with the last of them. */
final class Poller {

    private final Shared.Turn turn;
    private final SnapshotSource source;
    private final Supplier<Moment> clocks;
    private final AtomicLong skipped = new AtomicLong();
    private long number;
    private @Nullable Snapshot newest;
    private @Nullable Moment last;
    private ClockSteps steps = ClockSteps.NONE;

    Poller(Shared.Turn turn, SnapshotSource source, Supplier<Moment> clocks) {
        this.turn = turn;
        this.source = source;
        this.clocks = clocks;
    }

    /** Polls, for one subscription: it starts two threads unless schedulers are given, and its end stops them. */
    Flux<Poll> polls(Duration interval, @Nullable Scheduler timer, @Nullable Scheduler reader) {
        return GivenScheduler.using(
                timer,
                "connflux-timer",
                ticks -> GivenScheduler.using(reader, "connflux-poll", reads -> {
                    // Prefetch 0: with 1 a tick would wait behind a slow read and be polled late, off the grid.
                    return Flux.interval(Duration.ZERO, interval, ticks)
                            .onBackpressureDrop(tick -> skipped.incrementAndGet())
                            .concatMap(tick -> turn.read(this::poll).subscribeOn(reads), 0);
                }));
    }

    private Poll poll() throws IOException {
        Moment start = clocks.get();
        number++;
        Snapshot previous = newest;
        try {
            Snapshot snapshot = source.read();
            if (previous == null && snapshot.hasSeams()) {
                // A first table may lack rows, and there is no older one to tell. A second look costs a read, once.
                previous = snapshot;
                snapshot = source.read();
            }
            newest = snapshot;
            return poll(previous, snapshot, null, start);
        } catch (OutOfMemoryError full) {
            // Reactor takes it for fatal and tells nobody, who would then wait for ever; rows may go again.
            IOException e = OutOfHeap.exception("there is no room for another table", full);
            if (previous == null) {
                throw e;
            }
            return poll(previous, previous, String.valueOf(e.getMessage()), start);
        } catch (IOException | RuntimeException e) {
            if (previous == null) {
                throw e;
            }
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            return poll(previous, previous, reason, start);
        }
    }

    private Poll poll(@Nullable Snapshot previous, Snapshot snapshot, @Nullable String failure, Moment start) {
        Moment now = clocks.get();
        if (last != null) {
            steps = steps.and(last, now);
        }
        last = now;
        return new Poll(number, previous, snapshot, failure, now, now.after(start), skipped.get(), steps);
    }
}
