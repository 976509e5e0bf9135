package io.connflux.stream.websocket.client;

import io.connflux.stream.websocket.wire.LastWord;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.URI;
import reactor.core.publisher.Mono;

/** A connection that worked, and has ended. */
public final class Disconnected extends IOException {

    private static final long serialVersionUID = 1;

    Disconnected(URI uri, String reason) {
        super(uri + ": " + reason);
    }

    /** Errs with what the server gave as its reason; for a connection of which no more frames come. */
    static <T> Mono<T> byServer(URI uri, Channel channel) {
        return Mono.error(() -> new Disconnected(uri, "the server closed the connection: " + LastWord.of(channel)));
    }
}
