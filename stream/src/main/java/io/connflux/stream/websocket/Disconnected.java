package io.connflux.stream.websocket;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketInbound;

/** A connection that worked, and has ended. */
final class Disconnected extends IOException {

    private static final long serialVersionUID = 1;

    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    Disconnected(URI uri, String reason) {
        super(uri + ": " + reason);
    }

    /** Errs with what the server gave as its reason; for a connection of which no more frames come. */
    static <T> Mono<T> byServer(URI uri, WebsocketInbound in) {
        return in.receiveCloseStatus()
                .map(status -> status.code() + (status.reasonText().isEmpty() ? "" : " " + status.reasonText()))
                .timeout(LAST_WORD, Mono.empty())
                .onErrorComplete()
                .defaultIfEmpty("without a word")
                .flatMap(reason -> Mono.error(new Disconnected(uri, "the server closed the connection: " + reason)));
    }
}
