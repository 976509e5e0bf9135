package io.connflux.stream.websocket.delivery;

import io.connflux.stream.follow.Step;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.track.ConnectionTable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One connection's lease at a session: from when it takes the stream over until another one does. It is given nothing once its
 * lease is over, since what it took then would be lacking in the next one.
 */
public final class Lease {

    private final Session session;
    private final Queue<LineBatch> resent;
    private final Sinks.Empty<Void> over = Sinks.empty();
    /** Held here, and not by the operators that work on it, which would keep it for as long as their client sleeps. */
    private final AtomicReference<@Nullable Step> next = new AtomicReference<>();

    /** @param resent what the client may not have received */
    Lease(Session session, List<LineBatch> resent) {
        this.session = session;
        this.resent = new ArrayDeque<>(resent);
    }

    public Session session() {
        return session;
    }

    /** Completes when another connection has taken the stream over. */
    public Mono<Void> over() {
        return over.asMono();
    }

    void end() {
        over.tryEmitEmpty();
    }

    /** What the client may not have received. Once. */
    public Flux<LineBatch> resent() {
        return Flux.generate(sink -> {
            LineBatch chunk = resent.poll();
            if (chunk == null) {
                sink.complete();
            } else {
                sink.next(chunk);
            }
        });
    }

    /**
     * What is to be sent, one chunk after the other, each when the client has room for it.
     *
     * @param loop where they are put together
     * @return on subscription subscribes to the broadcast's steps. Errs with an {@link IOException} where the heap has no room for
     *     what would be told: Reactor itself takes that for fatal, and its subscriber would wait for ever.
     */
    public Flux<LineBatch> chunks(Broadcast broadcast, Scheduler loop) {
        return broadcast.steps().concatMap(newest -> chunks(newest, broadcast, loop), 0);
    }

    private Publisher<LineBatch> chunks(Step newest, Broadcast broadcast, Scheduler loop) {
        try {
            // Most steps tell most sessions nothing: ten thousand idle ones must not wake their threads for it.
            if (session.passes(this, newest, broadcast)) {
                return Flux.empty();
            }
        } catch (OutOfMemoryError e) {
            return Flux.error(noRoom(e));
        }
        next.set(newest);
        return Mono.defer(() -> prepare(broadcast))
                .thenMany(Flux.<LineBatch>generate(sink -> {
                    try {
                        LineBatch chunk = session.nextBatch(this);
                        if (chunk == null) {
                            sink.complete();
                        } else {
                            sink.next(chunk);
                        }
                    } catch (OutOfMemoryError e) {
                        sink.error(noRoom(e));
                    }
                }))
                .subscribeOn(loop);
    }

    private Mono<Void> prepare(Broadcast broadcast) {
        Step newest = next.getAndSet(null);
        if (newest == null) {
            return Mono.empty();
        }
        EncodedStep lines = broadcast.lines(newest, session.selection());
        ConnectionTable carriedSince = session.carriedSince(this, newest);
        // Two tables are compared for it: neither on this thread nor under the session's lock.
        return carriedSince == null
                ? advance(newest, lines, broadcast)
                : working(broadcast, () -> lines.carriedSince(carriedSince))
                        .then(Mono.defer(() -> advance(newest, lines, broadcast)));
    }

    private Mono<Void> advance(Step newest, EncodedStep lines, Broadcast broadcast) {
        try {
            ConnectionTable before = session.advances(this, newest, lines);
            return before == null
                    ? Mono.empty()
                    : working(broadcast, () -> {
                        session.coarser(this, newest, lines.since(before), lines, broadcast);
                        broadcast.bound();
                    });
        } catch (OutOfMemoryError e) {
            return Mono.error(noRoom(e));
        }
    }

    private Mono<Void> working(Broadcast broadcast, Runnable work) {
        return Mono.fromCallable(() -> {
                    try {
                        work.run();
                        return true;
                    } catch (OutOfMemoryError e) {
                        throw noRoom(e);
                    }
                })
                .subscribeOn(broadcast.workers())
                .then();
    }

    /** What was taken when the error came is neither here nor there: the stream cannot be gone on with. */
    private IOException noRoom(OutOfMemoryError e) {
        session.abandon();
        return OutOfHeap.exception("there is no room for what is to be told", e);
    }
}
