package io.connflux.stream.websocket;

import io.connflux.model.ConnectionEvent;
import io.connflux.model.NamespaceTables;
import io.connflux.model.Protocol;
import io.connflux.model.Snapshot;
import io.connflux.model.SocketState;
import io.connflux.model.SocketTable;
import io.connflux.model.StreamCounters;
import io.connflux.stream.Step;
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
final class Metrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Hub hub;
    private final MultiGauge connections;
    private final MultiGauge established;
    private final Timer polls;
    private final Map<Kind, Counter> changes = new EnumMap<>(Kind.class);

    private enum Kind {
        OPENED,
        CHANGED,
        CLOSED
    }

    Metrics(Hub hub) {
        this.hub = hub;
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
        FunctionCounter.builder("connflux.coalesced", hub, Hub::coalesced)
                .description("Steps that subscribers were too slow for and got with a later one")
                .register(registry);
        Gauge.builder("connflux.rows", hub, h -> counter(h, StreamCounters::rows))
                .description("Rows of the newest table")
                .register(registry);
        Gauge.builder("connflux.coverage", hub, Metrics::coverage)
                .description("Opens seen per open that the kernel counted")
                .register(registry);
        Gauge.builder("connflux.subscribers", hub, Hub::subscribers)
                .description("Clients that are told events now")
                .register(registry);
        Gauge.builder("connflux.held.bytes", hub, Hub::largestWindow)
                .description("Bytes sent and not acknowledged that are kept for the subscriber that has most of them")
                .register(registry);
        Gauge.builder("connflux.held.in.all.bytes", hub, Hub::held)
                .description("Bytes that subscribers keep in memory by not reading, or by having gone for a while")
                .register(registry);
        FunctionCounter.builder("connflux.let.go", hub, Hub::letGo)
                .description("Subscribers that lost their connection because they were too far behind")
                .register(registry);
        Gauge.builder("connflux.parked", hub, Hub::parked)
                .description("Streams whose client has gone and may resume them")
                .register(registry);
    }

    /** Begins to count. */
    Disposable start() {
        return hub.steps().subscribe(this::count, error -> {});
    }

    /** The text that Prometheus reads. */
    Mono<String> text() {
        return Mono.fromCallable(this::scrape).subscribeOn(hub.workers());
    }

    private String scrape() throws IOException {
        try {
            Step newest = hub.newest();
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
        FunctionCounter.builder("connflux." + name, hub, h -> counter(h, value))
                .description(description)
                .register(registry);
    }

    private static double counter(Hub hub, ToLongFunction<StreamCounters> value) {
        Step newest = hub.newest();
        return newest == null ? 0 : value.applyAsLong(newest.counters());
    }

    private static double coverage(Hub hub) {
        Step newest = hub.newest();
        @Nullable Double coverage = newest == null ? null : newest.counters().coverage();
        return coverage == null ? Double.NaN : coverage;
    }
}
