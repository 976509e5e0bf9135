package io.connflux.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The meters of each port that is listened on. Counted by one thread at a time, asked by any. */
final class PortMeters {

    /**
     * Ports that have series of their own: the lowest, which are those of services that last. Too low, and services share one; too
     * high, and a host whose tests listen on ports by the thousand fills the store that keeps the series.
     */
    static final int MOST = 100;

    private record OfPort(Gauge established, Counter accepted) {}

    private final OwnMeters meters;
    private final Supplier<SortedMap<Integer, Long>> established;
    private final Map<Integer, OfPort> ports = new ConcurrentHashMap<>();
    private final Counter others;

    PortMeters(OwnMeters meters, Supplier<SortedMap<Integer, Long>> established) {
        this.meters = meters;
        this.established = established;
        this.others = of("other", this::ofOthers).accepted();
    }

    private OfPort of(String port, Supplier<Number> count) {
        Tags tags = Tags.of("port", port);
        return new OfPort(
                meters.gauge(
                        "connflux.established", "ESTABLISHED connections of a port that is listened on", tags, count),
                meters.counter("connflux.accepted", "Connections that a port that is listened on has accepted", tags));
    }

    private long ofOthers() {
        long sum = 0;
        for (Map.Entry<Integer, Long> each : established.get().entrySet()) {
            sum += ports.containsKey(each.getKey()) ? 0 : each.getValue();
        }
        return sum;
    }

    /** Other ports are listened on than before. */
    void renew() {
        Set<Integer> named =
                established.get().keySet().stream().limit(MOST).collect(Collectors.toCollection(HashSet::new));
        ports.forEach((port, gone) -> {
            if (!named.contains(port)) {
                ports.remove(port);
                meters.remove(gone.established());
                meters.remove(gone.accepted());
            }
        });
        named.forEach(port -> ports.computeIfAbsent(
                port,
                added -> of(Integer.toString(added), () -> established.get().getOrDefault(added, 0L))));
    }

    void accepted(int port) {
        OfPort own = ports.get(port);
        (own == null ? others : own.accepted()).increment();
    }
}
