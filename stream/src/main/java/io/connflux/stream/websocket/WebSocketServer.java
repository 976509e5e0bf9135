package io.connflux.stream.websocket;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.websocket.delivery.Eviction;
import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Serves a stream to subscribers elsewhere.
 *
 * <pre>{@code
 * RunningServer server = WebSocketServer.over(stream).listen("127.0.0.1", 7411).start().block();
 * …
 * server.stop().block();
 * }</pre>
 *
 * <p>{@code GET /events} is the subscription, as WebSocket, as Server-Sent Events or as NDJSON; {@code /} a page that shows it, {@code
 * /snapshot} the newest table, {@code /healthz} whether polls succeed, {@code /metrics} counters for Prometheus where
 * Micrometer is on the class path. Has threads and a port of its own, so that it runs inside any application.
 *
 * <p>Immutable: each setting gives a new sink.
 */
public final class WebSocketServer {

    private final ConnectionStream stream;
    private final ServerSettings settings;

    private WebSocketServer(ConnectionStream stream, ServerSettings settings) {
        this.stream = stream;
        this.settings = settings;
    }

    /**
     * A sink of a stream whose {@link ConnectionStream#traffic} its clients may ask for, if it has been asked for there: of clients
     * that leave the time to the server, that one. It listens on {@code 127.0.0.1:7411} for 1,024 subscribers, who may resume for a minute.
     *
     * @throws IllegalStateException where Reactor Netty is not there: it says what has to be added
     */
    public static WebSocketServer over(ConnectionStream stream) {
        ReactorNetty.require();
        return new WebSocketServer(Objects.requireNonNull(stream, "stream"), ServerSettings.NONE_GIVEN);
    }

    /**
     * Where to listen; port 0 for a free one. An address that is not loopback needs a {@link #token}.
     *
     * @throws IllegalArgumentException where the host is empty, or the port none
     */
    public WebSocketServer listen(String host, int port) {
        return with(settings.withListening(host, port));
    }

    /**
     * What a client must know.
     *
     * @throws IllegalArgumentException where it is empty
     */
    public WebSocketServer token(String token) {
        return with(settings.withToken(token));
    }

    /**
     * Allows pages of another origin, {@code https://ops.example.org} for example, besides the server's own.
     *
     * @throws IllegalArgumentException where it is no origin: not for {@code *}, nor with a path
     */
    public WebSocketServer allowOrigin(String origin) {
        return with(settings.withOrigin(origin));
    }

    /**
     * Answers to this name too while it listens on loopback: that of a proxy on the same host which hands it on. Without, only
     * to loopback's own names, so that no page of the web can read this server through a name of its own.
     *
     * @throws IllegalArgumentException where it is no name of a host, as one with a port
     */
    public WebSocketServer allowHost(String name) {
        return with(settings.withHost(name));
    }

    /** Speaks TLS, with a certificate chain and its private key in PEM files, which {@link #start} reads. */
    public WebSocketServer tls(Path certificate, Path key) {
        return with(settings.withTls(certificate, key));
    }

    /**
     * Refuses further ones.
     *
     * @throws IllegalArgumentException where it is negative or above a million, which no host has descriptors for
     */
    public WebSocketServer maxSubscribers(int max) {
        return with(settings.withMaxSubscribers(max));
    }

    /**
     * How long a stream may be resumed after its client has gone. At most 1,000 such streams are kept, as far as an eighth of
     * the heap has room for them; the oldest go first. Zero for never.
     *
     * @throws IllegalArgumentException where it is negative
     */
    public WebSocketServer resumable(Duration grace) {
        return with(settings.withGrace(grace));
    }

    /**
     * How often a client that has nothing to answer is asked whether it is there; after two pings missed it is dropped.
     *
     * @throws IllegalArgumentException where it is not positive
     */
    public WebSocketServer pingEvery(Duration time) {
        return with(settings.withPingEvery(time));
    }

    /** What lines say beyond events, the name of the host for example, where their schema has a place for it. Nothing by default. */
    public WebSocketServer lines(EncoderSettings settings) {
        return with(this.settings.withLines(settings));
    }

    /** For tests that cannot wait. */
    WebSocketServer handshake(Duration time) {
        return with(settings.withBounds(settings.bounds().withHandshake(time)));
    }

    /** For tests that have no large host: see {@link Eviction#ofHeap}. */
    WebSocketServer heldBytes(long bytes) {
        return with(settings.withBounds(settings.bounds().withHeldBytes(bytes)));
    }

    /** For tests that cannot wait, and have no large host. */
    WebSocketServer answers(AnswersUnderWay answers) {
        return with(settings.withBounds(settings.bounds().withAnswers(answers)));
    }

    /** For tests that cannot wait. */
    WebSocketServer deadAfter(Duration silence) {
        return with(settings.withBounds(settings.bounds().withDead(silence)));
    }

    /**
     * Starts to poll and to listen.
     *
     * @return on subscription starts threads, which the server's end stops. Errs with an {@link IllegalStateException} where
     *     another address than loopback lacks a token, and with an {@link java.io.IOException} where nothing can be read, the
     *     address cannot be bound or the PEM files cannot be used ({@link TlsFileException})
     */
    public Mono<RunningServer> start() {
        return Mono.defer(() -> new Serving(stream, settings).start());
    }

    private WebSocketServer with(ServerSettings changed) {
        return new WebSocketServer(stream, changed);
    }
}
