package io.connflux.stream.websocket;

import io.connflux.stream.Step;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What is asked once: {@code /snapshot}, {@code /metrics} and {@code /healthz}. All tell of the last poll and cause none. */
final class HostRoutes {

    private final Hub hub;
    private final Health health;
    private final @Nullable Metrics metrics;
    private final Bodies bodies;
    private final EncodedTable table;

    /** @param metrics null where there are none */
    HostRoutes(Hub hub, Health health, @Nullable Metrics metrics, Bodies bodies) {
        this.hub = hub;
        this.health = health;
        this.metrics = metrics;
        this.bodies = bodies;
        this.table = new EncodedTable(hub.workers());
    }

    boolean hasMetrics() {
        return metrics != null;
    }

    Publisher<Void> snapshot(HttpServerRequest request, HttpServerResponse response) {
        Step newest = hub.newest();
        return newest == null
                ? Answer.text(response, 503, "no poll has been made yet")
                : send(request, response, "application/json", table.of(newest));
    }

    Publisher<Void> metrics(HttpServerRequest request, HttpServerResponse response) {
        Mono<String> text = metrics == null ? Mono.empty() : metrics.text();
        return send(request, response, "text/plain; version=0.0.4; charset=utf-8", text.map(Body::of));
    }

    Publisher<Void> health(HttpServerResponse response) {
        Health.Report report = health.report();
        return Answer.of(response.status(report.well() ? 200 : 503), "application/json", report.json());
    }

    private Publisher<Void> send(HttpServerRequest request, HttpServerResponse response, String type, Mono<Body> body) {
        return body.map(made ->
                        bodies.send(request, response.header(HttpHeaderNames.CACHE_CONTROL, "no-store"), type, made))
                .onErrorResume(
                        IOException.class,
                        error -> Mono.just(Answer.text(response, 503, String.valueOf(error.getMessage()))))
                .flatMap(Mono::from);
    }
}
