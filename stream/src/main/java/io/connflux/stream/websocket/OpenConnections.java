package io.connflux.stream.websocket;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;

/**
 * The server's connections: not more than a number, and none that never says what it wants. Where there are too many, the
 * oldest that has not said it yet goes: whoever opens thousands and says nothing keeps no subscriber out.
 */
final class OpenConnections {

    private final int max;
    private final Duration handshake;
    private final Set<Channel> silent = new LinkedHashSet<>();
    private int open;

    OpenConnections(int max, Duration handshake) {
        this.max = max;
        this.handshake = handshake;
    }

    /**
     * Takes a new connection, or closes it where there are too many. Reactor Netty's own {@code requestTimeout} goes on
     * after an upgrade: it would cut each WebSocket off.
     */
    void admit(Channel channel) {
        FutureMono.from(channel.closeFuture())
                .doFinally(signal -> closed(channel))
                .subscribe();
        Channel refused = opened(channel);
        if (refused != null) {
            close(refused).subscribe();
        }
        Mono.delay(handshake, Schedulers.fromExecutorService(channel.eventLoop()))
                .takeUntilOther(FutureMono.from(channel.closeFuture()))
                .filter(late -> isSilent(channel))
                .flatMap(late -> close(channel))
                .onErrorComplete()
                .subscribe();
    }

    /** The connection's first request has arrived whole. */
    synchronized void asked(Channel channel) {
        silent.remove(channel);
    }

    /** Gives the one that has to go; null for none. */
    private synchronized @Nullable Channel opened(Channel channel) {
        open++;
        silent.add(channel);
        if (open <= max) {
            return null;
        }
        Channel oldest = silent.iterator().next();
        silent.remove(oldest);
        return oldest;
    }

    private synchronized void closed(Channel channel) {
        open--;
        silent.remove(channel);
    }

    private synchronized boolean isSilent(Channel channel) {
        return silent.contains(channel);
    }

    private static Mono<Void> close(Channel channel) {
        return FutureMono.deferFuture(channel::close).onErrorComplete();
    }
}
