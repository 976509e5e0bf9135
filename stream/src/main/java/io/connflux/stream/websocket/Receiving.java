package io.connflux.stream.websocket;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.stream.thread.Disposal;
import io.connflux.stream.thread.SubscriptionThread;
import io.connflux.stream.websocket.client.Connector;
import io.connflux.stream.websocket.client.Disconnected;
import io.connflux.stream.websocket.client.IncomingLines;
import io.connflux.stream.websocket.client.RemoteStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** The subscriptions to another host: all that a {@link WebSocketSource} needs Reactor Netty for. */
record Receiving(SourceSettings settings) {

    /** What {@link WebSocketSource#batches} tells. */
    Flux<Iterable<ConnectionEvent>> batches() {
        return Flux.using(
                () -> LoopResources.create("connflux-client", 1, true),
                loops -> Flux.using(
                        () -> Schedulers.newSingle(new SubscriptionThread("connflux-remote")),
                        worker -> connections(loops, worker),
                        worker -> Disposal.of(worker).subscribe()),
                loops ->
                        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).subscribe());
    }

    private Flux<Iterable<ConnectionEvent>> connections(LoopResources loops, Scheduler worker) {
        Connector connector = settings.connector();
        RemoteStream all = new RemoteStream(settings.uri(), (what, count) -> settings.unknown()
                .accept(new UnknownEvent(connector.uri(), what, count)));
        Predicate<Connection> chosen = settings.chosen();
        RemoteStream stream = chosen == null ? all : all.where(chosen, settings.existing());
        return Flux.defer(() -> connection(stream, loops, worker))
                .retryWhen(connector.again(worker, stream::hasBegun, cause -> settings.lost()
                        .accept(new Reconnection(connector.uri(), cause))))
                .onErrorMap(connector::explained);
    }

    private Flux<Iterable<ConnectionEvent>> connection(RemoteStream stream, LoopResources loops, Scheduler worker) {
        Connector connector = settings.connector();
        return connector
                .dial(loops, stream.next(), true)
                .handle((in, out) -> new IncomingLines(in, connector.uri(), settings.silence()).pieces(worker))
                .<Iterable<ConnectionEvent>>handle((lines, sink) -> {
                    try {
                        List<ConnectionEvent> events = stream.take(lines);
                        if (!events.isEmpty()) {
                            sink.next(events);
                        }
                    } catch (Disconnected e) {
                        throw Exceptions.propagate(e);
                    }
                })
                .onErrorMap(Exceptions::unwrap);
    }
}
