package io.connflux.stream.websocket;

import io.connflux.model.ConnectionEvent;
import io.connflux.stream.Step;
import io.connflux.stream.json.EncodedEvents;
import io.connflux.track.Truth;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One stream of events to one client: which truth the client was given, and what of it is still under way. It may outlive
 * its connection and go on in the next one.
 */
final class Session {

    private final String token;
    private final Framing framing;
    private final SubscriptionRequest request;
    private final @Nullable Boolean refused;
    private final Window window;

    private @Nullable Truth truth;
    private long begun;
    private long step;
    private long seq;
    private long mark;
    private long coalesced;
    private Instant lastStats = Instant.MIN;
    private boolean resuming;
    private final PendingLines pending = new PendingLines();
    private Sinks.Empty<Void> detached = Sinks.empty();

    /** @param refused whether the client asked to resume a stream that is no longer known */
    Session(String token, Framing framing, SubscriptionRequest request, boolean refused) {
        this.token = token;
        this.framing = framing;
        this.request = request;
        this.refused = refused ? Boolean.FALSE : null;
        this.window = new Window(framing.isAnswered());
    }

    String token() {
        return token;
    }

    Framing framing() {
        return framing;
    }

    Window window() {
        return window;
    }

    /** The table that is kept in memory for it; null before its baseline. */
    synchronized @Nullable Truth truth() {
        return truth;
    }

    /** The step that it stands at; 0 before its baseline. */
    synchronized long step() {
        return step;
    }

    /** Whether a client that has all up to an event can go on with this stream. */
    synchronized boolean canResume(SubscriptionRequest asked, Framing by) {
        boolean same = by == framing
                && asked.protocols().equals(request.protocols())
                && asked.existing() == request.existing();
        Long has = asked.seq();
        return same && truth != null && (has == null || (has <= seq && has >= window.oldestSeq(seq) - 1));
    }

    /** Takes the stream over for a new connection; the one before, if there is one still, is told to end. */
    synchronized Flux<Chunk> resume(@Nullable Long has) {
        detached.tryEmitEmpty();
        detached = Sinks.empty();
        resuming = true;
        return Flux.fromIterable(window.resend(has));
    }

    /** Completes when another connection has taken the stream over. */
    synchronized Mono<Void> detached() {
        return detached.asMono();
    }

    /**
     * What is to be sent, one chunk after the other, each when the client has room for it.
     *
     * @param loop where they are put together
     * @return on subscription subscribes to the hub's steps
     */
    Flux<Chunk> chunks(Hub hub, Scheduler loop) {
        return hub.steps()
                .concatMap(
                        // Most steps tell most sessions nothing: ten thousand idle ones must not wake their threads for
                        // it.
                        newest -> passes(newest, hub) ? Flux.empty() : chunks(newest, hub, loop),
                        0);
    }

    private Flux<Chunk> chunks(Step newest, Hub hub, Scheduler loop) {
        return prepare(newest, hub)
                .thenMany(Flux.<Chunk>generate(sink -> {
                    Chunk chunk = nextChunk();
                    if (chunk == null) {
                        sink.complete();
                    } else {
                        sink.next(chunk);
                    }
                }))
                .subscribeOn(loop);
    }

    /** The frames of a chunk, to be released. */
    ByteBuf bytes(Chunk chunk, ByteBufAllocator allocator) {
        long since;
        synchronized (this) {
            since = begun;
        }
        return ChunkBytes.of(chunk, framing, token, since, allocator);
    }

    /** Goes on to a step that has nothing to tell; false where there may be something. */
    private synchronized boolean passes(Step newest, Hub hub) {
        boolean next = truth != null && pending.isEmpty() && newest.number() == step + 1;
        if (!next
                || resuming
                || isStatsDue(newest)
                || !hub.lines(newest, request.protocols()).isQuiet()) {
            return false;
        }
        step = newest.number();
        truth = newest.truth();
        return true;
    }

    private boolean isStatsDue(Step newest) {
        Duration every = request.stats();
        return every != null && !newest.truth().time().isBefore(lastStats.plus(every));
    }

    private Mono<Void> prepare(Step newest, Hub hub) {
        return Mono.defer(() -> {
            Truth before;
            synchronized (this) {
                boolean unfinished = !pending.isEmpty();
                if (truth == null || unfinished || newest.number() <= step + 1) {
                    // What a lost connection left of its step comes first; the next step then brings the rest.
                    if (!unfinished) {
                        advance(newest, hub.lines(newest, request.protocols()));
                    }
                    return Mono.empty();
                }
                before = truth;
            }
            StepLines lines = hub.lines(newest, request.protocols());
            return Mono.fromCallable(() -> lines.since(before))
                    .subscribeOn(hub.workers())
                    .doOnNext(difference -> coarser(newest, difference, hub))
                    .then();
        });
    }

    private synchronized void advance(Step newest, StepLines lines) {
        if (truth == null) {
            begun = newest.truth().time().toEpochMilli();
            lastStats = newest.truth().time();
            pending.add(lines.baseline(request.existing()));
            pending.add(line(baseline(newest, refused)));
        } else if (newest.number() == step + 1) {
            pending.add(lines.changes());
        }
        moveTo(newest, false);
    }

    private synchronized void coarser(Step newest, Iterator<EncodedEvents> difference, Hub hub) {
        // Who cannot resume by itself has not been told that it was away.
        boolean slow = !resuming || !framing.isResumable();
        if (slow) {
            long missed = newest.number() - step - 1;
            coalesced += missed;
            hub.coalesced(missed);
        }
        pending.add(difference);
        moveTo(newest, slow);
    }

    private void moveTo(Step newest, boolean slow) {
        Instant time = newest.truth().time();
        if (slow || isStatsDue(newest)) {
            lastStats = time;
            pending.add(
                    line(new ConnectionEvent.Stats(0, time, newest.counters().withCoalesced(coalesced))));
        }
        if (resuming && framing.isResumable()) {
            pending.add(line(baseline(newest, Boolean.TRUE)));
        }
        resuming = false;
        step = newest.number();
        truth = newest.truth();
    }

    private ConnectionEvent baseline(Step newest, @Nullable Boolean resumed) {
        var counts = newest.truth().counts();
        counts.keySet().retainAll(request.protocols());
        return new ConnectionEvent.Baseline(
                0,
                newest.truth().time(),
                counts,
                framing.isResumable() ? new ConnectionEvent.Resumption(token, resumed) : null);
    }

    private static Iterator<EncodedEvents> line(ConnectionEvent event) {
        return List.of(EncodedEvents.of(List.of(event))).iterator();
    }

    private synchronized @Nullable Chunk nextChunk() {
        Chunk chunk = pending.next(mark + 1, seq + 1, framing);
        if (chunk != null) {
            mark++;
            seq = chunk.lastSeq();
            window.sent(chunk);
        }
        return chunk;
    }
}
