package io.connflux.stream.websocket;

import io.connflux.stream.thread.Disposal;
import io.connflux.stream.websocket.delivery.Broadcast;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A {@link WebSocketServer} at work. */
public final class RunningServer {

    /** How long the last words to all clients may take. */
    private static final Duration LAST_WORDS = Duration.ofMillis(1_200);

    private static final Duration POLL = Duration.ofMillis(10);

    private final Broadcast broadcast;
    private final InetSocketAddress address;
    private final Disposable work;
    private final Mono<Void> threadsEnd;

    /**
     * @param work what ends before the threads do
     * @param threadsEnd on subscription ends the threads of the network; completes when they have
     */
    RunningServer(Broadcast broadcast, InetSocketAddress address, Disposable work, Mono<Void> threadsEnd) {
        this.broadcast = broadcast;
        this.address = address;
        this.work = work;
        this.threadsEnd = threadsEnd;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** How many clients there are. */
    public int subscribers() {
        return broadcast.subscribers();
    }

    /** How many streams are kept for clients that have gone and may resume them. */
    public int parked() {
        return broadcast.parked();
    }

    /** Bytes under way to the client to whom most are. */
    int largestWindow() {
        return broadcast.largestWindow();
    }

    /** The streams of the clients that are there. */
    Set<String> tokens() {
        return broadcast.tokens();
    }

    /** Errs when polling has ended for good; never completes. */
    public Mono<Void> failure() {
        return broadcast.failure();
    }

    /**
     * Tells all clients that the server goes away (close code 1001) and ends.
     *
     * @return on subscription tells them; completes when they are gone, the port is free and the threads have ended, at the
     *     latest after two seconds
     */
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            broadcast.stop();
            Mono<Void> left = Flux.interval(POLL)
                    .takeWhile(tick -> broadcast.subscribers() > 0)
                    .then()
                    .timeout(LAST_WORDS, Mono.empty());
            return left.then(Disposal.of(work)).then(threadsEnd);
        });
    }
}
