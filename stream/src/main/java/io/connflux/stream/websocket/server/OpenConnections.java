package io.connflux.stream.websocket.server;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;

/**
 * The server's connections: not more than a number, and none that never says what it wants. Where there are too many, one that
 * subscribes to nothing goes, whoever has been without a request for the longest first: who opens thousands and says nothing,
 * or asks for something small again and again, keeps no subscriber out.
 */
public final class OpenConnections {

    private final int maxSubscribers;
    private final long max;
    private final Duration handshake;
    /** Without a request under way, who has been so for the longest first. */
    private final Set<Channel> waiting = new LinkedHashSet<>();

    private final Set<Channel> answering = new LinkedHashSet<>();
    private final Set<Channel> subscribed = new HashSet<>();
    /** Those of the waiting that have never asked. */
    private final Set<Channel> silent = new HashSet<>();

    /** @param spare connections beyond the subscribers */
    public OpenConnections(int maxSubscribers, int spare, Duration handshake) {
        this.maxSubscribers = maxSubscribers;
        this.max = (long) maxSubscribers + spare;
        this.handshake = handshake;
    }

    /**
     * Takes a new connection, and closes another where there are too many. Reactor Netty's own {@code requestTimeout} goes on
     * after an upgrade: it would cut each WebSocket off.
     */
    public void admit(Channel channel) {
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

    int maxSubscribers() {
        return maxSubscribers;
    }

    /** A request has arrived whole. */
    public synchronized void asked(Channel channel) {
        if (forget(channel)) {
            answering.add(channel);
        }
    }

    /** The request that has arrived last becomes a subscription; false where there are too many. */
    synchronized boolean subscribe(Channel channel) {
        return subscribed.size() < maxSubscribers && answering.remove(channel) && subscribed.add(channel);
    }

    /** A request has its answer. A subscription has its place until its connection ends, or asks for something else. */
    public synchronized void answered(Channel channel) {
        if (answering.remove(channel)) {
            waiting.add(channel);
        }
    }

    /** Gives the one that has to go; null for none. */
    private synchronized @Nullable Channel opened(Channel channel) {
        silent.add(channel);
        waiting.add(channel);
        if (waiting.size() + answering.size() + subscribed.size() <= max) {
            return null;
        }
        Iterator<Channel> others = answering.iterator();
        Channel oldest = waiting.iterator().next();
        Channel refused = oldest == channel && others.hasNext() ? others.next() : oldest;
        forget(refused);
        return refused;
    }

    private synchronized void closed(Channel channel) {
        forget(channel);
    }

    /** False where it has ended, or has to. */
    private boolean forget(Channel channel) {
        silent.remove(channel);
        return waiting.remove(channel) || answering.remove(channel) || subscribed.remove(channel);
    }

    private synchronized boolean isSilent(Channel channel) {
        return silent.contains(channel);
    }

    private static Mono<Void> close(Channel channel) {
        return FutureMono.deferFuture(channel::close).onErrorComplete();
    }
}
