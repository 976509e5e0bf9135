package io.connflux.stream.websocket;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.thread.Disposal;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.stream.websocket.metrics.Metrics;
import io.connflux.stream.websocket.page.PageRoute;
import io.connflux.stream.websocket.server.EventsRoute;
import io.connflux.stream.websocket.server.Health;
import io.connflux.stream.websocket.server.HostRoutes;
import io.connflux.stream.websocket.server.Inet4Loops;
import io.connflux.stream.websocket.server.OpenConnections;
import io.connflux.stream.websocket.server.RecentRoute;
import io.connflux.stream.websocket.server.Routes;
import io.connflux.stream.websocket.server.access.Access;
import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import io.connflux.stream.websocket.server.answer.EncodedTables;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ChannelBindException;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** A server's start: all that a {@link WebSocketServer} needs Reactor Netty for. */
record Serving(ConnectionStream stream, ServerSettings settings) {

    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_REQUEST_LINE = 4 * 1024;

    /** Connections beyond the subscribers: handshakes, scrapes and pages. */
    private static final int SPARE_CONNECTIONS = 512;

    /** How long the threads of the network may take to end. */
    private static final Duration THREADS_END = Duration.ofMillis(600);

    /** What {@link WebSocketServer#start} tells, on subscription to which this is called. */
    Mono<RunningServer> start() {
        InetSocketAddress address = new InetSocketAddress(
                settings.listening().host(), settings.listening().port());
        InetAddress ip = allowed(address);
        SslContext tls;
        try {
            tls = tls();
        } catch (IOException e) {
            return Mono.error(e);
        }
        ServerSettings.Bounds bounds = settings.bounds();
        Broadcast broadcast =
                new Broadcast(stream, settings.lines(), settings.grace(), bounds.heldBytes(), System::nanoTime);
        LoopResources threads = LoopResources.create("connflux-http", 2, true);
        LoopResources loops = ip instanceof Inet4Address ? new Inet4Loops(threads) : threads;
        OpenConnections open = new OpenConnections(settings.maxSubscribers(), SPARE_CONNECTIONS, bounds.handshake());
        Health health = new Health(stream, bounds.dead());
        AnswersUnderWay answers = bounds.answers().get();
        Metrics metrics = hasMicrometer() ? new Metrics(broadcast) : null;
        Routes routes = new Routes(
                new Access(settings.token(), settings.origins(), settings.hosts(), ip.isLoopbackAddress(), tls != null),
                new EventsRoute(broadcast, open, settings.pingEvery()),
                new HostRoutes(
                        broadcast, health, metrics, answers, new EncodedTables(broadcast.workers(), settings.lines())),
                new RecentRoute(broadcast, settings.lines(), answers),
                new PageRoute(answers));
        Mono<RunningServer> started = broadcast
                .start()
                .then(Mono.defer(() -> http(address, loops, open, routes, tls).bind()))
                .onErrorMap(ChannelBindException.class, this::explained)
                .map(bound -> new RunningServer(
                        broadcast,
                        (InetSocketAddress) bound.address(),
                        Disposables.composite(started(metrics), broadcast::dispose, bound),
                        loops.disposeLater(Duration.ZERO, THREADS_END).timeout(THREADS_END, Mono.empty())));
        return started.doOnError(e -> end(broadcast, loops)).doOnCancel(() -> end(broadcast, loops));
    }

    private InetAddress allowed(InetSocketAddress address) {
        String host = settings.listening().host();
        if (address.isUnresolved()) {
            throw new IllegalStateException("'" + host + "' is no address of this host");
        }
        if (!address.getAddress().isLoopbackAddress() && settings.token() == null) {
            throw new IllegalStateException(
                    "'" + host + "' can be reached from elsewhere: a token is needed, or listen on 127.0.0.1");
        }
        return address.getAddress();
    }

    private @Nullable SslContext tls() throws IOException {
        ServerSettings.Tls files = settings.tls();
        return files == null ? null : TlsContext.of(files.certificate(), files.key());
    }

    private IOException explained(ChannelBindException error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        ServerSettings.Listening there = settings.listening();
        return new IOException(
                there.host() + " port " + there.port() + " cannot be listened on: " + cause.getMessage(), error);
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
                .idleTimeout(settings.bounds().handshake())
                .httpRequestDecoder(spec -> spec.maxInitialLineLength(MAX_REQUEST_LINE)
                        .maxHeaderSize(MAX_HEADERS)
                        .h2cMaxContentLength(0))
                .doOnChannelInit((observer, channel, remote) -> open.admit(channel))
                .handle((request, response) -> {
                    Channel[] channel = new Channel[1];
                    request.withConnection(connection -> channel[0] = connection.channel());
                    open.asked(channel[0]);
                    return Mono.from(routes.handle(request, response.header(HttpHeaderNames.SERVER, "connflux")))
                            // On the connection's own thread: on another, Reactor Netty may lose the channel meanwhile,
                            // which
                            // it then says to whoever made the answer end.
                            .publishOn(Schedulers.fromExecutor(channel[0].eventLoop()))
                            .doFinally(signal -> open.answered(channel[0]));
                });
        return tls == null ? server : server.secure(spec -> spec.sslContext(tls));
    }

    private static Disposable started(@Nullable Metrics metrics) {
        return metrics == null ? Disposables.disposed() : metrics.start();
    }

    private static void end(Broadcast broadcast, LoopResources loops) {
        Disposal.of(broadcast::dispose)
                .then(loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)))
                .subscribe();
    }

    private static boolean hasMicrometer() {
        try {
            Class.forName("io.micrometer.prometheusmetrics.PrometheusMeterRegistry");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
