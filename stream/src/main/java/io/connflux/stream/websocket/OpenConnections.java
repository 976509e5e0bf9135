package io.connflux.stream.websocket;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;

/** The server's connections: not more than a number, and none that never says what it wants. */
final class OpenConnections {

    private static final AttributeKey<Boolean> ASKED = AttributeKey.valueOf("connflux.asked");

    private final int max;
    private final Duration handshake;
    private final AtomicInteger open = new AtomicInteger();

    OpenConnections(int max, Duration handshake) {
        this.max = max;
        this.handshake = handshake;
    }

    /**
     * Takes a new connection, or closes it where there are too many. Reactor Netty's own {@code requestTimeout} goes on
     * after an upgrade: it would cut each WebSocket off.
     */
    void admit(Channel channel) {
        int others = open.getAndIncrement();
        FutureMono.from(channel.closeFuture())
                .doFinally(signal -> open.decrementAndGet())
                .subscribe();
        if (others >= max) {
            close(channel).subscribe();
            return;
        }
        Mono.delay(handshake, Schedulers.fromExecutorService(channel.eventLoop()))
                .takeUntilOther(FutureMono.from(channel.closeFuture()))
                .filter(late -> channel.attr(ASKED).get() == null)
                .flatMap(late -> close(channel))
                .onErrorComplete()
                .subscribe();
    }

    /** The connection's first request has arrived whole. */
    void asked(Channel channel) {
        channel.attr(ASKED).set(true);
    }

    private static Mono<Void> close(Channel channel) {
        return FutureMono.deferFuture(channel::close).onErrorComplete();
    }
}
