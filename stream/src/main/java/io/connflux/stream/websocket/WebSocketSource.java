package io.connflux.stream.websocket;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.stream.EventSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;

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
 * next {@link ConnectionEvent.Baseline} stands for all that was known before.
 *
 * <p>What the server says is checked, by type and range, and its text may hold any character: {@link
 * io.connflux.model.PlainText} before it is shown. An event that only a later version knows is passed over ({@link
 * #onUnknown}), a state that only a later version knows is {@code UNKNOWN}. A server can make this side hold no more than about
 * 1 MiB of lines that nobody has taken yet; a line over 64 KiB ends the stream.
 *
 * <p>Immutable: each setting gives a new source.
 */
public final class WebSocketSource implements EventSource {

    private final SourceSettings settings;

    private WebSocketSource(SourceSettings settings) {
        this.settings = settings;
    }

    /**
     * A source for all connections of a host.
     *
     * @param uri {@code ws://} or {@code wss://}; its path is {@code /events} where it has none
     * @throws IllegalArgumentException where it is no such URL
     * @throws IllegalStateException where Reactor Netty is not there: it says what has to be added
     */
    public static WebSocketSource at(URI uri) {
        ReactorNetty.require();
        return new WebSocketSource(SourceSettings.of(uri));
    }

    /**
     * What the server wants to know.
     *
     * @throws IllegalArgumentException where it is empty, or has what no HTTP header can carry
     */
    public WebSocketSource token(String token) {
        return new WebSocketSource(settings.withConnector(settings.connector().withToken(token)));
    }

    /** Certificates in a PEM file that TLS trusts, instead of those that the JDK trusts. */
    public WebSocketSource trust(Path certificates) {
        return new WebSocketSource(settings.withConnector(settings.connector().trusting(certificates)));
    }

    /**
     * Only these protocols.
     *
     * @throws IllegalArgumentException where there are none
     */
    public WebSocketSource only(Set<Protocol> protocols) {
        return new WebSocketSource(settings.withProtocols(protocols));
    }

    @Override
    public WebSocketSource existing(boolean told) {
        return new WebSocketSource(settings.withExisting(told));
    }

    /**
     * Adds a notice with the server's counters, this often.
     *
     * @throws IllegalArgumentException where it is less than a millisecond, or more than eleven days
     */
    @Override
    public WebSocketSource stats(Duration every) {
        return new WebSocketSource(settings.withStats(every));
    }

    /**
     * Has the server tell each connection that lives longer than this again, once in each such time.
     *
     * @throws IllegalArgumentException where it is less than a millisecond, or more than eleven days
     */
    public WebSocketSource tick(Duration every) {
        return new WebSocketSource(settings.withTick(every));
    }

    /**
     * Has the server tell what connections carry, as {@link io.connflux.stream.ConnectionStream#traffic} does, at times that are the
     * same for all who ask for the same: the first may come earlier. A server that does not read it refuses.
     *
     * @throws IllegalArgumentException where it is less than a millisecond, or more than eleven days
     */
    public WebSocketSource traffic(Duration every) {
        return new WebSocketSource(settings.withTraffic(every));
    }

    /** {@inheritDoc} It is the server that chooses: of what the filter leaves out nothing comes over the network. */
    @Override
    public WebSocketSource where(Filter chosen) {
        return new WebSocketSource(settings.and(chosen));
    }

    /** {@inheritDoc} Chosen here: the server sends all. */
    @Override
    public WebSocketSource where(Predicate<Connection> chosen) {
        return new WebSocketSource(settings.and(chosen));
    }

    /** Tells of each connection that is lost, before it is made again. Called on a thread of the subscription. */
    public WebSocketSource onReconnect(Consumer<Reconnection> listener) {
        return new WebSocketSource(settings.withLost(listener));
    }

    /**
     * Tells of each event that only a later version knows, or is of a protocol that only a later version knows. Called on a thread of
     * the subscription.
     */
    public WebSocketSource onUnknown(Consumer<UnknownEvent> listener) {
        return new WebSocketSource(settings.withUnknown(listener));
    }

    /** For tests that cannot wait. */
    WebSocketSource silence(Duration time) {
        return new WebSocketSource(settings.withSilence(time));
    }

    /**
     * The events.
     *
     * @return cold: each subscription has a connection and two threads of its own, and its end leaves none. A subscriber may
     *     block; one that is slow gets a coarser difference from the server. Never completes; ends with an {@link
     *     java.io.IOException} where the server cannot be reached the first time or refuses, and with an {@link
     *     IllegalArgumentException} where it sends what is no event
     */
    @Override
    public Flux<ConnectionEvent> events() {
        return batches().concatMapIterable(events -> events, 1);
    }

    @Override
    public Flux<Iterable<ConnectionEvent>> batches() {
        return new Receiving(settings).batches();
    }
}
