package io.connflux.stream.websocket;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.thread.Disposal;
import io.connflux.stream.thread.SubscriptionThread;
import io.connflux.stream.websocket.client.Connector;
import io.connflux.stream.websocket.client.PushedStream;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** Events on their way to another host: all that a {@link WebSocketPush} needs Reactor Netty for. */
record Pushing(PushSettings settings, Flux<? extends Iterable<ConnectionEvent>> batches) {

    /** What {@link WebSocketPush#write} tells. */
    Mono<Long> push() {
        return Mono.using(
                () -> LoopResources.create("connflux-push", 1, true),
                loops -> Mono.using(
                        () -> Schedulers.newSingle(new SubscriptionThread("connflux-push-lines")),
                        worker -> pushing(loops, worker),
                        worker -> Disposal.of(worker).subscribe()),
                loops ->
                        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).subscribe());
    }

    private Mono<Long> pushing(LoopResources loops, Scheduler worker) {
        Connector connector = settings.connector();
        PushedStream pushed = new PushedStream(connector, settings.encoders(), settings.limit(), worker);
        Mono<Void> end = Mono.firstWithSignal(pushed.write(batches), settings.stop())
                .then(pushed.leave())
                .onErrorResume(error -> pushed.leave().then(Mono.error(error)));
        return Flux.defer(() -> pushed.connection(loops))
                .retryWhen(connector.again(worker, pushed::hasBegun, cause -> settings.lost()
                        .accept(new Reconnection(connector.uri(), cause))))
                .onErrorMap(connector::explained)
                .takeUntilOther(end)
                .then(Mono.fromSupplier(pushed::count))
                .doOnTerminate(() -> tellUndelivered(pushed))
                .doOnCancel(() -> pushed.leave().subscribe());
    }

    private void tellUndelivered(PushedStream pushed) {
        long lines = pushed.undelivered();
        if (lines > 0) {
            settings.undelivered().accept(lines);
        }
    }
}
