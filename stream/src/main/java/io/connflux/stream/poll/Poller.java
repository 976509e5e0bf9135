package io.connflux.stream.poll;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Moment;
import io.connflux.stream.follow.Step;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.state.CurrentState;
import io.connflux.stream.state.OpenState;
import io.connflux.stream.thread.Disposal;
import io.connflux.stream.thread.GivenScheduler;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import io.connflux.track.ConnectionTable;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Reads a source on a time grid, and compares each table with the one before. One poller is one run of all present subscribers, and
 * dies with the last of them.
 */
public final class Poller {

    private final Shared.Turn turn;
    private final SnapshotSource source;
    private final Supplier<Moment> clocks;
    private final CurrentState states;
    private ConnectionTracker tracker = new ConnectionTracker();
    private final AtomicReference<@Nullable OpenState> state = new AtomicReference<>();
    private volatile boolean ended;
    private final RunCounters counters = new RunCounters();
    private final AtomicLong skipped = new AtomicLong();
    private long number;
    private @Nullable Moment last;
    private ClockSteps clockSteps = ClockSteps.NONE;
    private boolean failing;

    /** @param states where what this run knows is kept, if it is */
    public Poller(Shared.Turn turn, SnapshotSource source, Supplier<Moment> clocks, CurrentState states) {
        this.states = states;
        this.turn = turn;
        this.source = source;
        this.clocks = clocks;
    }

    /** Steps, for one subscription: it starts two threads unless schedulers are given, and its end stops them. */
    public Flux<Step> steps(Duration interval, @Nullable Scheduler timer, @Nullable Scheduler reader) {
        return GivenScheduler.using(
                timer,
                "connflux-timer",
                ticks -> GivenScheduler.using(reader, "connflux-poll", reads -> {
                    // Prefetch 0: with 1 a tick would wait behind a slow read and be polled late, off the grid.
                    return Flux.interval(Duration.ZERO, interval, ticks)
                            .onBackpressureDrop(tick -> skipped.incrementAndGet())
                            .concatMap(tick -> turn.read(this::poll).subscribeOn(reads), 0)
                            .doFinally(signal -> end());
                }));
    }

    private Step poll() throws IOException {
        Moment start = clocks.get();
        boolean first = number++ == 0;
        if (first) {
            begin(start);
        }
        Snapshot snapshot;
        try {
            snapshot = source.read();
        } catch (OutOfMemoryError full) {
            // Reactor takes it for fatal and tells nobody, who would then wait for ever; rows may go again.
            IOException e = OutOfHeap.exception("there is no room for another table", full);
            if (first) {
                throw e;
            }
            return failed(start, e);
        } catch (IOException | RuntimeException e) {
            if (first) {
                throw e;
            }
            return failed(start, e);
        }
        List<ConnectionEvent> changes = OutOfHeap.told(() -> tracker.reconcile(snapshot));
        if (tracker.awaitsSecondLook()) {
            // A first table may lack rows, and there is no older one to tell. A second look costs a read, once.
            Snapshot second = source.read();
            OutOfHeap.told(() -> tracker.reconcile(second));
        }
        failing = false;
        return step(start, ended(), changes, null);
    }

    private void begin(Moment start) throws IOException {
        OpenState opened = states.open(start);
        ConnectionTable remembered = opened == null ? null : opened.remembered();
        if (opened != null && remembered != null) {
            tracker = ConnectionTracker.resuming(remembered, opened.isSameBoot());
        }
        state.set(opened);
        if (ended) {
            close();
        }
    }

    private void end() {
        ended = true;
        if (state.get() != null) {
            // On a thread that may wait for what is being written.
            Disposal.of(this::close).subscribe();
        }
    }

    private void close() {
        OpenState open = state.getAndSet(null);
        if (open != null) {
            open.close();
        }
    }

    private Step failed(Moment start, Exception e) {
        Moment now = ended();
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        List<ConnectionEvent> told =
                failing ? List.of() : List.of(new ConnectionEvent.Lost(now.time(), reason, tracker.size()));
        failing = true;
        return step(start, now, told, reason);
    }

    private Moment ended() {
        Moment now = clocks.get();
        clockSteps = last == null ? clockSteps : clockSteps.and(last, now);
        last = now;
        return now;
    }

    private Step step(Moment start, Moment now, List<ConnectionEvent> changes, @Nullable String failure) {
        var table = tracker.table();
        counters.read(table.snapshot());
        Step step = new Step(
                number,
                now,
                table,
                changes,
                counters.of(number, table.snapshot(), tracker.counters(), skipped.get(), now.after(start), clockSteps),
                failure);
        OpenState kept = state.get();
        if (kept != null) {
            kept.append(step);
        }
        return step;
    }
}
