package io.connflux.stream.websocket;

import io.connflux.stream.websocket.client.Connector;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link WebSocketPush} was told. Each step checks what it is given, and gives new settings.
 *
 * @param existing whether the connections that are there are told first
 * @param stats how often the stream's counters are told; null for never
 * @param lost told of each connection that is lost
 */
record PushSettings(
        Connector connector, boolean existing, @Nullable Duration stats, Consumer<Reconnection> lost) {

    /** Those of a push that was told nothing but its server. */
    static PushSettings of(URI uri) {
        return new PushSettings(Connector.to(uri), false, null, reconnection -> {});
    }

    PushSettings withConnector(Connector other) {
        return new PushSettings(other, existing, stats, lost);
    }

    PushSettings withExisting(boolean told) {
        return new PushSettings(connector, told, stats, lost);
    }

    PushSettings withStats(Duration every) {
        return new PushSettings(connector, existing, Connector.stats(every), lost);
    }

    PushSettings withLost(Consumer<Reconnection> listener) {
        return new PushSettings(connector, existing, stats, Objects.requireNonNull(listener, "onReconnect"));
    }
}
