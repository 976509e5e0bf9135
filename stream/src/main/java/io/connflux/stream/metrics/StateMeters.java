package io.connflux.stream.metrics;

import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of each protocol and state, all there from the start. */
final class StateMeters {

    private final Map<Protocol, Counter> opened = new EnumMap<>(Protocol.class);
    private final Map<Protocol, Map<SocketState, Counter>> changed = new EnumMap<>(Protocol.class);
    private final Map<Protocol, Map<SocketState, Counter>> closed = new EnumMap<>(Protocol.class);

    StateMeters(OwnMeters meters, Supplier<Census> newest) {
        for (Protocol protocol : Protocol.values()) {
            Tags tags = Tags.of("protocol", protocol.label());
            opened.put(protocol, meters.counter("connflux.opened", "Connections opened", tags));
            for (SocketState state : statesOf(protocol)) {
                Tags both = tags.and("state", state.name());
                meters.gauge("connflux.connections", "Rows of the newest table", both, () -> newest.get()
                        .count(protocol, state));
                put(changed, protocol, state, meters.counter("connflux.changed", "Connections changed", both));
                put(closed, protocol, state, meters.counter("connflux.closed", "Connections closed", both));
            }
        }
        for (SocketState state : EnumSet.complementOf(EnumSet.of(SocketState.UNKNOWN, SocketState.UNCONNECTED))) {
            meters.gauge(
                    "system.network.connection.count",
                    "TCP connections of the newest table",
                    Tags.of("network.transport", "tcp", "network.connection.state", openTelemetryName(state)),
                    () -> newest.get().count(Protocol.TCP, state) + newest.get().count(Protocol.TCP6, state));
        }
    }

    private static Set<SocketState> statesOf(Protocol protocol) {
        return protocol.isTcp()
                ? EnumSet.complementOf(EnumSet.of(SocketState.UNCONNECTED))
                : EnumSet.of(SocketState.UNKNOWN, SocketState.ESTABLISHED, SocketState.UNCONNECTED);
    }

    /** Those of the attribute in its semantic conventions. */
    private static String openTelemetryName(SocketState state) {
        return switch (state) {
            case SYN_RECV -> "syn_received";
            case FIN_WAIT1 -> "fin_wait_1";
            case FIN_WAIT2 -> "fin_wait_2";
            case CLOSE -> "closed";
            default -> state.name().toLowerCase(Locale.ROOT);
        };
    }

    private static void put(
            Map<Protocol, Map<SocketState, Counter>> all, Protocol protocol, SocketState state, Counter counter) {
        all.computeIfAbsent(protocol, absent -> new EnumMap<>(SocketState.class))
                .put(state, counter);
    }

    void opened(Protocol protocol) {
        increment(opened.get(protocol));
    }

    void changed(Protocol protocol, SocketState to) {
        increment(changed.getOrDefault(protocol, Map.of()).get(to));
    }

    void closed(Protocol protocol, SocketState last) {
        increment(closed.getOrDefault(protocol, Map.of()).get(last));
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
