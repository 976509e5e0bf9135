package io.connflux.stream.poll;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Moment;
import io.connflux.observation.ObservationSource;
import io.connflux.stream.follow.RecentChanges;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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
    private final Observers observers;
    /** Null where it polls alone. */
    private final @Nullable RecentChanges recent;

    private ConnectionTracker tracker = new ConnectionTracker();
    private final AtomicReference<@Nullable OpenState> state = new AtomicReference<>();
    private volatile boolean ended;
    private final RunCounters counters = new RunCounters();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean reading;
    private long number;
    private long polls;
    private Duration pollTime = Duration.ZERO;
    private @Nullable Moment last;
    private ClockSteps clockSteps = ClockSteps.NONE;
    private boolean failing;
    /** What was lost behind the first table, whose step tells no changes: the next one tells it. */
    private List<ConnectionEvent> untold = List.of();

    /**
     * @param states where what this run knows is kept, if it is
     * @param observations what tells changes between the polls
     */
    public Poller(
            Shared.Turn turn,
            SnapshotSource source,
            Supplier<Moment> clocks,
            CurrentState states,
            List<ObservationSource> observations) {
        this.states = states;
        observers = new Observers(observations, clocks);
        recent = observers.isEmpty() ? null : new RecentChanges();
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
                    return turns(Flux.interval(Duration.ZERO, interval, ticks))
                            .concatMap(turn -> turn.subscribeOn(reads), 0)
                            .doFinally(signal -> end());
                }));
    }

    private Flux<Mono<Step>> turns(Flux<Long> ticks) {
        if (observers.isEmpty()) {
            return ticks.onBackpressureDrop(tick -> skipped.incrementAndGet()).map(tick -> turn.read(this::poll));
        }
        // Either says that there is something to do, and what: several at once are one, and no poll may get lost among
        // them.
        List<Flux<?>> causes = new ArrayList<>(observers.arrivals());
        causes.add(ticks.doOnNext(tick -> {
            if (reading || due.getAndSet(true)) {
                skipped.incrementAndGet();
            }
        }));
        return Flux.merge(causes).onBackpressureLatest().map(any -> turn.read(this::pollOrObserve));
    }

    private @Nullable Step pollOrObserve() throws IOException {
        if (!due.getAndSet(false)) {
            return observed();
        }
        reading = true;
        try {
            return poll();
        } finally {
            reading = false;
        }
    }

    private @Nullable Step observed() {
        if (number == 0) {
            return null;
        }
        List<ConnectionEvent> changes = observers.arrived(tracker);
        return changes.isEmpty() ? null : step(clocks.get(), changes, counted(), null, false);
    }

    private Step poll() throws IOException {
        Moment start = clocks.get();
        boolean first = polls++ == 0;
        if (first) {
            begin(start);
        }
        observers.look();
        List<ConnectionEvent> changes = observers.changes(tracker);
        Snapshot snapshot;
        try {
            snapshot = source.read();
        } catch (OutOfMemoryError full) {
            // Reactor takes it for fatal and tells nobody, who would then wait for ever; rows may go again.
            IOException e = OutOfHeap.exception("there is no room for another table", full);
            if (first) {
                throw e;
            }
            return failed(start, changes, e);
        } catch (IOException | RuntimeException e) {
            if (first) {
                throw e;
            }
            return failed(start, changes, e);
        }
        if (!first) {
            // What was observed while it was read comes before: a row may be older.
            changes.addAll(observers.changes(tracker));
        }
        changes.addAll(OutOfHeap.told(() -> tracker.reconcile(snapshot)));
        if (tracker.awaitsSecondLook()) {
            // A first table may lack rows, and there is no older one to tell. A second look costs a read, once.
            observers.changes(tracker);
            Snapshot second = source.read();
            OutOfHeap.told(() -> tracker.reconcile(second));
        }
        List<ConnectionEvent> behind = new ArrayList<>(first ? observers.changes(tracker) : List.of());
        failing = false;
        behind.addAll(observers.unplaced(tracker));
        changes.addAll(behind);
        if (first) {
            untold = behind.stream()
                    .filter(ConnectionEvent.Lost.class::isInstance)
                    .toList();
        }
        return polled(start, changes);
    }

    private void begin(Moment start) throws IOException {
        OpenState opened = states.open(start);
        ConnectionTable remembered = opened == null ? null : opened.remembered();
        if (opened != null && remembered != null) {
            tracker = ConnectionTracker.resuming(remembered, opened.isSameBoot());
        }
        state.set(opened);
        observers.open();
        if (ended) {
            close();
        }
    }

    private void end() {
        ended = true;
        observers.end();
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

    private Step failed(Moment start, List<ConnectionEvent> observed, Exception e) {
        String reason = reason(e);
        List<ConnectionEvent> told = new ArrayList<>(observed);
        Moment now = ended();
        if (!failing) {
            told.add(new ConnectionEvent.Lost(now.time(), reason, tracker.size()));
        }
        failing = true;
        return step(now, told, counted(start, now), reason, true);
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private Step polled(Moment start, List<ConnectionEvent> changes) {
        Moment now = ended();
        counters.read(tracker.table().snapshot(), tracker.counters().opens());
        return step(now, changes, counted(start, now), null, true);
    }

    private Moment ended() {
        Moment now = clocks.get();
        clockSteps = last == null ? clockSteps : clockSteps.and(last, now);
        last = now;
        return now;
    }

    private StreamCounters counted(Moment start, Moment now) {
        pollTime = now.after(start);
        return counted();
    }

    private StreamCounters counted() {
        return counters.of(polls, tracker.table().snapshot(), tracker.counters(), skipped.get(), pollTime, clockSteps);
    }

    private Step step(
            Moment now, List<ConnectionEvent> changes, StreamCounters counted, @Nullable String failure, boolean poll) {
        List<ConnectionEvent> told = changes;
        if (number > 0 && !untold.isEmpty()) {
            told = new ArrayList<>(untold);
            told.addAll(changes);
            untold = List.of();
        }
        Step step = new Step(++number, now, tracker.table(), told, counted, failure, poll, recent);
        if (recent != null) {
            recent.add(number, told);
        }
        OpenState kept = state.get();
        if (kept != null) {
            kept.append(step);
        }
        return step;
    }
}
