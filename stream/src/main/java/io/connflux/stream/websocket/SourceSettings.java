package io.connflux.stream.websocket;

import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.stream.websocket.client.Connector;
import io.connflux.stream.websocket.client.RemoteStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link WebSocketSource} was told. Each step checks what it is given, and gives new settings.
 *
 * @param protocols whose connections
 * @param existing whether those that are there are told first
 * @param stats how often the server's counters are told; null for never
 * @param tick how often the server tells connections that live on again; null for never
 * @param traffic how often the server tells what connections carry; null for never
 * @param silence how long a server may send nothing
 * @param lost told of each connection that is lost
 * @param unknown told of each event that only a later version knows
 * @param filter which connections the server is asked for
 * @param chosen which of them are told of; null for all
 */
record SourceSettings(
        Connector connector,
        Set<Protocol> protocols,
        boolean existing,
        @Nullable Duration stats,
        @Nullable Duration tick,
        @Nullable Duration traffic,
        Duration silence,
        Consumer<Reconnection> lost,
        Consumer<UnknownEvent> unknown,
        Filter filter,
        @Nullable Predicate<Connection> chosen) {

    /** Three of the pings of a server with nothing to say. Too low breaks good connections, too high notices late. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** Those of a source that was told nothing but its server. */
    static SourceSettings of(URI uri) {
        Connector connector = Connector.to(uri);
        Set<Protocol> all = EnumSet.allOf(Protocol.class);
        return new SourceSettings(
                connector, all, false, null, null, null, SILENCE, reconnection -> {}, event -> {}, Filter.ALL, null);
    }

    SourceSettings withConnector(Connector other) {
        return new SourceSettings(
                other, protocols, existing, stats, tick, traffic, silence, lost, unknown, filter, chosen);
    }

    SourceSettings withProtocols(Set<Protocol> some) {
        if (Objects.requireNonNull(some, "protocols").isEmpty()) {
            throw new IllegalArgumentException("at least one of tcp, tcp6, udp, udp6 must be asked for");
        }
        return new SourceSettings(
                connector, Set.copyOf(some), existing, stats, tick, traffic, silence, lost, unknown, filter, chosen);
    }

    SourceSettings withExisting(boolean told) {
        return new SourceSettings(
                connector, protocols, told, stats, tick, traffic, silence, lost, unknown, filter, chosen);
    }

    SourceSettings withStats(Duration every) {
        return new SourceSettings(
                connector,
                protocols,
                existing,
                Connector.duration("stats", every),
                tick,
                traffic,
                silence,
                lost,
                unknown,
                filter,
                chosen);
    }

    SourceSettings withTick(Duration every) {
        return new SourceSettings(
                connector,
                protocols,
                existing,
                stats,
                Connector.duration("tick", every),
                traffic,
                silence,
                lost,
                unknown,
                filter,
                chosen);
    }

    SourceSettings withTraffic(Duration every) {
        return new SourceSettings(
                connector,
                protocols,
                existing,
                stats,
                tick,
                Connector.duration("traffic", every),
                silence,
                lost,
                unknown,
                filter,
                chosen);
    }

    SourceSettings withSilence(Duration time) {
        return new SourceSettings(
                connector, protocols, existing, stats, tick, traffic, time, lost, unknown, filter, chosen);
    }

    SourceSettings withLost(Consumer<Reconnection> listener) {
        Objects.requireNonNull(listener, "onReconnect");
        return new SourceSettings(
                connector, protocols, existing, stats, tick, traffic, silence, listener, unknown, filter, chosen);
    }

    SourceSettings withUnknown(Consumer<UnknownEvent> listener) {
        Objects.requireNonNull(listener, "onUnknown");
        return new SourceSettings(
                connector, protocols, existing, stats, tick, traffic, silence, lost, listener, filter, chosen);
    }

    SourceSettings and(Predicate<Connection> also) {
        Objects.requireNonNull(also, "where");
        Predicate<Connection> both = chosen == null ? also : chosen.and(also);
        return new SourceSettings(
                connector, protocols, existing, stats, tick, traffic, silence, lost, unknown, filter, both);
    }

    SourceSettings and(Filter also) {
        Filter both = filter.and(Objects.requireNonNull(also, "where"));
        return new SourceSettings(
                connector, protocols, existing, stats, tick, traffic, silence, lost, unknown, both, chosen);
    }

    /** The server's, with all that is asked of it. */
    URI uri() {
        URI uri = connector.uri();
        if (uri.getRawPath() == null
                || uri.getRawPath().isEmpty()
                || uri.getRawPath().equals("/")) {
            uri = uri.resolve("/events" + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        }
        // Where some are chosen, those that exist have to be known, to know what leaves.
        uri = RemoteStream.with(uri, "existing=" + (existing || chosen != null));
        if (protocols.size() < Protocol.values().length) {
            uri = RemoteStream.with(
                    uri, "protocol=" + protocols.stream().map(Protocol::label).collect(Collectors.joining(",")));
        }
        if (!filter.equals(Filter.ALL)) {
            uri = RemoteStream.with(uri, "filter=" + URLEncoder.encode(filter.toString(), StandardCharsets.UTF_8));
        }
        uri = tick == null ? uri : RemoteStream.with(uri, "tick=" + tick.toMillis() + "ms");
        uri = traffic == null ? uri : RemoteStream.with(uri, "traffic=" + traffic.toMillis() + "ms");
        return stats == null ? uri : RemoteStream.with(uri, "stats=" + stats.toMillis() + "ms");
    }
}
