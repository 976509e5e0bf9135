package io.connflux.stream.websocket;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.stream.websocket.delivery.Eviction;
import io.connflux.stream.websocket.metrics.Metrics;
import io.connflux.stream.websocket.page.PageRoute;
import io.connflux.stream.websocket.server.EventsRoute;
import io.connflux.stream.websocket.server.Health;
import io.connflux.stream.websocket.server.HostRoutes;
import io.connflux.stream.websocket.server.Inet4Loops;
import io.connflux.stream.websocket.server.OpenConnections;
import io.connflux.stream.websocket.server.Routes;
import io.connflux.stream.websocket.server.TlsContext;
import io.connflux.stream.websocket.server.access.Access;
import io.connflux.stream.websocket.server.access.Authority;
import io.connflux.stream.websocket.server.access.Origin;
import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

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

    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_REQUEST_LINE = 4 * 1024;

    /** Connections beyond the subscribers: handshakes, scrapes and pages. */
    private static final int SPARE_CONNECTIONS = 512;

    private static final int MOST_SUBSCRIBERS = 1_000_000;

    private final ConnectionStream stream;
    private final ServerSettings settings;

    private WebSocketServer(ConnectionStream stream, ServerSettings settings) {
        this.stream = stream;
        this.settings = settings;
    }

    /** A sink on {@code 127.0.0.1:7411} for 1,024 subscribers, who may resume for a minute. */
    public static WebSocketServer over(ConnectionStream stream) {
        return new WebSocketServer(stream, new ServerSettings());
    }

    /** Where to listen; port 0 for a free one. An address that is not loopback needs a {@link #token}. */
    public WebSocketServer listen(String host, int port) {
        return with(s -> {
            s.host = host;
            s.port = port;
        });
    }

    /** What a client must know. */
    public WebSocketServer token(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("the token is empty");
        }
        return with(s -> s.token = token);
    }

    /**
     * Allows pages of another origin, {@code https://ops.example.org} for example, besides the server's own.
     *
     * @throws IllegalArgumentException where it is no origin: not for {@code *}, nor with a path
     */
    public WebSocketServer allowOrigin(String origin) {
        Origin allowed = Origin.parse(origin);
        if (allowed == null) {
            throw new IllegalArgumentException("'" + origin + "' is no origin such as https://ops.example.org");
        }
        Set<Origin> origins = new HashSet<>(settings.origins);
        origins.add(allowed);
        return with(s -> s.origins = origins);
    }

    /**
     * Answers to this name too while it listens on loopback: that of a proxy on the same host which hands it on. Without, only
     * to loopback's own names, so that no page of the web can read this server through a name of its own.
     *
     * @throws IllegalArgumentException where it is no name of a host, as one with a port
     */
    public WebSocketServer allowHost(String name) {
        Authority allowed = Authority.parse(name);
        if (allowed == null || allowed.port() >= 0) {
            throw new IllegalArgumentException("'" + name + "' is no name of a host such as connflux.example.org");
        }
        Set<String> hosts = new HashSet<>(settings.hosts);
        hosts.add(allowed.name());
        return with(s -> s.hosts = hosts);
    }

    /** Speaks TLS, with a certificate chain and its private key in PEM files. */
    public WebSocketServer tls(Path certificate, Path key) {
        return with(s -> {
            s.certificate = certificate;
            s.key = key;
        });
    }

    /**
     * Refuses further ones.
     *
     * @throws IllegalArgumentException where it is negative or above a million, which no host has descriptors for
     */
    public WebSocketServer maxSubscribers(int max) {
        if (max < 0 || max > MOST_SUBSCRIBERS) {
            throw new IllegalArgumentException(max + " is not between 0 and " + MOST_SUBSCRIBERS);
        }
        return with(s -> s.maxSubscribers = max);
    }

    /**
     * How long a stream may be resumed after its client has gone. At most 1,000 such streams are kept, as far as an eighth of
     * the heap has room for them; the oldest go first. Zero for never.
     */
    public WebSocketServer resumable(Duration grace) {
        return with(s -> s.grace = grace);
    }

    /** How often a client that has nothing to answer is asked whether it is there; after two pings missed it is dropped. */
    public WebSocketServer pingEvery(Duration time) {
        return with(s -> s.pingEvery = time);
    }

    /** For tests that cannot wait. */
    WebSocketServer handshake(Duration time) {
        return with(s -> s.handshake = time);
    }

    /** For tests that have no large host: see {@link Eviction#ofHeap}. */
    WebSocketServer heldBytes(long bytes) {
        return with(s -> s.heldBytes = bytes);
    }

    /** For tests that cannot wait, and have no large host. */
    WebSocketServer answers(AnswersUnderWay answers) {
        return with(s -> s.answers = answers);
    }

    /** For tests that cannot wait. */
    public WebSocketServer deadAfter(Duration silence) {
        return with(s -> s.dead = silence);
    }

    /**
     * Starts to poll and to listen.
     *
     * @return on subscription starts threads, which the server's end stops. Errs with an {@link IllegalStateException} where
     *     another address than loopback lacks a token, and with an {@link java.io.IOException} where nothing can be read, the
     *     address cannot be bound or the PEM files cannot be used
     */
    public Mono<RunningServer> start() {
        return Mono.<RunningServer>defer(() -> {
            InetSocketAddress address = new InetSocketAddress(settings.host, settings.port);
            if (address.isUnresolved()) {
                throw new IllegalStateException("'" + settings.host + "' is no address of this host");
            }
            InetAddress ip = address.getAddress();
            if (!ip.isLoopbackAddress() && settings.token == null) {
                throw new IllegalStateException("'" + settings.host
                        + "' can be reached from elsewhere: a token is needed, or listen on 127.0.0.1");
            }
            SslContext tls;
            try {
                tls = tls();
            } catch (IOException e) {
                return Mono.error(e);
            }
            Broadcast broadcast = new Broadcast(stream, settings.grace, settings.heldBytes, System::nanoTime);
            LoopResources threads = LoopResources.create("connflux-http", 2, true);
            LoopResources loops = ip instanceof Inet4Address ? new Inet4Loops(threads) : threads;
            OpenConnections open = new OpenConnections(settings.maxSubscribers, SPARE_CONNECTIONS, settings.handshake);
            Health health = new Health(broadcast, stream, settings.dead);
            AnswersUnderWay answers = settings.answers;
            Metrics metrics = hasMicrometer() ? new Metrics(broadcast) : null;
            Routes routes = new Routes(
                    new Access(
                            settings.token,
                            settings.origins,
                            settings.hosts,
                            ip.isLoopbackAddress(),
                            settings.certificate != null),
                    new EventsRoute(broadcast, open, settings.pingEvery),
                    new HostRoutes(broadcast, health, metrics, answers),
                    new PageRoute(answers));
            Mono<RunningServer> started = broadcast
                    .start()
                    .then(Mono.defer(
                            () -> http(address, loops, open, routes, tls).bind()))
                    .onErrorMap(
                            ChannelBindException.class,
                            e -> new IOException(
                                    settings.host + " port " + settings.port + " cannot be listened on: " + reason(e),
                                    e))
                    .map(bound -> new RunningServer(
                            broadcast,
                            bound,
                            loops,
                            Disposables.composite(
                                    health.start(), metrics == null ? Disposables.disposed() : metrics.start())));
            return started.doOnError(e -> end(broadcast, loops)).doOnCancel(() -> end(broadcast, loops));
        });
    }

    private @Nullable SslContext tls() throws IOException {
        Path certificate = settings.certificate;
        Path key = settings.key;
        return certificate == null || key == null ? null : TlsContext.of(certificate, key);
    }

    private static String reason(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return String.valueOf(cause.getMessage());
    }

    private HttpServer http(
            InetSocketAddress address,
            LoopResources loops,
            OpenConnections open,
            Routes routes,
            @Nullable SslContext tls) {
        HttpServer server = HttpServer.create()
                .bindAddress(() -> address)
                .runOn(loops, false)
                // For who is told nothing and cannot be asked; how long it takes is the host's choice.
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .idleTimeout(settings.handshake)
                .httpRequestDecoder(spec -> spec.maxInitialLineLength(MAX_REQUEST_LINE)
                        .maxHeaderSize(MAX_HEADERS)
                        .h2cMaxContentLength(0))
                .doOnChannelInit((observer, channel, remote) -> open.admit(channel))
                .handle((request, response) -> {
                    Channel[] channel = new Channel[1];
                    request.withConnection(connection -> channel[0] = connection.channel());
                    open.asked(channel[0]);
                    return Mono.from(routes.handle(request, response.header(HttpHeaderNames.SERVER, "connflux")))
                            .doFinally(signal -> open.answered(channel[0]));
                });
        return tls == null ? server : server.secure(spec -> spec.sslContext(tls));
    }

    private static void end(Broadcast broadcast, LoopResources loops) {
        broadcast.dispose();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).subscribe();
    }

    private static boolean hasMicrometer() {
        try {
            Class.forName("io.micrometer.prometheusmetrics.PrometheusMeterRegistry");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private WebSocketServer with(Consumer<ServerSettings> change) {
        ServerSettings changed = settings.copy();
        change.accept(changed);
        return new WebSocketServer(stream, changed);
    }
}
