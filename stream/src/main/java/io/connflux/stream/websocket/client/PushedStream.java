package io.connflux.stream.websocket.client;

import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.stream.websocket.delivery.ClientConnection;
import io.connflux.stream.websocket.delivery.Lease;
import io.connflux.stream.websocket.delivery.Session;
import io.connflux.stream.websocket.delivery.SubscriptionRequest;
import io.connflux.stream.websocket.wire.CloseHandshake;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.Pongs;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.resources.LoopResources;

/** A stream on its way to somebody else's server, through all connections that it takes. */
public final class PushedStream {

    private static final Duration PING_EVERY = Duration.ofSeconds(20);

    /** How long the close frame may take. */
    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    private static final int GOING_AWAY = 1001;

    private final Connector connector;
    private final Broadcast broadcast;
    private final Session session;
    private final byte[] ping = new byte[Framing.MASKED.overhead()];
    private volatile boolean begun;
    private volatile boolean connected;

    public PushedStream(Connector connector, Broadcast broadcast, SubscriptionRequest request) {
        this.connector = connector;
        this.broadcast = broadcast;
        this.session = new Session("", Framing.MASKED, request, false);
        Framing.MASKED.end(ping, 0, 0);
    }

    /** Whether there has been a connection. */
    public boolean hasBegun() {
        return begun;
    }

    /** The time that a connection has to end well; none where there is no connection. */
    public Mono<Void> lastWord(Scheduler timer) {
        return connected ? Mono.delay(LAST_WORD, timer).then() : Mono.empty();
    }

    /**
     * One connection, from where the one before has come to.
     *
     * @return says that it has begun; completes after {@code stop}, errs with what ended it otherwise
     */
    public Flux<Boolean> connection(LoopResources loops, Mono<Void> stop) {
        return connector
                .dial(loops, connector.uri(), true)
                .handle((in, out) ->
                        Flux.just(true).concatWith(sending(in, stop).then(Mono.empty())))
                .doFinally(signal -> connected = false);
    }

    private Mono<Void> sending(WebsocketInbound in, Mono<Void> stop) {
        Channel[] channel = new Channel[1];
        in.withConnection(connection -> channel[0] = connection.channel());
        Lease lease = begun ? session.resume() : session.lease();
        begun = true;
        ClientConnection client =
                new ClientConnection(lease, channel[0], bytes -> bytes, ping, PING_EVERY, broadcast.nanoTime());
        CloseHandshake closing = CloseHandshake.ofClient(channel[0]);
        Sinks.Empty<Void> ended = Sinks.empty();
        // Not one of those that race below: whoever cancels it has Reactor Netty send a close frame without a code.
        Pongs pongs = new Pongs(channel[0]);
        in.receiveFrames()
                .subscribe(frame -> receive(frame, client, pongs), error -> ended.tryEmitEmpty(), ended::tryEmitEmpty);
        Mono<Void> closed = ended.asMono().then(Disconnected.byServer(connector.uri(), channel[0]));
        return Mono.using(
                () -> connected(client),
                open -> Mono.firstWithSignal(
                        sent(open),
                        closed,
                        open.ending()
                                .then(Mono.error(new Disconnected(connector.uri(), "two pings were not answered"))),
                        stop.then(closing.end(GOING_AWAY, "the sender stops"))),
                broadcast::disconnected);
    }

    private ClientConnection connected(ClientConnection client) {
        broadcast.connected(client);
        connected = true;
        return client;
    }

    private Mono<Void> sent(ClientConnection client) {
        return client.lease()
                .resent()
                .concatMap(client::writeAgain, 0)
                .thenMany(client.lease().chunks(broadcast, client.loop()))
                .concatMap(client::write, 0)
                .then();
    }

    /** A pong acknowledges, a ping is answered; whatever else the server says concerns nobody here. */
    private void receive(WebSocketFrame frame, ClientConnection client, Pongs pongs) {
        if (frame instanceof PingWebSocketFrame) {
            pongs.answer(ByteBufUtil.getBytes(frame.content()));
        }
        if (frame instanceof PongWebSocketFrame pong) {
            client.heard(broadcast.nanoTime());
            if (pong.content().readableBytes() == Long.BYTES) {
                session.acknowledge(client.lease(), pong.content().readLong());
            }
        }
    }
}
