package io.connflux.stream.websocket.client;

import io.connflux.stream.websocket.wire.LastWord;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;
import reactor.util.retry.Retry;

/**
 * How somebody else's server is reached, and reached again.
 *
 * @param uri {@code ws://} or {@code wss://}
 * @param token what the server wants to know; null for nothing
 * @param trusted certificates in a PEM file that TLS trusts; null for those of the JDK
 */
public record Connector(
        URI uri, @Nullable String token, @Nullable Path trusted) {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** The wait before the first new attempt; doubled with each that fails. Too low is a storm on a server that starts. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    /** Too high, and a server that is back is noticed late. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** Parts of a wait that are left to chance, so that a thousand clients do not come back at once. */
    private static final double JITTER = 0.5;

    private static final int MAX_PORT = 65_535;
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    /** Servers read nine digits of milliseconds. */
    private static final Duration LONGEST = Duration.ofDays(11);

    /** Answers of a server, or of a proxy before it, that may be others in a moment. */
    private static final Set<Integer> TEMPORARY = Set.of(429, 502, 503, 504);

    /**
     * To a server.
     *
     * @throws IllegalArgumentException where it is no URL of a WebSocket
     */
    public static Connector to(URI uri) {
        String scheme = Objects.requireNonNull(uri, "uri").getScheme();
        boolean websocket = "ws".equals(scheme) || "wss".equals(scheme);
        if (!websocket || uri.getHost() == null) {
            throw new IllegalArgumentException("'" + uri + "' is no URL such as ws://127.0.0.1:7411/events");
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new IllegalArgumentException(
                    "'" + uri + "' has port " + uri.getPort() + ", which is not in 1 to " + MAX_PORT);
        }
        return new Connector(uri, null, null);
    }

    /**
     * With a token.
     *
     * @throws IllegalArgumentException where no header can carry it
     */
    public Connector withToken(String known) {
        if (!TOKEN.matcher(Objects.requireNonNull(known, "token")).matches()) {
            throw new IllegalArgumentException(
                    known.isEmpty() ? "the token is empty" : "the token may have visible ASCII characters alone");
        }
        return new Connector(uri, known, trusted);
    }

    public Connector trusting(Path certificates) {
        Objects.requireNonNull(certificates, "trust");
        return new Connector(uri, token, certificates);
    }

    /** How often a server tells something: as it understands it, in milliseconds. */
    public static Duration duration(String setting, Duration every) {
        Objects.requireNonNull(every, setting);
        if (every.compareTo(Duration.ofMillis(1)) < 0 || every.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    setting + " must be 1 ms at least and at most " + LONGEST.toDays() + " days, not " + every);
        }
        return every;
    }

    /** One connection, to be made when what its handler gives is subscribed to. */
    public HttpClient.WebsocketSender dial(LoopResources loops, URI target, boolean seesPings) {
        HttpClient client = HttpClient.newConnection()
                .runOn(loops, false)
                // The JDK's: Netty's own would keep threads of its own.
                .resolver(DefaultAddressResolverGroup.INSTANCE)
                .option(io.netty.channel.ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .responseTimeout(CONNECT)
                .doOnChannelInit((observer, channel, remote) -> channel.pipeline()
                        .addBefore(NettyPipeline.ReactiveBridge, "connflux.reason", RefusalReason.HANDLER)
                        .addBefore(NettyPipeline.ReactiveBridge, "connflux.last", LastWord.HANDLER))
                .headers(headers -> {
                    if (token != null) {
                        headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
                    }
                });
        if (trusted != null) {
            client = client.secure(spec -> spec.sslContext((SslProvider.GenericSslContextSpec<?>)
                    Http11SslContextSpec.forClient().configure(tls -> tls.trustManager(trusted.toFile()))));
        }
        return client.websocket(
                        WebsocketClientSpec.builder().handlePing(seesPings).build())
                .uri(target);
    }

    /**
     * Tries again, ever more seldom, where it can help.
     *
     * @param connected whether there has been a connection: a server that was never reached is a mistake, not an outage
     * @param told of each connection that is lost, once
     */
    public Retry again(Scheduler timer, BooleanSupplier connected, Consumer<Throwable> told) {
        return Retry.backoff(Long.MAX_VALUE, FIRST_WAIT)
                .maxBackoff(LONGEST_WAIT)
                .jitter(JITTER)
                .transientErrors(true)
                .scheduler(timer)
                .filter(error -> connected.getAsBoolean() && isTemporary(error))
                .doBeforeRetry(signal -> {
                    if (signal.totalRetriesInARow() == 0) {
                        told.accept(explained(signal.failure()));
                    }
                });
    }

    private static boolean isTemporary(Throwable error) {
        if (error instanceof WebSocketClientHandshakeException refused) {
            HttpResponse answer = refused.response();
            return answer == null || TEMPORARY.contains(answer.status().code());
        }
        return error instanceof IOException;
    }

    /** An error as its reader needs it: with the server, and what can be done. */
    public Throwable explained(Throwable error) {
        if (error instanceof Disconnected || error instanceof IllegalArgumentException) {
            return error;
        }
        if (error instanceof UnknownHostException) {
            return new IOException(uri + ": the host '" + uri.getHost() + "' is not known", error);
        }
        if (error instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
            return new IOException(uri + ": " + answer(refused.response()), error);
        }
        if (error instanceof SSLHandshakeException
                && String.valueOf(error.getMessage()).contains("certification path")) {
            return new IOException(uri + ": its certificate is not trusted: " + harmless(error), error);
        }
        return new IOException(uri + ": " + harmless(error), error);
    }

    /** Netty's messages hold what it could not read. */
    private static String harmless(Throwable error) {
        String message = error.getMessage();
        return RefusalReason.harmless(message == null ? error.toString() : message);
    }

    private String answer(HttpResponse response) {
        String said = "the server answered "
                + RefusalReason.harmless(response.status().toString());
        String reason = RefusalReason.of(response);
        int code = response.status().code();
        if (reason != null && code != 401) {
            return said + ": " + reason;
        }
        return switch (code) {
            case 401 -> said + (token == null ? ": it wants a token" : ": it knows another token");
            case 400 -> said + ": it does not know what is asked for";
            case 404 -> said + ": try the path /events";
            case 503 -> said + ": it has as many subscribers as it takes";
            default -> said;
        };
    }
}
