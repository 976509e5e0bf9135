package io.connflux.stream.websocket;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.EventSink;
import io.connflux.stream.encode.EventEncoder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends events to somebody else's WebSocket server, each as a text frame with its line of JSON, numbered from 1 on.
 *
 * <pre>{@code
 * WebSocketPush.to(URI.create("ws://collector.example/in"))
 *     .write(stream.existing(true).batches())
 *     .subscribe();
 * }</pre>
 *
 * <p>While the server is away, or slow, nothing is taken from the source, which coalesces: a {@code stats} notice then says how
 * many polls. Behind each piece goes a ping. What no pong has acknowledged when a connection breaks is sent again in the next one,
 * at most 256 KiB and a piece: the server may get an event twice, with the same {@code seq}, and misses none.
 *
 * <p>Immutable: each setting gives a new push.
 */
public final class WebSocketPush implements EventSink {

    private final PushSettings settings;

    private WebSocketPush(PushSettings settings) {
        this.settings = settings;
    }

    /**
     * A push without end.
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

    /**
     * In another schema than that of JSON.
     *
     * @param encoder gives one without lines
     */
    public WebSocketPush as(Supplier<? extends EventEncoder> encoder) {
        return new WebSocketPush(settings.withEncoders(encoder));
    }

    /** Ends after so many lines, when the server has acknowledged them. */
    public WebSocketPush limit(long lines) {
        return new WebSocketPush(settings.withLimit(lines));
    }

    /**
     * Ends when this does, and waits for no acknowledgement: a server that reads has what was sent, since it gets the close frame
     * behind it and a second to answer that.
     *
     * @param stop subscribed to by each push; where it errs the push does
     */
    public WebSocketPush until(Mono<Void> stop) {
        return new WebSocketPush(settings.withStop(stop));
    }

    /** Tells of each connection that is lost, before it is made again. Called on a thread of the subscription. */
    public WebSocketPush onReconnect(Consumer<Reconnection> listener) {
        return new WebSocketPush(settings.withLost(listener));
    }

    /**
     * Tells once, at the end, of lines that the server may lack: it has neither acknowledged them nor answered the close frame behind
     * them, as where it is away when {@link #until} ends the push. Not of a cancel, which waits for nothing.
     *
     * @param listener is given their number, at least 1, on a thread of the subscription
     */
    public WebSocketPush onUndelivered(LongConsumer listener) {
        return new WebSocketPush(settings.withUndelivered(listener));
    }

    /**
     * Pushes all batches. Each end but that of a server that cannot be reached is told to the server, with close code 1001;
     * a cancel waits for nothing, so that this may be lost.
     *
     * @param batches subscribed to once, for all connections, when there is the first; read on a thread that may block
     * @return on subscription starts to connect, with threads of its own that its end stops. Gives the number of lines when the
     *     batches have ended and the server has acknowledged all, or as {@link #limit} and {@link #until} say. Errs as the batches
     *     do, and with an {@link java.io.IOException} where the server cannot be reached the first time or refuses
     */
    @Override
    public Mono<Long> write(Flux<? extends Iterable<ConnectionEvent>> batches) {
        return new Pushing(settings, Objects.requireNonNull(batches, "batches")).push();
    }
}
