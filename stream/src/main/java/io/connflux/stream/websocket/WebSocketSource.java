package io.connflux.stream.websocket;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.stream.websocket.client.Connector;
import io.connflux.stream.websocket.client.Disconnected;
import io.connflux.stream.websocket.client.IncomingLines;
import io.connflux.stream.websocket.client.RemoteStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The events of another host, from the {@link WebSocketServer} there: the same types, as if they were of this host.
 *
 * <pre>{@code
 * WebSocketSource.at(URI.create("ws://db1:7411/events"))
 *     .token(secret)
 *     .events()
 *     .subscribe(System.out::println);
 * }</pre>
 *
 * <p>A connection that is lost is made again, with the stream resumed where it was: nothing is missed and nothing comes twice.
 * Where the server has given the stream up meanwhile there is a {@link ConnectionEvent.Lost}, and what follows it up to the
 * next {@link ConnectionEvent.Baseline} stands for all that was known before. {@code seq} has no gap through all of it.
 *
 * <p>What the server says is checked, by type and range, and its text may hold any character: {@link
 * io.connflux.model.PlainText} before it is shown. An event that only a later version knows is passed over ({@link
 * #onUnknown}), a state that only a later version knows is {@code UNKNOWN}. A server can make this side hold no more than about
 * 1 MiB of lines that nobody has taken yet; a line over 64 KiB ends the stream.
 *
 * <p>Immutable: each setting gives a new source.
 */
public final class WebSocketSource {

    /** Three of the pings of a server with nothing to say. Too low breaks good connections, too high notices late. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Settings settings;

    private record Settings(
            Connector connector,
            Set<Protocol> protocols,
            boolean existing,
            @Nullable Duration stats,
            Duration silence,
            Consumer<Reconnection> lost,
            Consumer<UnknownEvent> unknown) {

        URI uri() {
            URI uri = connector.uri();
            if (uri.getRawPath() == null
                    || uri.getRawPath().isEmpty()
                    || uri.getRawPath().equals("/")) {
                uri = uri.resolve("/events" + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
            }
            uri = RemoteStream.with(uri, "existing=" + existing);
            if (protocols.size() < Protocol.values().length) {
                uri = RemoteStream.with(
                        uri,
                        "protocol=" + protocols.stream().map(Protocol::label).collect(Collectors.joining(",")));
            }
            return stats == null ? uri : RemoteStream.with(uri, "stats=" + stats.toMillis() + "ms");
        }
    }

    private WebSocketSource(Settings settings) {
        this.settings = settings;
    }

    /**
     * A source for all connections of a host.
     *
     * @param uri {@code ws://} or {@code wss://}; its path is {@code /events} where it has none
     * @throws IllegalArgumentException where it is no such URL
     */
    public static WebSocketSource at(URI uri) {
        return new WebSocketSource(new Settings(
                Connector.to(uri),
                EnumSet.allOf(Protocol.class),
                false,
                null,
                SILENCE,
                reconnection -> {},
                event -> {}));
    }

    /**
     * What the server wants to know.
     *
     * @throws IllegalArgumentException where it is empty, or has what no HTTP header can carry
     */
    public WebSocketSource token(String token) {
        return with(settings.connector.withToken(token), settings.silence, settings.lost);
    }

    /** Certificates in a PEM file that TLS trusts, instead of those that the JDK trusts. */
    public WebSocketSource trust(Path certificates) {
        return with(settings.connector.trusting(certificates), settings.silence, settings.lost);
    }

    /**
     * Only these protocols.
     *
     * @throws IllegalArgumentException where there are none
     */
    public WebSocketSource only(Set<Protocol> protocols) {
        if (Objects.requireNonNull(protocols, "protocols").isEmpty()) {
            throw new IllegalArgumentException("at least one of tcp, tcp6, udp, udp6 must be asked for");
        }
        return new WebSocketSource(new Settings(
                settings.connector,
                Set.copyOf(protocols),
                settings.existing,
                settings.stats,
                settings.silence,
                settings.lost,
                settings.unknown));
    }

    /** Whether the connections that are there at the start are told, one event each, before the baseline. No by default. */
    public WebSocketSource existing(boolean told) {
        return new WebSocketSource(new Settings(
                settings.connector,
                settings.protocols,
                told,
                settings.stats,
                settings.silence,
                settings.lost,
                settings.unknown));
    }

    /**
     * Adds a notice with the server's counters, this often.
     *
     * @throws IllegalArgumentException where it is less than a millisecond, or more than eleven days
     */
    public WebSocketSource stats(Duration every) {
        return new WebSocketSource(new Settings(
                settings.connector,
                settings.protocols,
                settings.existing,
                Connector.stats(every),
                settings.silence,
                settings.lost,
                settings.unknown));
    }

    /** Tells of each connection that is lost, before it is made again. Called on a thread of the subscription. */
    public WebSocketSource onReconnect(Consumer<Reconnection> listener) {
        return with(settings.connector, settings.silence, Objects.requireNonNull(listener, "onReconnect"));
    }

    /**
     * Tells of each event that only a later version knows, or is of a protocol that only a later version knows. Called on a thread of
     * the subscription.
     */
    public WebSocketSource onUnknown(Consumer<UnknownEvent> listener) {
        return new WebSocketSource(new Settings(
                settings.connector,
                settings.protocols,
                settings.existing,
                settings.stats,
                settings.silence,
                settings.lost,
                Objects.requireNonNull(listener, "onUnknown")));
    }

    /** For tests that cannot wait. */
    WebSocketSource silence(Duration time) {
        return with(settings.connector, time, settings.lost);
    }

    /**
     * The events.
     *
     * @return cold: each subscription has a connection and two threads of its own, and its end leaves none. A subscriber that
     *     is slow gets a coarser difference from the server. Never completes; ends with an {@link java.io.IOException} where
     *     the server cannot be reached the first time or refuses, and with an {@link IllegalArgumentException} where it sends
     *     what is no event
     */
    public Flux<ConnectionEvent> events() {
        return batches().concatMapIterable(events -> events, 1);
    }

    /** As {@link #events()}, those that came together together and never none. For who writes them in one piece. */
    public Flux<Iterable<ConnectionEvent>> batches() {
        return Flux.using(
                () -> LoopResources.create("connflux-client", 1, true),
                loops -> Flux.using(
                        () -> Schedulers.newSingle("connflux-remote", true),
                        worker -> connections(loops, worker),
                        Scheduler::dispose),
                loops ->
                        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).subscribe());
    }

    private Flux<Iterable<ConnectionEvent>> connections(LoopResources loops, Scheduler worker) {
        RemoteStream stream = new RemoteStream(
                settings.uri(),
                (what, count) -> settings.unknown.accept(new UnknownEvent(settings.connector.uri(), what, count)));
        Connector connector = settings.connector;
        return Flux.defer(() -> connection(stream, loops, worker))
                .retryWhen(connector.again(
                        worker,
                        stream::hasBegun,
                        cause -> settings.lost.accept(new Reconnection(connector.uri(), cause))))
                .onErrorMap(connector::explained);
    }

    private Flux<Iterable<ConnectionEvent>> connection(RemoteStream stream, LoopResources loops, Scheduler worker) {
        return settings.connector
                .dial(loops, stream.next(), true)
                .handle((in, out) -> new IncomingLines(in, settings.connector.uri(), settings.silence).pieces(worker))
                .<Iterable<ConnectionEvent>>handle((lines, sink) -> {
                    try {
                        List<ConnectionEvent> events = stream.take(lines);
                        if (!events.isEmpty()) {
                            sink.next(events);
                        }
                    } catch (Disconnected e) {
                        throw Exceptions.propagate(e);
                    }
                })
                .onErrorMap(Exceptions::unwrap);
    }

    private WebSocketSource with(Connector connector, Duration silence, Consumer<Reconnection> lost) {
        return new WebSocketSource(new Settings(
                connector, settings.protocols, settings.existing, settings.stats, silence, lost, settings.unknown));
    }
}
