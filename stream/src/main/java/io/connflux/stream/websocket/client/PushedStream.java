package io.connflux.stream.websocket.client;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.stream.websocket.wire.SendWindow;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

/**
 * A stream on its way to somebody else's server, through all connections that it takes. Of its lines it keeps those alone that the
 * server has not acknowledged, and takes no more while there is no room for them or no connection.
 */
public final class PushedStream {

    private final Connector connector;
    private final NumberedLines lines;
    private final Scheduler worker;
    private final SendWindow window = new SendWindow(true);
    private final byte[] ping = new byte[Framing.MASKED.overhead()];
    private final Sinks.Empty<Void> allDelivered = Sinks.empty();
    private volatile boolean begun;
    private volatile boolean leaving;
    private boolean complete;
    /** The number of the last line that was sent, and of the last one that the server has for sure. */
    private long sent;

    private long delivered;
    private @Nullable PushConnection present;
    /** The connection that new lines are written to, as soon as there is one. */
    private Sinks.One<PushConnection> open = Sinks.one();

    /**
     * @param encoders give one without lines
     * @param limit lines at most
     * @param worker where lines are made, and the time is kept
     */
    public PushedStream(Connector connector, Supplier<? extends EventEncoder> encoders, long limit, Scheduler worker) {
        this.connector = connector;
        this.lines = new NumberedLines(encoders, limit);
        this.worker = worker;
        Framing.MASKED.end(ping, 0, 0);
    }

    /** Whether there has been a connection. */
    public boolean hasBegun() {
        return begun;
    }

    /** How many lines it has taken. */
    public long count() {
        return lines.count();
    }

    /**
     * Takes all batches, each when the one before is on its way.
     *
     * @return on subscription waits for a connection, then subscribes to the batches; completes when the server has acknowledged
     *     all of them, or as many lines as there may be. Errs as they do
     */
    public Mono<Void> write(Flux<? extends Iterable<ConnectionEvent>> batches) {
        return ready().thenMany(batches.concatMap(batch -> write(batch), 0))
                .takeWhile(more -> more)
                .then(Mono.defer(this::delivered));
    }

    private Mono<Boolean> write(Iterable<ConnectionEvent> batch) {
        return lines.of(batch)
                .concatMap(this::write, 0)
                .then(Mono.defer(() -> lines.areAll() ? Mono.just(false) : ready().thenReturn(true)));
    }

    private Mono<Void> write(LineBatch piece) {
        return ready().flatMap(connection -> put(connection, piece) ? connection.write(piece) : write(piece));
    }

    /** The connection that lines can be written to, when there is one and room for them. */
    private Mono<PushConnection> ready() {
        return Mono.defer(window::room).then(Mono.defer(this::open)).publishOn(worker);
    }

    private synchronized Mono<PushConnection> open() {
        return open.asMono();
    }

    /** False where that connection has been left meanwhile: what the next one begins with would lack the piece. */
    private synchronized boolean put(PushConnection connection, LineBatch piece) {
        if (connection != present) {
            return false;
        }
        window.sent(piece);
        sent = piece.lastSeq();
        return true;
    }

    private synchronized Mono<Void> delivered() {
        complete = true;
        return window.bytes() == 0 ? Mono.empty() : allDelivered.asMono();
    }

    private void acknowledged(long mark) {
        window.acknowledge(mark);
        boolean all;
        synchronized (this) {
            all = complete && window.bytes() == 0;
        }
        if (all) {
            allDelivered.tryEmitEmpty();
        }
    }

    /**
     * One connection, which begins with what the one before may not have delivered.
     *
     * @return says that it has begun; never completes, errs with what ended it, unless {@link #leave} did
     */
    public Flux<Boolean> connection(LoopResources loops) {
        return connector
                .dial(loops, connector.uri(), true)
                .handle((in, out) -> {
                    begun = true;
                    PushConnection made = new PushConnection(in, connector.uri(), this::acknowledged);
                    return Flux.just(true).concatWith(through(made).then(Mono.empty()));
                })
                .onErrorResume(error -> leaving ? Flux.never() : Flux.error(error));
    }

    private Mono<Void> through(PushConnection made) {
        return Mono.using(
                () -> takeOver(made),
                unacknowledged -> Mono.firstWithSignal(
                        Flux.fromIterable(unacknowledged)
                                .concatMap(made::write, 0)
                                .then(Mono.<Void>fromRunnable(() -> goOn(made)))
                                .then(Mono.never()),
                        made.end(ping, () -> window.bytes() > 0, worker)),
                unacknowledged -> left(made));
    }

    private synchronized List<LineBatch> takeOver(PushConnection made) {
        present = made;
        return window.resend(null);
    }

    private void goOn(PushConnection made) {
        made.caughtUp();
        Sinks.One<PushConnection> waiting;
        synchronized (this) {
            waiting = open;
        }
        // Not under the lock: who waits takes it.
        waiting.tryEmitValue(made);
    }

    private void left(PushConnection made) {
        synchronized (this) {
            present = null;
            open = Sinks.one();
        }
        made.leave();
    }

    /** Ends the connection, where there is one, with a word to the server, and makes no other; completes when it has ended. */
    public Mono<Void> leave() {
        return Mono.defer(() -> {
            leaving = true;
            PushConnection last;
            synchronized (this) {
                last = present;
            }
            return last == null ? Mono.empty() : last.close().onErrorComplete().doOnSuccess(ended -> answered(last));
        });
    }

    private synchronized void answered(PushConnection last) {
        if (last.hasDelivered()) {
            delivered = sent;
        }
    }

    /** How many of the lines that it has taken the server may lack; of use once it has been {@link #leave left}. */
    public synchronized long undelivered() {
        long acknowledged = window.oldestSeq(sent) - 1;
        return lines.count() - Math.max(delivered, acknowledged);
    }
}
