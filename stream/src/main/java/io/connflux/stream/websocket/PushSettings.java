package io.connflux.stream.websocket;

import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.encode.NdjsonEncoder;
import io.connflux.stream.websocket.client.Connector;
import java.net.URI;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * What a {@link WebSocketPush} was told. Each step checks what it is given, and gives new settings.
 *
 * @param encoders give one without lines, of the schema that is pushed
 * @param limit lines at most
 * @param stop ends the push
 * @param lost told of each connection that is lost
 * @param undelivered told of lines that the server may lack
 */
record PushSettings(
        Connector connector,
        Supplier<? extends EventEncoder> encoders,
        long limit,
        Mono<Void> stop,
        Consumer<Reconnection> lost,
        LongConsumer undelivered) {

    /** Those of a push that was told nothing but its server. */
    static PushSettings of(URI uri) {
        return new PushSettings(
                Connector.to(uri), NdjsonEncoder::new, Long.MAX_VALUE, Mono.never(), reconnection -> {}, lines -> {});
    }

    PushSettings withConnector(Connector other) {
        return new PushSettings(other, encoders, limit, stop, lost, undelivered);
    }

    PushSettings withEncoders(Supplier<? extends EventEncoder> others) {
        return new PushSettings(connector, Objects.requireNonNull(others, "as"), limit, stop, lost, undelivered);
    }

    PushSettings withLimit(long lines) {
        return new PushSettings(connector, encoders, lines, stop, lost, undelivered);
    }

    PushSettings withStop(Mono<Void> end) {
        return new PushSettings(connector, encoders, limit, Objects.requireNonNull(end, "until"), lost, undelivered);
    }

    PushSettings withLost(Consumer<Reconnection> listener) {
        return new PushSettings(
                connector, encoders, limit, stop, Objects.requireNonNull(listener, "onReconnect"), undelivered);
    }

    PushSettings withUndelivered(LongConsumer listener) {
        return new PushSettings(
                connector, encoders, limit, stop, lost, Objects.requireNonNull(listener, "onUndelivered"));
    }
}
