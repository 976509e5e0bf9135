package io.connflux.stream.websocket.delivery;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.follow.Step;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.websocket.query.Selection;
import io.connflux.stream.websocket.query.SubscriptionRequest;
import io.connflux.stream.websocket.wire.CloseReason;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.Randomness;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What all clients of one server share: the newest step and its lines, the sessions, and the threads that compare. */
public final class Broadcast {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Flux<Step> source;
    private final boolean ownersAreSought;
    private final @Nullable Duration trafficEvery;
    private final SharedLines lines;
    /**
     * Not the stream's own replay: at each request of a subscriber it looks at all of them, which is a hundred million looks a
     * poll where there are ten thousand.
     */
    private final Sinks.Many<Step> steps = Sinks.many().replay().latest();

    private final History history = new History();
    private final LongSupplier clock;
    private final ParkedSessions parking;
    private final long heldBytes;
    private final Scheduler workers = Schedulers.newParallel("connflux-serve", 2, true);
    private final SecureRandom random = Randomness.seeded();
    private final Set<ClientConnection> clients = ConcurrentHashMap.newKeySet();
    private final Whereabouts sessions;
    private final LongAdder coalesced = new LongAdder();
    private final LongAdder letGo = new LongAdder();
    private volatile long held;
    private final Sinks.Empty<Void> stopping = Sinks.empty();
    private final Sinks.Empty<Void> failure = Sinks.empty();
    private volatile @Nullable Step newest;
    private @Nullable Disposable running;

    /**
     * @param host what lines say of the host, where their schema has a place for it
     * @param heldBytes what clients that are connected may keep in memory by not reading, and as much again those that have
     *     gone; who lags most goes first
     * @param clock monotonic, in nanoseconds: of intervals, pings and grace, which a step of the wall clock changes nothing of
     */
    public Broadcast(
            ConnectionStream stream, EncoderSettings host, Duration grace, long heldBytes, LongSupplier clock) {
        this.lines = new SharedLines(host);
        this.heldBytes = heldBytes;
        this.source = stream.steps();
        this.ownersAreSought = stream.seeksOwners();
        this.trafficEvery = stream.trafficEvery();
        this.parking = new ParkedSessions(grace, stream.kept());
        this.sessions = new Whereabouts(parking);
        this.clock = clock;
    }

    /** Begins to poll, and completes with the first table or its error. */
    public Mono<Void> start() {
        return Mono.defer(() -> {
            Sinks.Empty<Void> first = Sinks.empty();
            Disposable polling = source.subscribe(
                    step -> {
                        publish(step);
                        first.tryEmitEmpty();
                    },
                    error -> {
                        first.tryEmitError(error);
                        failed(error);
                    });
            Disposable ticking =
                    Flux.interval(TICK, workers).onBackpressureDrop().subscribe(tick -> tick());
            running = () -> {
                polling.dispose();
                ticking.dispose();
            };
            return first.asMono();
        });
    }

    private void publish(Step step) {
        try {
            history.take(step);
            newest = step;
            bound();
            steps.tryEmitNext(step);
        } catch (OutOfMemoryError e) {
            // Some may have been told and others not; nobody would be told anything any more.
            failed(OutOfHeap.exception("what changed cannot be handed to the subscribers", e));
        }
    }

    private void failed(Throwable error) {
        failure.tryEmitError(error);
        steps.tryEmitError(error);
    }

    public void stop() {
        stopping.tryEmitEmpty();
    }

    public void dispose() {
        parking.keepAll();
        Disposable started = running;
        if (started != null) {
            started.dispose();
        }
        workers.dispose();
    }

    /** The steps, the newest first; a subscriber that is slow misses some. */
    public Flux<Step> steps() {
        return steps.asFlux().onBackpressureLatest();
    }

    /** The newest step; null before the first. */
    @Nullable
    public Step newest() {
        return newest;
    }

    /** What happened before whoever asks came. */
    public History history() {
        return history;
    }

    /** The lines of a step, which those who ask for the same share. */
    EncodedStep lines(Step step, Selection selection) {
        return lines.of(step, selection);
    }

    /**
     * Refuses what could never tell anything.
     *
     * @throws IllegalArgumentException with a reason for the client
     */
    public void check(Selection asked) {
        Step last = newest;
        if (asked.filter().needsOwners()
                && !ownersAreSought
                && last != null
                && !last.snapshot().hasOwners()) {
            throw new IllegalArgumentException(
                    "the filter asks whose a connection is, which this server does not look for");
        }
    }

    /** How often those are told what connections carry who leave that to the server; null where it does not read that. */
    public @Nullable Duration trafficEvery() {
        return trafficEvery;
    }

    /** For what would hold up a thread of the network. */
    public Scheduler workers() {
        return workers;
    }

    /** On the broadcast's monotonic clock. */
    public long nanoTime() {
        return clock.getAsLong();
    }

    public Mono<Void> stopping() {
        return stopping.asMono();
    }

    /** Errs when polling has ended for good. */
    public Mono<Void> failure() {
        return failure.asMono();
    }

    /** A client's stream: the one it asks to resume, where that is still known, else a new one. */
    public Lease open(SubscriptionRequest request, Framing framing) {
        String token = request.resume();
        Session known = token == null ? null : sessions.find(token);
        Lease resumed = known == null ? null : known.resume(request, framing);
        if (resumed != null) {
            return resumed;
        }
        Session earlier = parking.ofEarlierRun(request, framing);
        if (earlier != null) {
            return earlier.lease();
        }
        byte[] fresh = new byte[16];
        random.nextBytes(fresh);
        return new Session(HexFormat.of().formatHex(fresh), framing, request, token != null).lease();
    }

    public void connected(ClientConnection client) {
        clients.add(client);
        sessions.connected(client);
    }

    public void disconnected(ClientConnection client) {
        sessions.disconnected(client, nanoTime());
        // Last: whoever ends the server keeps what is parked once nobody is left.
        clients.remove(client);
    }

    public int subscribers() {
        return clients.size();
    }

    public int parked() {
        return parking.size();
    }

    public int largestWindow() {
        return clients.stream()
                .mapToInt(client -> client.session().window().bytes())
                .max()
                .orElse(0);
    }

    public Set<String> tokens() {
        return sessions.tokens();
    }

    void coalesced(long steps) {
        coalesced.add(steps);
    }

    /** Steps that sessions were too slow for. */
    public long coalesced() {
        return coalesced.sum();
    }

    private void tick() {
        try {
            long now = nanoTime();
            parking.expire(now);
            clients.forEach(client -> client.tick(now));
            bound();
        } catch (OutOfMemoryError e) {
            // The next tick does it: to Reactor this error would be the end of all ticks.
        }
    }

    /**
     * Lets go of who keeps more than there is room for. With each step, since each may be one more table; not once a second,
     * in which there may be many.
     */
    synchronized void bound() {
        Step last = newest;
        if (last == null) {
            return;
        }
        RetainedBytes held = new RetainedBytes(2 * heldBytes);
        last.table().weigh((table, size) -> held.share(table));
        for (ClientConnection client : Eviction.excess(clients, last, held, heldBytes)) {
            letGo.increment();
            client.end(CloseReason.TOO_FAR_BEHIND);
            client.session().leave(client.lease());
            // Now, and not when its connection has ended: a client that does not read lets it wait for its last word.
            disconnected(client);
        }
        parking.bound(held);
        this.held = held.bytes();
    }

    /** Clients that lost their connection because they were too far behind. */
    public long letGo() {
        return letGo.sum();
    }

    /** Bytes that clients keep in memory by not reading, or by having gone. */
    public long held() {
        return held;
    }
}
