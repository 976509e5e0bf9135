package io.connflux.stream.websocket;

import io.connflux.model.Protocol;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.websocket.client.Connector;
import io.connflux.stream.websocket.client.PushedStream;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.stream.websocket.delivery.SubscriptionRequest;
import java.time.Duration;
import java.util.EnumSet;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** A stream on its way to another host: all that a {@link WebSocketPush} needs Reactor Netty for. */
record Pushing(PushSettings settings, ConnectionStream stream, Mono<Void> stop) {

    /** What {@link WebSocketPush#push} tells. */
    Mono<Void> push() {
        return Flux.using(
                        () -> LoopResources.create("connflux-push", 1, true),
                        loops -> Flux.using(
                                () -> Schedulers.newSingle(new SubscriptionThread("connflux-reconnect")),
                                timer -> pushing(loops, timer),
                                timer -> Disposal.of(timer).subscribe()),
                        loops -> loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1))
                                .subscribe())
                .then();
    }

    private Flux<Boolean> pushing(LoopResources loops, Scheduler timer) {
        return Flux.using(
                () -> new Broadcast(stream, Duration.ZERO, Long.MAX_VALUE, System::nanoTime),
                broadcast -> broadcast
                        .start()
                        .thenMany(connections(broadcast, loops, timer))
                        .takeUntilOther(broadcast.failure()),
                broadcast -> Disposal.of(broadcast::dispose).subscribe());
    }

    private Flux<Boolean> connections(Broadcast broadcast, LoopResources loops, Scheduler timer) {
        Connector connector = settings.connector();
        PushedStream pushed = new PushedStream(connector, broadcast, request());
        return Flux.defer(() -> pushed.connection(loops, stop))
                .retryWhen(connector.again(timer, pushed::hasBegun, cause -> settings.lost()
                        .accept(new Reconnection(connector.uri(), cause))))
                .takeUntilOther(stop.then(Mono.defer(() -> pushed.lastWord(timer))))
                .onErrorMap(connector::explained);
    }

    private SubscriptionRequest request() {
        return new SubscriptionRequest(
                EnumSet.allOf(Protocol.class), settings.existing(), settings.stats(), null, null);
    }
}
