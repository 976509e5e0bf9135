package io.connflux.stream.websocket;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** Somebody else's WebSocket server, which keeps the lines that it is sent. */
final class Collector implements Disposable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger closeCode = new AtomicInteger();
    private final DisposableServer server;

    private Collector(int port, boolean answers) {
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .route(routes -> routes.ws(
                        "/in",
                        (in, out) -> {
                            in.withConnection(connections::add);
                            in.receiveCloseStatus().subscribe(status -> closeCode.set(status.code()));
                            return in.receiveFrames()
                                    .ofType(TextWebSocketFrame.class)
                                    .doOnNext(frame -> lines.add(frame.text()))
                                    .then();
                        },
                        // Pings that are left to the handler are answered by nobody.
                        WebsocketServerSpec.builder().handlePing(!answers).build()))
                .bindNow();
    }

    static Collector at(int port) {
        return new Collector(port, true);
    }

    /** One that reads all and acknowledges nothing. */
    static Collector withoutPongs() {
        return new Collector(0, false);
    }

    int port() {
        return server.port();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    URI uri() {
        return at(server.port(), "/in");
    }

    static URI at(int port, String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    int size() {
        return lines.size();
    }

    int closeCode() {
        return closeCode.get();
    }

    /** Whether the connection made last has not ended. */
    boolean isConnected() {
        return !connections.get(connections.size() - 1).isDisposed();
    }

    int connections() {
        return connections.size();
    }

    @Override
    public void dispose() {
        server.disposeNow();
        connections.forEach(Connection::disposeNow);
    }
}
