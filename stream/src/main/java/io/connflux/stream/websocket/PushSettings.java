package io.connflux.stream.websocket;

import io.connflux.stream.websocket.client.Connector;
import java.net.URI;
import java.util.Objects;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * What a {@link WebSocketPush} was told. Each step checks what it is given, and gives new settings.
 *
 * @param limit lines at most
 * @param stop ends the push
 * @param lost told of each connection that is lost
 */
record PushSettings(Connector connector, long limit, Mono<Void> stop, Consumer<Reconnection> lost) {

    /** Those of a push that was told nothing but its server. */
    static PushSettings of(URI uri) {
        return new PushSettings(Connector.to(uri), Long.MAX_VALUE, Mono.never(), reconnection -> {});
    }

    PushSettings withConnector(Connector other) {
        return new PushSettings(other, limit, stop, lost);
    }

    PushSettings withLimit(long lines) {
        return new PushSettings(connector, lines, stop, lost);
    }

    PushSettings withStop(Mono<Void> end) {
        return new PushSettings(connector, limit, Objects.requireNonNull(end, "until"), lost);
    }

    PushSettings withLost(Consumer<Reconnection> listener) {
        return new PushSettings(connector, limit, stop, Objects.requireNonNull(listener, "onReconnect"));
    }
}
