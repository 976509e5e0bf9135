package io.connflux.stream.websocket.metrics;

import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.metrics.ConnfluxMetrics;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** {@code /metrics}: those of the stream, and what the server has beside them. */
public final class Metrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Broadcast broadcast;
    private final ConnfluxMetrics stream;

    public Metrics(Broadcast broadcast) {
        this.broadcast = broadcast;
        stream = ConnfluxMetrics.of(broadcast.steps());
        FunctionCounter.builder("connflux.coalesced", broadcast, Broadcast::coalesced)
                .description("Steps that subscribers were too slow for and got with a later one")
                .register(registry);
        Gauge.builder("connflux.subscribers", broadcast, Broadcast::subscribers)
                .description("Clients that are told events now")
                .register(registry);
        Gauge.builder("connflux.held", broadcast, Broadcast::largestWindow)
                .description("Bytes sent and not acknowledged that are kept for the subscriber that has most of them")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        Gauge.builder("connflux.held.in.all", broadcast, Broadcast::held)
                .description("Bytes that subscribers keep in memory by not reading, or by having gone for a while")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        FunctionCounter.builder("connflux.let.go", broadcast, Broadcast::letGo)
                .description("Subscribers that lost their connection because they were too far behind")
                .register(registry);
        Gauge.builder("connflux.parked", broadcast, Broadcast::parked)
                .description("Streams whose client has gone and may resume them")
                .register(registry);
    }

    /** Begins to count. */
    public Disposable start() {
        stream.bindTo(registry);
        return stream::close;
    }

    /** The text that Prometheus reads. */
    public Mono<String> text() {
        return Mono.fromCallable(this::scrape).subscribeOn(broadcast.workers());
    }

    private String scrape() throws IOException {
        try {
            return registry.scrape();
        } catch (OutOfMemoryError e) {
            throw OutOfHeap.exception("there is no room for the metrics", e);
        }
    }
}
