package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Moment;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What changes in a host's connections, as a {@code Flux}.
 *
 * <pre>{@code
 * ConnectionStream.over(ProcNet.at(Path.of("/proc")))
 *     .every(Duration.ofSeconds(1))
 *     .events()
 *     .subscribe(System.out::println);
 * }</pre>
 *
 * <p>All subscribers of one stream share its polls: the first subscription starts them, the end of the last one stops them.
 * Each has a baseline and differences of its own. A subscriber that asks for less than there is gets a coarser difference
 * later: it may miss a state in between, never the truth, and no event waits in a queue for it.
 *
 * <p>Immutable: each setting gives a new stream. {@link #existing}, {@link #stats} and {@link #deliverOn} share the polls of
 * the stream they were called on; the other settings start polls of their own.
 */
public final class ConnectionStream {

    /** What is longer is a mistake in a unit, and overflows when it is counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Settings settings;
    private final Shared<Poll> polls;
    private final Shared<Step> steps;
    private final boolean existing;
    private final @Nullable Duration statsEvery;
    private final @Nullable Scheduler delivery;

    private record Settings(
            WatchedSource source,
            Duration interval,
            InstantSource clock,
            LongSupplier nanoTime,
            @Nullable Scheduler timer,
            @Nullable Scheduler reader,
            @Nullable OwnerSearch owners) {

        Shared<Poll> polls() {
            return new Shared<>(turn -> {
                SnapshotSource read = owners == null ? source : new OwnerSearchingSource(source, owners, interval);
                return new Poller(turn, read, () -> Moment.now(clock, nanoTime)).polls(interval, timer, reader);
            });
        }
    }

    private ConnectionStream(
            Settings settings,
            Shared<Poll> polls,
            boolean existing,
            @Nullable Duration statsEvery,
            @Nullable Scheduler delivery) {
        this.settings = settings;
        this.polls = polls;
        this.existing = existing;
        this.statsEvery = statsEvery;
        this.delivery = delivery;
        this.steps = new Shared<>(turn -> compared());
    }

    /** A stream that reads a source once a second, once it is subscribed to. */
    public static ConnectionStream over(SnapshotSource source) {
        Objects.requireNonNull(source, "source");
        Settings settings = new Settings(
                new WatchedSource(source),
                Duration.ofSeconds(1),
                Clock.systemUTC(),
                System::nanoTime,
                null,
                null,
                null);
        return new ConnectionStream(settings, settings.polls(), false, null, null);
    }

    /**
     * Reads the source this often. A read that takes longer than that skips ticks, it never makes them wait.
     *
     * @throws IllegalArgumentException where it is not positive, or longer than a hundred years
     */
    public ConnectionStream every(Duration interval) {
        checked("interval", interval);
        return with(new Settings(
                settings.source,
                interval,
                settings.clock,
                settings.nanoTime,
                settings.timer,
                settings.reader,
                settings.owners));
    }

    /** The time between two polls. */
    public Duration interval() {
        return settings.interval;
    }

    /** How long the poll that is under way has lasted; null where none is. Tells a slow host from one that is not read. */
    public @Nullable Duration pollUnderWay() {
        return settings.source.underWay();
    }

    /**
     * Where the time of a notice comes from that no snapshot gives; the system's clock unless said otherwise. It may be set back
     * or forward: then a {@link ConnectionEvent.Stats} comes at once, whether or not {@link #stats} was asked for.
     */
    public ConnectionStream clock(InstantSource clock) {
        return clock(clock, settings.nanoTime);
    }

    /**
     * Both clocks.
     *
     * @param steady where durations come from, in nanoseconds: {@link System#nanoTime} unless said otherwise
     */
    public ConnectionStream clock(InstantSource clock, LongSupplier steady) {
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(steady, "steady");
        return with(new Settings(
                settings.source, settings.interval, clock, steady, settings.timer, settings.reader, settings.owners));
    }

    /**
     * Polls on these schedulers, which stay the caller's to dispose of, instead of two threads of the stream's own.
     *
     * @param timer keeps the time; must not be the one that reads, or a slow read delays the ticks that it should skip
     * @param reader blocks while it reads
     */
    public ConnectionStream pollOn(Scheduler timer, Scheduler reader) {
        Objects.requireNonNull(timer, "timer");
        Objects.requireNonNull(reader, "reader");
        return with(new Settings(
                settings.source, settings.interval, settings.clock, settings.nanoTime, timer, reader, settings.owners));
    }

    /**
     * Tells with each event whose the connection is. What is new is searched behind each poll, for half of the interval at most
     * and behind the first for a second at least; an owner that is found later comes with the next event of its connection.
     *
     * @param search for this stream alone
     */
    public ConnectionStream owners(OwnerSearch search) {
        Objects.requireNonNull(search, "owners");
        return with(new Settings(
                settings.source,
                settings.interval,
                settings.clock,
                settings.nanoTime,
                settings.timer,
                settings.reader,
                search));
    }

    /** Whether the connections that are there at the start are told, one event each, before the baseline. No by default. */
    public ConnectionStream existing(boolean told) {
        return new ConnectionStream(settings, polls, told, statsEvery, delivery);
    }

    /**
     * Adds a notice with the stream's counters, with the first poll after each such time. Without this there is one only when
     * the wall clock was set.
     *
     * @throws IllegalArgumentException where it is not positive, or longer than a hundred years
     */
    public ConnectionStream stats(Duration every) {
        checked("stats", every);
        return new ConnectionStream(settings, polls, existing, every, delivery);
    }

    /**
     * Compares and delivers on this scheduler, which stays the caller's, instead of {@link Schedulers#boundedElastic}. A subscriber
     * may block there without delaying the polls or others, as far as the scheduler has threads.
     */
    public ConnectionStream deliverOn(Scheduler scheduler) {
        Objects.requireNonNull(scheduler, "deliverOn");
        return new ConnectionStream(settings, polls, existing, statsEvery, scheduler);
    }

    /**
     * The events.
     *
     * @return cold: each subscription has a baseline of its own, and starts the polls, on two threads, if it is the first. Never
     *     completes; ends with an {@link java.io.IOException} where the first poll can read nothing at all, and goes on after a
     *     later one that cannot, with a {@link ConnectionEvent.Lost}; or where the heap has no room for what changed. Who
     *     subscribes after an error starts anew.
     */
    public Flux<ConnectionEvent> events() {
        return diffs(Flux::fromIterable);
    }

    /**
     * The events, those of one poll together and never none. For who writes them in one piece.
     *
     * @return as {@link #events()}. Each element is to be read, once, before the next is requested.
     */
    public Flux<Iterable<ConnectionEvent>> batches() {
        return diffs(events -> events.iterator().hasNext() ? Flux.just(events) : Flux.empty());
    }

    /**
     * The tables themselves, without owners.
     *
     * @return cold, shared and delivered as {@link #events()} are; a slow subscriber gets the newest one and misses others
     */
    public Flux<Snapshot> snapshots() {
        return polls.flux()
                .filter(poll -> poll.failure() == null)
                .map(Poll::snapshot)
                .onBackpressureLatest()
                .concatMap(snapshot -> Mono.just(snapshot).subscribeOn(delivery()), 0);
    }

    /**
     * The differences between polls, each made once for all subscribers of this stream. For who serves many at once; {@link
     * #existing} and {@link #stats} say nothing about it.
     *
     * @return cold and shared: the first subscription starts the polls and a thread that compares, the end of the last one
     *     stops them; one that comes later begins with the newest step. A slow subscriber gets the newest one and misses
     *     others, see {@link Step}. Errors as in {@link #events()}.
     */
    public Flux<Step> steps() {
        return steps.flux();
    }

    private Flux<Step> compared() {
        return GivenScheduler.using(delivery, "connflux-steps", worker -> {
            Differ differ = new Differ(false, null, settings.owners);
            return polls.flux()
                    .concatMap(
                            poll -> Mono.fromCallable(() -> OutOfHeap.told(() -> differ.step(poll)))
                                    .subscribeOn(worker),
                            0);
        });
    }

    private <T> Flux<T> diffs(Function<Iterable<ConnectionEvent>, Flux<T>> form) {
        return Flux.defer(() -> {
            Differ differ = new Differ(existing, statsEvery, settings.owners);
            // Prefetch 0: a poll is taken, and compared, only when the events before it have been delivered.
            return polls.flux()
                    .concatMap(
                            poll -> Flux.defer(() -> OutOfHeap.told(() -> form.apply(differ.events(poll))))
                                    .subscribeOn(delivery()),
                            0);
        });
    }

    private Scheduler delivery() {
        return delivery == null ? Schedulers.boundedElastic() : delivery;
    }

    private static void checked(String setting, Duration time) {
        Objects.requireNonNull(time, setting);
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    setting + " must be positive and at most " + LONGEST.toDays() + " days, not " + time);
        }
    }

    private ConnectionStream with(Settings changed) {
        return new ConnectionStream(changed, changed.polls(), existing, statsEvery, delivery);
    }
}
