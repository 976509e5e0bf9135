package io.connflux.stream.websocket;

import io.connflux.stream.ConnectionStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Sends a stream to somebody else's WebSocket server, each event as a text frame with its line of JSON.
 *
 * <p>While the server is away, or slow, changes are coalesced and not queued; a {@code stats} notice then says how many polls.
 * Behind each piece goes a ping. What no pong has acknowledged when a connection breaks is sent again in the next one, at most
 * 256 KiB and a piece: the server may get an event twice, with the same {@code seq}, and misses none.
 *
 * <p>Immutable: each setting gives a new push.
 */
public final class WebSocketPush {

    private final PushSettings settings;

    private WebSocketPush(PushSettings settings) {
        this.settings = settings;
    }

    /**
     * A push of all connections, from now on.
     *
     * @throws IllegalArgumentException where it is no {@code ws://} or {@code wss://} URL
     * @throws IllegalStateException where Reactor Netty is not there: it says what has to be added
     */
    public static WebSocketPush to(URI uri) {
        ReactorNetty.require();
        return new WebSocketPush(PushSettings.of(uri));
    }

    /**
     * What the server wants to know, as {@code Authorization: Bearer}.
     *
     * @throws IllegalArgumentException where it is empty, or has what no HTTP header can carry
     */
    public WebSocketPush token(String token) {
        return new WebSocketPush(settings.withConnector(settings.connector().withToken(token)));
    }

    /** Certificates in a PEM file that TLS trusts, instead of those that the JDK trusts. */
    public WebSocketPush trust(Path certificates) {
        return new WebSocketPush(settings.withConnector(settings.connector().trusting(certificates)));
    }

    /** Whether the connections that are there at the start are told, one event each, before the baseline. No by default. */
    public WebSocketPush existing(boolean told) {
        return new WebSocketPush(settings.withExisting(told));
    }

    /**
     * Adds a notice with the stream's counters, this often.
     *
     * @throws IllegalArgumentException where it is less than a millisecond, or more than eleven days
     */
    public WebSocketPush stats(Duration every) {
        return new WebSocketPush(settings.withStats(every));
    }

    /** Tells of each connection that is lost, before it is made again. Called on a thread of the subscription. */
    public WebSocketPush onReconnect(Consumer<Reconnection> listener) {
        return new WebSocketPush(settings.withLost(listener));
    }

    /**
     * Pushes until {@code stop} completes, or it is cancelled.
     *
     * @param stream polled meanwhile; its settings {@code existing} and {@code stats} say nothing here
     * @param stop has the connection closed with a word to the server
     * @return on subscription starts to poll and to connect, with threads of its own that its end stops; completes after
     *     {@code stop}. Errs with an {@link java.io.IOException} where the server cannot be reached the first time or refuses,
     *     or where nothing can be read
     */
    public Mono<Void> push(ConnectionStream stream, Mono<Void> stop) {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(stop, "stop");
        return new Pushing(settings, stream, stop).push();
    }
}
