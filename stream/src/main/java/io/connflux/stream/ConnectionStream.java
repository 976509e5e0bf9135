package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.observation.ObservationSource;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.follow.Follower;
import io.connflux.stream.follow.Step;
import io.connflux.stream.poll.Poller;
import io.connflux.stream.poll.Shared;
import io.connflux.stream.state.CurrentState;
import io.connflux.stream.state.StateFile;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
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
 * <p>All subscribers of one stream share its polls, its tables and their comparison: the first subscription starts them, the end
 * of the last one stops them. Each has a position of its own, and is brought to the newest table by a {@link Follower}.
 *
 * <p>Immutable: each setting gives a new stream. {@link #existing}, {@link #stats}, {@link #tick}, {@link #traffic}, {@link #where}, {@link #deliverOn} and {@link #until} share the
 * polls of the stream they were called on; the other settings start polls of their own.
 */
public final class ConnectionStream implements EventSource {

    private final PollSettings polling;
    private final PollWatch watch;
    private final Shared<Step> steps;
    private final CurrentState states;
    private final SubscriberSettings subscriber;

    private ConnectionStream(
            PollSettings polling,
            PollWatch watch,
            Shared<Step> steps,
            CurrentState states,
            SubscriberSettings subscriber) {
        this.polling = polling;
        this.watch = watch;
        this.steps = steps;
        this.states = states;
        this.subscriber = subscriber;
    }

    /** A stream that reads a source once a second, once it is subscribed to. */
    public static ConnectionStream over(SnapshotSource source) {
        return polling(PollSettings.of(Objects.requireNonNull(source, "source")), SubscriberSettings.DEFAULT);
    }

    private static ConnectionStream polling(PollSettings polling, SubscriberSettings subscriber) {
        PollWatch watch = new PollWatch();
        CurrentState states = polling.states();
        Shared<Step> steps =
                new Shared<>(turn -> new Poller(turn, polling.read(watch), polling::now, states, polling.observed())
                        .steps(polling.interval(), polling.timer(), polling.reader())
                        .doOnNext(watch::ended));
        return new ConnectionStream(polling, watch, steps, states, subscriber);
    }

    private ConnectionStream subscribed(SubscriberSettings changed) {
        return new ConnectionStream(polling, watch, steps, states, changed);
    }

    /**
     * Reads the source this often. A read that takes longer than that skips ticks, it never makes them wait.
     *
     * @throws IllegalArgumentException where it is not positive, or longer than a hundred years
     */
    public ConnectionStream every(Duration interval) {
        return polling(polling.withInterval(PollSettings.checked("interval", interval)), subscriber);
    }

    /**
     * Where the time of a notice comes from that no snapshot gives; the system's clock unless said otherwise. It may be set back
     * or forward: then a {@link ConnectionEvent.Stats} comes at once, whether or not {@link #stats} was asked for.
     */
    public ConnectionStream clock(InstantSource clock) {
        return clock(clock, polling.nanoTime());
    }

    /**
     * Both clocks.
     *
     * @param steady where durations come from, in nanoseconds: {@link System#nanoTime} unless said otherwise
     */
    public ConnectionStream clock(InstantSource clock, LongSupplier steady) {
        Objects.requireNonNull(clock, "clock");
        return polling(polling.withClocks(clock, Objects.requireNonNull(steady, "steady")), subscriber);
    }

    /**
     * Polls on these schedulers, which stay the caller's to dispose of, instead of two threads of the stream's own.
     *
     * @param timer keeps the time; must not be the one that reads, or a slow read delays the ticks that it should skip
     * @param reader blocks while it reads
     */
    public ConnectionStream pollOn(Scheduler timer, Scheduler reader) {
        Objects.requireNonNull(timer, "timer");
        return polling(polling.withSchedulers(timer, Objects.requireNonNull(reader, "reader")), subscriber);
    }

    /**
     * Tells with each connection whose it is. What is new is searched behind each read, for half of the interval at most and behind
     * the first for a second at least; an owner that is found later is a change of its connection: {@link
     * ConnectionEvent.OwnerChanged}.
     *
     * @param search for this stream alone
     */
    public ConnectionStream owners(OwnerSearch search) {
        return polling(polling.withOwners(Objects.requireNonNull(search, "owners")), subscriber);
    }

    /**
     * Tells changes at the moment they happen, each with its own time, and those that begin and end between two polls with
     * all others. Polls go on, and may be rare: they tell what is not observed, UDP first of all, and make the table true where a
     * change was lost, which a {@link ConnectionEvent.Lost} says.
     *
     * <p>The first subscription opens it, and errs with an {@link java.io.IOException} where that cannot be; the end of the last
     * one closes it, a moment later. A subscriber that is slow for a moment misses nothing: of the newest hundred thousand events all
     * are kept. The times are those of {@link System#nanoTime}, which {@link #clock(InstantSource, LongSupplier)} has to be.
     *
     * @param sources each tells what no other does, as the trace of TCP and netlink of UDP
     */
    public ConnectionStream observing(ObservationSource... sources) {
        return polling(polling.withObservations(List.of(sources)), subscriber);
    }

    /**
     * Keeps what it knows in a file, and goes on with it when it is polled again, by this process or another one: what stayed keeps
     * its {@link Connection#id} and {@link Connection#opened}. Who shall be told what happened meanwhile is {@link #goingOn}; all
     * others begin with what is there.
     *
     * <p>The first subscription opens the file and errs with an {@link java.io.IOException} where that cannot be, and where
     * another process has it; the end of the last one closes it, a moment later.
     */
    public ConnectionStream state(StateFile file) {
        return polling(polling.withState(Objects.requireNonNull(file, "state")), subscriber);
    }

    /**
     * Tells, after a restart, what has happened since a subscriber of this name was told last, with {@link
     * ConnectionEvent.Update#since} of the last look before it: a baseline without {@code existing}, then the difference. Events
     * that may not have arrived, as the process was killed while it delivered them, are counted in a {@link
     * ConnectionEvent.Lost}, and never told twice. It needs a {@link #state}; without one, or without an earlier run, it begins
     * as any other. One at a time: a second one of the same name does so too.
     *
     * <p>What is kept is written by the thread that delivers, which has to be one that may block.
     */
    public ConnectionStream goingOn(String name) {
        return subscribed(subscriber.withName(Objects.requireNonNull(name, "goingOn")));
    }

    @Override
    public ConnectionStream existing(boolean told) {
        return subscribed(subscriber.withExisting(told));
    }

    /** {@inheritDoc} They come with the first poll after each such time. */
    @Override
    public ConnectionStream stats(Duration every) {
        return subscribed(subscriber.withStats(PollSettings.checked("stats", every)));
    }

    /**
     * Tells each connection that lives longer than this again, as {@link ConnectionEvent.Existing}, once in each such time: for who
     * forgets what is old. Each comes at a moment of its own, with the first poll behind it, so that they never come all at once.
     *
     * @throws IllegalArgumentException where it is not positive
     */
    public ConnectionStream tick(Duration every) {
        return subscribed(subscriber.withTick(PollSettings.checked("tick", every)));
    }

    /**
     * Tells what connections carry: those that have sent or received bytes since they were told last, each as {@link
     * ConnectionEvent.Existing} with its {@link io.connflux.model.Traffic#rate}, with the first poll behind each such time; with each
     * poll where that is less than their interval. A poll that fails tells nothing, and the next tells it. Who is slow is told the
     * difference since it was told last. It takes a source that has traffic, as {@link
     * io.connflux.stream.netlink.SockDiagSource#withTraffic}: of any other nothing is told.
     *
     * <p>Each subscriber keeps the table at which it was told last in memory.
     *
     * @throws IllegalArgumentException where it is not positive
     */
    public ConnectionStream traffic(Duration every) {
        return subscribed(subscriber.withTraffic(PollSettings.checked("traffic", every)));
    }

    @Override
    public ConnectionStream where(Filter chosen) {
        return subscribed(subscriber.withChoice(subscriber.choice().and(Objects.requireNonNull(chosen, "where"))));
    }

    @Override
    public ConnectionStream where(Predicate<Connection> chosen) {
        return subscribed(subscriber.withChoice(subscriber.choice().and(Objects.requireNonNull(chosen, "where"))));
    }

    /**
     * Compares what was missed, and delivers, on this scheduler, which stays the caller's, instead of {@link
     * Schedulers#boundedElastic}. A subscriber may block there without delaying the polls or others, as far as the scheduler has
     * threads.
     */
    public ConnectionStream deliverOn(Scheduler scheduler) {
        return subscribed(subscriber.withDelivery(Objects.requireNonNull(scheduler, "deliverOn")));
    }

    /** Ends its subscriptions when this signals, each behind the batch that it is being told: where a program stops, for example. */
    public ConnectionStream until(Publisher<?> end) {
        return subscribed(subscriber.withEnd(Objects.requireNonNull(end, "until")));
    }

    /** Whether it was given a search for {@link #owners}; the rows of its source may have theirs all the same. */
    public boolean seeksOwners() {
        return polling.owners() != null;
    }

    /** How often it was asked to tell what connections carry, by {@link #traffic}; null where it was not. */
    public @Nullable Duration trafficEvery() {
        return subscriber.trafficEvery();
    }

    /** How many are subscribed now, in all that share its polls. Any thread. */
    public int subscribers() {
        return steps.subscribers();
    }

    /** Whether polls come, and succeed. Any thread. */
    public StreamHealth health() {
        return watch.health(polling.interval());
    }

    /**
     * The events.
     *
     * @return cold: each subscription has a baseline of its own, and starts the polls, on two threads, if it is the first. Never
     *     completes but for {@link #until}; ends with an {@link java.io.IOException} where the first poll can read nothing at all, and goes on after a
     *     later one that cannot, with a {@link ConnectionEvent.Lost}; or where the heap has no room for what changed. Who
     *     subscribes after an error starts anew.
     */
    @Override
    public Flux<ConnectionEvent> events() {
        return delivery().events();
    }

    @Override
    public Flux<Iterable<ConnectionEvent>> batches() {
        return delivery().batches();
    }

    /**
     * The tables as they were read.
     *
     * @return cold, shared and delivered as {@link #events()} are; a slow subscriber gets the newest one and misses others
     */
    public Flux<Snapshot> snapshots() {
        return steps().filter(step -> step.polled() && step.failure() == null).map(Step::snapshot);
    }

    /**
     * The polls, each compared with the one before, once for all subscribers of this stream. For who serves many at once, each with
     * a {@link Follower}; {@link #existing}, {@link #stats}, {@link #tick}, {@link #traffic} and {@link #where} say nothing about it.
     *
     * @return cold, shared and delivered as {@link #events()} are; one that comes later begins with the newest step, and a slow
     *     subscriber gets the newest one and misses others. Errors as in {@link #events()}.
     */
    public Flux<Step> steps() {
        return delivery().each();
    }

    private Delivery delivery() {
        return new Delivery(steps, states, subscriber);
    }

    /** Where {@link #state} keeps how far those were told who are served many at once, each with a {@link Follower}. */
    public CurrentState kept() {
        return states;
    }
}
