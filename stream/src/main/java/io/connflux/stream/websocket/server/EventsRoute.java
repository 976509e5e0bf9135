package io.connflux.stream.websocket.server;

import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.stream.websocket.delivery.ClientConnection;
import io.connflux.stream.websocket.delivery.Lease;
import io.connflux.stream.websocket.query.SubscriptionRequest;
import io.connflux.stream.websocket.server.access.Access;
import io.connflux.stream.websocket.server.answer.TextAnswer;
import io.connflux.stream.websocket.wire.CloseHandshake;
import io.connflux.stream.websocket.wire.CloseReason;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.UpgradeRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;

/** {@code GET /events}: a subscription, as WebSocket, as Server-Sent Events or as NDJSON. */
public final class EventsRoute {

    private static final byte[] PING = {(byte) 0x89, 8, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    /** NDJSON has no comment. Whether a client is there that is told nothing is TCP's to find out. */
    private static final byte[] NOTHING = {};

    /** Bytes of a frame that a client may send: control frames, which have 125 at most, and what is told to be unwanted. */
    private static final int MAX_FRAME = 1_024;

    private final Broadcast broadcast;
    private final OpenConnections open;
    private final Duration pingEvery;

    public EventsRoute(Broadcast broadcast, OpenConnections open, Duration pingEvery) {
        this.broadcast = broadcast;
        this.open = open;
        this.pingEvery = pingEvery;
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (!HttpMethod.GET.equals(request.method())) {
            // A stream has no end at which its length would be known.
            response.header(HttpHeaderNames.ALLOW, "GET");
            return TextAnswer.text(response, 405, "a subscription is a GET");
        }
        String upgrade = request.requestHeaders().get(HttpHeaderNames.UPGRADE, "");
        boolean websocket = upgrade.toLowerCase(Locale.ROOT).contains("websocket");
        Framing framing = websocket
                ? Framing.WEBSOCKET
                : AcceptHeader.framing(String.join(",", request.requestHeaders().getAll(HttpHeaderNames.ACCEPT)));
        if (framing == null) {
            response.header(HttpHeaderNames.UPGRADE, "websocket");
            return TextAnswer.text(
                    response,
                    426,
                    "this is a WebSocket; there are also 'Accept: text/event-stream' and 'Accept: application/x-ndjson', and a page at /");
        }
        String mistake = websocket ? UpgradeRequest.mistake(request.requestHeaders()) : null;
        if (mistake != null) {
            response.header(HttpHeaderNames.SEC_WEBSOCKET_VERSION, UpgradeRequest.VERSION);
            return TextAnswer.text(response, 400, mistake);
        }
        SubscriptionRequest asked;
        try {
            asked = SubscriptionRequest.parse(request.uri(), broadcast.trafficEvery());
            broadcast.check(asked.selection());
            if (!websocket) {
                asked = LastEventId.resumed(asked, request.requestHeaders().get("Last-Event-ID"));
            }
        } catch (IllegalArgumentException e) {
            return TextAnswer.text(response, 400, String.valueOf(e.getMessage()));
        }
        Channel[] channel = new Channel[1];
        response.withConnection(connection -> channel[0] = connection.channel());
        if (!open.subscribe(channel[0])) {
            response.header(HttpHeaderNames.RETRY_AFTER, "10");
            return TextAnswer.text(response, 503, "there are " + open.maxSubscribers() + " subscribers already");
        }
        SubscriptionRequest subscription = asked;
        if (!websocket) {
            return streamed(request, response, subscription, framing);
        }
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().handlePing(true);
        if (Access.offersSubprotocol(request.requestHeaders())) {
            // Reactor Netty leaves a client without an answer that offers none of the protocols named here.
            spec.protocols(Access.SUBPROTOCOL);
        }
        return response.sendWebsocket((in, out) -> websocket(in, subscription), spec.build());
    }

    private Publisher<Void> websocket(WebsocketInbound in, SubscriptionRequest asked) {
        Lease lease = broadcast.open(asked, Framing.WEBSOCKET);
        Channel[] channel = new Channel[1];
        in.withConnection(connection -> channel[0] = connection.channel());
        ClientConnection client =
                new ClientConnection(lease, channel[0], bytes -> bytes, PING, pingEvery, broadcast.nanoTime());
        CloseHandshake closing = CloseHandshake.ofServer(channel[0], MAX_FRAME);
        Sinks.One<CloseReason> received = Sinks.one();
        // Not one of those that race below: whoever cancels it has Reactor Netty send a close frame without a code.
        in.receiveFrames()
                .subscribe(
                        frame -> {
                            if (!receive(frame, client)) {
                                received.tryEmitValue(CloseReason.UNWANTED_DATA);
                            }
                        },
                        error -> received.tryEmitValue(CloseReason.SILENT),
                        () -> received.tryEmitValue(CloseReason.SILENT));
        return Flux.using(
                () -> connected(client),
                connected -> ending(client, received.asMono())
                        .flatMap(ending -> ending == CloseReason.SILENT
                                ? FutureMono.deferFuture(channel[0]::close)
                                : closing.end(ending.code(), ending.reason())),
                broadcast::disconnected);
    }

    private Publisher<Void> streamed(
            HttpServerRequest request, HttpServerResponse response, SubscriptionRequest asked, Framing framing) {
        Lease lease = broadcast.open(asked, framing);
        boolean lines = framing == Framing.LINES;
        // HTTP/1.0 has no chunks: there the answer ends with the connection.
        boolean chunks = request.version().compareTo(HttpVersion.HTTP_1_0) > 0;
        Channel[] channel = new Channel[1];
        response.header(HttpHeaderNames.CONTENT_TYPE, lines ? "application/x-ndjson" : "text/event-stream")
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .keepAlive(chunks)
                .chunkedTransfer(chunks)
                .withConnection(connection -> channel[0] = connection.channel());
        byte[] ping = lines ? NOTHING : COMMENT;
        ClientConnection client =
                new ClientConnection(lease, channel[0], DefaultHttpContent::new, ping, pingEvery, broadcast.nanoTime());
        return Flux.using(
                () -> connected(client),
                connected -> response.sendHeaders()
                        .then()
                        .then(ending(client, Mono.never())
                                .flatMap(ending -> ending.leavesNoWord()
                                        ? FutureMono.deferFuture(channel[0]::close)
                                        : Mono.empty())),
                broadcast::disconnected);
    }

    private ClientConnection connected(ClientConnection client) {
        broadcast.connected(client);
        return client;
    }

    /** Sends until something ends it, and says what. */
    private Mono<CloseReason> ending(ClientConnection client, Mono<CloseReason> received) {
        Lease lease = client.lease();
        Mono<CloseReason> sent = lease.resent()
                .concatMap(client::writeAgain, 0)
                .thenMany(lease.chunks(broadcast, client.loop()))
                .concatMap(client::write, 0)
                .then(Mono.just(CloseReason.FAILED))
                .onErrorResume(error -> Mono.just(OutOfHeap.isCause(error) ? CloseReason.NO_ROOM : CloseReason.FAILED));
        return Mono.firstWithSignal(
                        sent,
                        received,
                        broadcast.stopping().thenReturn(CloseReason.GOING_AWAY),
                        lease.over().thenReturn(CloseReason.TAKEN_OVER),
                        client.ending(),
                        client.closed().thenReturn(CloseReason.SILENT))
                // Not on the thread of whoever stops the server or takes a stream over, while the client itself may be
                // going.
                .publishOn(client.loop());
    }

    /** Takes a frame; false where the client has no business to send it. */
    private boolean receive(WebSocketFrame frame, ClientConnection client) {
        if (frame instanceof PongWebSocketFrame) {
            client.heard(broadcast.nanoTime());
            ByteBuf payload = frame.content();
            if (payload.readableBytes() == Long.BYTES) {
                client.session().acknowledge(client.lease(), payload.readLong());
            }
            return true;
        }
        if (frame instanceof PingWebSocketFrame) {
            client.heard(broadcast.nanoTime());
            client.post(new PongWebSocketFrame(frame.content().retain()));
            return true;
        }
        return false;
    }
}
