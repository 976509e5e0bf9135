package io.connflux.stream.websocket.client;

import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.websocket.wire.BatchBytes;
import io.connflux.stream.websocket.wire.CloseHandshake;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.stream.websocket.wire.Pongs;
import io.connflux.stream.websocket.wire.Pulse;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.netty.FutureMono;
import reactor.netty.http.websocket.WebsocketInbound;

/** One connection of a push: writes pieces, hears which of them the server has, and finds out whether anybody is there. */
final class PushConnection {

    private static final Duration PING_EVERY = Duration.ofSeconds(20);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int GOING_AWAY = 1001;

    private final URI uri;
    private final LongConsumer acknowledged;
    private final Channel channel;
    private final CloseHandshake closing;
    private final Pongs pongs;
    private final Pulse pulse = new Pulse(PING_EVERY, true, System.nanoTime());
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private final Sinks.Empty<Void> failed = Sinks.empty();
    private final Sinks.Empty<Void> left = Sinks.empty();
    private volatile boolean lacksSomething = true;

    /** @param acknowledged is given the marks of pieces that the server has, with all before */
    PushConnection(WebsocketInbound in, URI uri, LongConsumer acknowledged) {
        this.uri = uri;
        this.acknowledged = acknowledged;
        Channel[] used = new Channel[1];
        in.withConnection(connection -> used[0] = connection.channel());
        this.channel = used[0];
        this.closing = CloseHandshake.ofClient(channel);
        this.pongs = new Pongs(channel);
        // Not a part of anything that is cancelled: whoever cancels it has Reactor Netty send a close frame without a
        // code.
        in.receiveFrames().subscribe(this::receive, error -> closed.tryEmitEmpty(), closed::tryEmitEmpty);
    }

    /** A pong acknowledges, a ping is answered; whatever else the server says concerns nobody here. */
    private void receive(WebSocketFrame frame) {
        if (frame instanceof PingWebSocketFrame) {
            pongs.answer(ByteBufUtil.getBytes(frame.content()));
        }
        if (frame instanceof PongWebSocketFrame pong) {
            pulse.heard(System.nanoTime());
            if (pong.content().readableBytes() == Long.BYTES) {
                acknowledged.accept(pong.content().readLong());
            }
        }
    }

    /** Writes a piece; completes when its bytes have left the process, or when the connection has been left. */
    Mono<Void> write(LineBatch piece) {
        return FutureMono.deferFuture(() -> {
                    try {
                        return channel.writeAndFlush(BatchBytes.of(piece, Framing.MASKED, "", channel.alloc()));
                    } catch (OutOfMemoryError e) {
                        return channel.newFailedFuture(OutOfHeap.exception("there is no room for a piece", e));
                    }
                })
                .onErrorResume(error -> {
                    lacksSomething = true;
                    if (error instanceof IOException) {
                        failed.tryEmitError(error);
                    } else {
                        closed.tryEmitEmpty();
                    }
                    // Nor is the next piece for this connection.
                    return left.asMono();
                })
                .takeUntilOther(left.asMono());
    }

    /**
     * What ends it.
     *
     * @param ping what a peer is asked with that nothing else is sent to
     * @param underWay whether the server has still to acknowledge something
     * @return on subscription begins to look whether the server is there; never completes, errs
     */
    Mono<Void> end(byte[] ping, BooleanSupplier underWay, Scheduler timer) {
        Mono<Void> silence = Flux.interval(TICK, timer)
                .onBackpressureDrop()
                .map(tick -> pulse.at(System.nanoTime(), underWay.getAsBoolean()))
                .doOnNext(beat -> {
                    if (beat == Pulse.Beat.PING && channel.isWritable()) {
                        quietly(FutureMono.deferFuture(() -> channel.writeAndFlush(Unpooled.wrappedBuffer(ping))));
                    }
                })
                .filter(beat -> beat == Pulse.Beat.GONE)
                .next()
                .flatMap(gone -> Mono.error(new Disconnected(uri, "two pings were not answered")));
        return Mono.firstWithSignal(
                closed.asMono().then(Disconnected.byServer(uri, channel)),
                // What was written lies in the way of a close frame, which nobody would read.
                Mono.firstWithSignal(failed.asMono(), silence)
                        .doOnError(error -> quietly(FutureMono.deferFuture(channel::close))));
    }

    private static void quietly(Mono<Void> work) {
        work.onErrorComplete().subscribe();
    }

    /** All that the one before may not have delivered has been written. */
    void caughtUp() {
        lacksSomething = false;
    }

    /** Whether its end was answered, behind all that was written: then the server has that. */
    boolean hasDelivered() {
        return closing.wasAnswered() && !lacksSomething;
    }

    /** Ends it with a word to the server, behind what was written; completes when it has ended. */
    Mono<Void> close() {
        return closing.end(GOING_AWAY, "the sender stops");
    }

    /** Nobody waits for it any more. */
    void leave() {
        left.tryEmitEmpty();
    }
}
