package io.connflux.stream.websocket.metrics;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.stream.follow.Step;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** {@code /metrics}. Totals grow with each step; what needs a walk through the table is counted when it is asked for. */
public final class Metrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Broadcast broadcast;
    private final MultiGauge connections;
    private final MultiGauge established;
    private final Timer polls;
    private final Map<Kind, Counter> changes = new EnumMap<>(Kind.class);

    private enum Kind {
        OPENED,
        CHANGED,
        CLOSED
    }

    public Metrics(Broadcast broadcast) {
        this.broadcast = broadcast;
        connections = MultiGauge.builder("connflux.connections")
                .description("Rows of the newest table")
                .register(registry);
        established = MultiGauge.builder("connflux.established")
                .description("ESTABLISHED connections of a port that somebody listens on")
                .register(registry);
        polls = Timer.builder("connflux.poll")
                .description("How long reading the table took")
                .register(registry);
        for (Kind kind : Kind.values()) {
            String name = "connflux." + kind.name().toLowerCase(java.util.Locale.ROOT);
            changes.put(
                    kind,
                    Counter.builder(name)
                            .description("Connections " + name.substring(9))
                            .register(registry));
        }
        total("repeated", "Rows that a torn read gave twice", StreamCounters::repeated);
        total("suspected", "Rows that a torn read may have hidden", StreamCounters::suspected);
        total("reprieved", "Suspects that were found alive", StreamCounters::reprieved);
        total("unreadable", "Rows that could not be read", StreamCounters::unreadable);
        total("skipped", "Ticks without a poll, because the one before had not ended", StreamCounters::skipped);
        total("opens.seen", "TCP connections reported opened", StreamCounters::opensSeen);
        FunctionCounter.builder("connflux.coalesced", broadcast, Broadcast::coalesced)
                .description("Steps that subscribers were too slow for and got with a later one")
                .register(registry);
        Gauge.builder("connflux.rows", broadcast, h -> counter(h, StreamCounters::rows))
                .description("Rows of the newest table")
                .register(registry);
        Gauge.builder("connflux.coverage", broadcast, Metrics::coverage)
                .description("Opens seen per open that the kernel counted")
                .register(registry);
        Gauge.builder("connflux.subscribers", broadcast, Broadcast::subscribers)
                .description("Clients that are told events now")
                .register(registry);
        Gauge.builder("connflux.held.bytes", broadcast, Broadcast::largestWindow)
                .description("Bytes sent and not acknowledged that are kept for the subscriber that has most of them")
                .register(registry);
        Gauge.builder("connflux.held.in.all.bytes", broadcast, Broadcast::held)
                .description("Bytes that subscribers keep in memory by not reading, or by having gone for a while")
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
        return broadcast.steps().subscribe(this::count, error -> {});
    }

    /** The text that Prometheus reads. */
    public Mono<String> text() {
        return Mono.fromCallable(this::scrape).subscribeOn(broadcast.workers());
    }

    private String scrape() throws IOException {
        try {
            Step newest = broadcast.newest();
            if (newest != null) {
                walk(newest.snapshot());
            }
            return registry.scrape();
        } catch (OutOfMemoryError e) {
            throw OutOfHeap.exception("there is no room for the metrics", e);
        }
    }

    private void count(Step step) {
        polls.record(step.counters().pollTime());
        for (ConnectionEvent event : step.changes()) {
            Kind kind = event instanceof ConnectionEvent.Opened
                    ? Kind.OPENED
                    : event instanceof ConnectionEvent.Closed
                            ? Kind.CLOSED
                            : event instanceof ConnectionEvent.StateChanged ? Kind.CHANGED : null;
            Counter counter = kind == null ? null : changes.get(kind);
            if (counter != null) {
                counter.increment();
            }
        }
    }

    private synchronized void walk(Snapshot snapshot) {
        Map<Protocol, Map<SocketState, Integer>> counts = new EnumMap<>(Protocol.class);
        Map<Integer, Integer> ports = new TreeMap<>();
        for (NamespaceTables namespace : snapshot.namespaces()) {
            Map<Integer, Integer> own = new TreeMap<>();
            for (SocketTable table : namespace.tables()) {
                Map<SocketState, Integer> states =
                        counts.computeIfAbsent(table.protocol(), protocol -> new EnumMap<>(SocketState.class));
                for (int row = 0; row < table.size(); row++) {
                    SocketState state = table.state(row);
                    states.merge(state, 1, Integer::sum);
                    if (state == SocketState.LISTEN) {
                        own.putIfAbsent(table.localPort(row), 0);
                    }
                }
            }
            countEstablished(namespace, own);
            own.forEach((port, count) -> ports.merge(port, count, Integer::sum));
        }
        List<MultiGauge.Row<?>> states = new ArrayList<>();
        counts.forEach((protocol, byState) -> byState.forEach((state, count) ->
                states.add(MultiGauge.Row.of(Tags.of("protocol", protocol.label(), "state", state.name()), count))));
        List<MultiGauge.Row<?>> listening = new ArrayList<>();
        ports.forEach(
                (port, count) -> listening.add(MultiGauge.Row.of(Tags.of("port", Integer.toString(port)), count)));
        connections.register(states, true);
        established.register(listening, true);
    }

    private static void countEstablished(NamespaceTables namespace, Map<Integer, Integer> ports) {
        for (SocketTable table : namespace.tables()) {
            for (int row = 0; table.protocol().isTcp() && row < table.size(); row++) {
                if (table.state(row) == SocketState.ESTABLISHED) {
                    ports.computeIfPresent(table.localPort(row), (port, count) -> count + 1);
                }
            }
        }
    }

    private void total(String name, String description, ToLongFunction<StreamCounters> value) {
        FunctionCounter.builder("connflux." + name, broadcast, h -> counter(h, value))
                .description(description)
                .register(registry);
    }

    private static double counter(Broadcast broadcast, ToLongFunction<StreamCounters> value) {
        Step newest = broadcast.newest();
        return newest == null ? 0 : value.applyAsLong(newest.counters());
    }

    private static double coverage(Broadcast broadcast) {
        Step newest = broadcast.newest();
        @Nullable Double coverage = newest == null ? null : newest.counters().coverage();
        return coverage == null ? Double.NaN : coverage;
    }
}
