package io.connflux.stream.websocket;

import io.connflux.stream.Step;
import io.connflux.track.Truth;
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
 * One connection's turn at a session: from when it takes the stream over until another one does. It is given nothing once its
 * turn is over, since what it took then would be lacking in the next one.
 */
final class Turn {

    private final Session session;
    private final Queue<Chunk> resent;
    private final Sinks.Empty<Void> over = Sinks.empty();
    /** Held here, and not by the operators that work on it, which would keep it for as long as their client sleeps. */
    private final AtomicReference<@Nullable Step> next = new AtomicReference<>();

    /** @param resent what the client may not have received */
    Turn(Session session, List<Chunk> resent) {
        this.session = session;
        this.resent = new ArrayDeque<>(resent);
    }

    Session session() {
        return session;
    }

    /** Completes when another connection has taken the stream over. */
    Mono<Void> over() {
        return over.asMono();
    }

    void end() {
        over.tryEmitEmpty();
    }

    /** What the client may not have received. Once. */
    Flux<Chunk> resent() {
        return Flux.generate(sink -> {
            Chunk chunk = resent.poll();
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
     * @return on subscription subscribes to the hub's steps. Errs with an {@link IOException} where the heap has no room for
     *     what would be told: Reactor itself takes that for fatal, and its subscriber would wait for ever.
     */
    Flux<Chunk> chunks(Hub hub, Scheduler loop) {
        return hub.steps().concatMap(newest -> chunks(newest, hub, loop), 0);
    }

    private Publisher<Chunk> chunks(Step newest, Hub hub, Scheduler loop) {
        try {
            // Most steps tell most sessions nothing: ten thousand idle ones must not wake their threads for it.
            if (session.passes(this, newest, hub)) {
                return Flux.empty();
            }
        } catch (OutOfMemoryError e) {
            return Flux.error(noRoom(e));
        }
        next.set(newest);
        return Mono.defer(() -> prepare(hub))
                .thenMany(Flux.<Chunk>generate(sink -> {
                    try {
                        Chunk chunk = session.nextChunk(this);
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

    private Mono<Void> prepare(Hub hub) {
        Step newest = next.getAndSet(null);
        if (newest == null) {
            return Mono.empty();
        }
        try {
            Truth before = session.advances(this, newest, hub);
            return before == null ? Mono.empty() : catchUp(newest, before, hub);
        } catch (OutOfMemoryError e) {
            return Mono.error(noRoom(e));
        }
    }

    private Mono<Void> catchUp(Step newest, Truth before, Hub hub) {
        StepLines lines = hub.lines(newest, session.protocols());
        return Mono.fromCallable(() -> {
                    try {
                        session.coarser(this, newest, lines.since(before), hub);
                        hub.bound();
                        return true;
                    } catch (OutOfMemoryError e) {
                        throw noRoom(e);
                    }
                })
                .subscribeOn(hub.workers())
                .then();
    }

    /** What was taken when the error came is neither here nor there: the stream cannot be gone on with. */
    private IOException noRoom(OutOfMemoryError e) {
        session.abandon();
        return OutOfHeap.exception("there is no room for what is to be told", e);
    }
}
