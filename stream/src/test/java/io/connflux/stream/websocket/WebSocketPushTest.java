package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.Host;
import io.connflux.fixture.PortsApart;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.Line;
import io.connflux.stream.decode.EventDecoder;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Pushes to Reactor Netty's own WebSocket server, which refuses a frame that is not masked. */
class WebSocketPushTest {

    private final Host host = new Host().open(1, 5);
    private final List<Disposable> ends = new ArrayList<>();
    private final Map<Long, Line> collected = new ConcurrentSkipListMap<>();
    private final AtomicInteger again = new AtomicInteger();
    private final AtomicInteger closeCode = new AtomicInteger();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> reconnections = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> error = new AtomicReference<>();
    private final Sinks.Empty<Void> stop = Sinks.empty();

    @AfterEach
    void end() {
        ends.forEach(Disposable::dispose);
    }

    private DisposableServer collector(int port) {
        EventDecoder decoder = new EventDecoder();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .route(routes -> routes.ws("/path", (in, out) -> {
                    in.withConnection(connections::add);
                    authorizations.add(in.headers().get("Authorization", "none"));
                    in.receiveCloseStatus().subscribe(status -> closeCode.set(status.code()));
                    return in.receiveFrames()
                            .ofType(TextWebSocketFrame.class)
                            .map(frame -> decoder.decode(frame.text()))
                            .doOnNext(line -> {
                                if (collected.put(line.seq(), line) != null) {
                                    again.incrementAndGet();
                                }
                            })
                            .then();
                }))
                .bindNow();
        ends.add(server);
        return server;
    }

    private void goAway(DisposableServer server) {
        server.disposeNow();
        connections.forEach(Connection::disposeNow);
    }

    private WebSocketPush to(DisposableServer server) {
        return WebSocketPush.to(URI.create("ws://127.0.0.1:" + server.port() + "/path"))
                .onReconnect(
                        reconnection -> reconnections.add(reconnection.cause().getMessage()));
    }

    private ConnectionStream stream() {
        return ConnectionStream.over(host).every(Duration.ofMillis(20));
    }

    private Disposable start(WebSocketPush push) {
        return start(push, stream());
    }

    private Disposable start(WebSocketPush push, ConnectionStream stream) {
        Disposable running = push.until(stop.asMono()).write(stream.batches()).subscribe(lines -> {}, error::set);
        ends.add(running);
        return running;
    }

    private List<String> names() {
        return collected.values().stream().map(line -> line.event().name()).toList();
    }

    private Set<Integer> believed() {
        Set<Integer> ports = new TreeSet<>();
        long seq = 0;
        for (Line line : new TreeMap<>(collected).values()) {
            assertThat(line.seq()).isEqualTo(++seq);
            ConnectionEvent event = line.event();
            if (event instanceof ConnectionEvent.Closed e) {
                assertThat(ports.remove(port(e.connection()))).as("%s", event).isTrue();
            } else if (event instanceof ConnectionEvent.Change e) {
                assertThat(ports.add(port(e.connection()))).as("%s", event).isTrue();
            }
        }
        return ports;
    }

    private static int port(io.connflux.model.Connection connection) {
        return (int) (connection.inode() - 1_000_000);
    }

    @Test
    void each_event_is_a_frame_at_the_collector() {
        start(to(collector(0)), stream().existing(true));
        await().until(() -> names().contains("baseline"));
        host.open(100, 300);
        host.close(1, 2);
        await().until(() -> believed().equals(host.ports()));
        assertThat(names()).startsWith("existing", "existing", "existing", "existing", "existing", "baseline");
        assertThat(collected.values()).noneMatch(line -> line.resumption() != null);
        assertThat(again).hasValue(0);
    }

    @Test
    void while_the_collector_is_away_changes_are_coalesced_and_then_said() throws IOException {
        DisposableServer first = collector(PortsApart.free());
        start(to(first), stream().existing(true));
        await().until(() -> names().contains("baseline"));
        goAway(first);
        for (int i = 0; i < 10; i++) {
            host.open(100 + i, 1);
            host.close(100 + i - 1, i > 0 && i < 9 ? 1 : 0);
        }
        host.close(1, 1);
        await().until(() -> !reconnections.isEmpty());
        collector(first.port());
        await().until(() -> believed().equals(host.ports()));
        await().until(() -> names().contains("stats"));
        assertThat(collected.values())
                .extracting(Line::event)
                .filteredOn(ConnectionEvent.Stats.class::isInstance)
                .first()
                .satisfies(stats -> assertThat(
                                ((ConnectionEvent.Stats) stats).counters().coalesced())
                        .isPositive());
        assertThat(names().stream().filter("existing"::equals)).hasSize(5);
        assertThat(reconnections).hasSize(1);
    }

    @Test
    void what_no_pong_acknowledged_is_sent_again_after_a_break() throws Exception {
        DisposableServer collector = collector(0);
        Relay relay = Relay.to((java.net.InetSocketAddress) collector.address());
        ends.add(relay);
        start(
                WebSocketPush.to(URI.create("ws://127.0.0.1:" + relay.port() + "/path")),
                stream().existing(true));
        await().until(() -> names().contains("baseline"));
        for (int round = 0; round < 4; round++) {
            host.open(1_000 + (round * 3_000), 2_000);
            relay.cut();
            await().until(() -> believed().equals(host.ports()));
        }
    }

    @Test
    void it_ends_with_a_close_frame_when_it_is_to_stop() {
        Disposable running = start(to(collector(0)));
        await().until(() -> names().contains("baseline"));
        stop.tryEmitEmpty();
        await().until(running::isDisposed);
        await().until(() -> closeCode.get() == 1001);
        assertThat(error.get()).isNull();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("connflux-push")
                        || thread.getName().startsWith("connflux-reconnect")));
    }

    @Test
    void it_stops_at_once_where_the_collector_is_away() throws IOException {
        DisposableServer server = collector(PortsApart.free());
        Disposable running = start(to(server));
        await().until(() -> names().contains("baseline"));
        goAway(server);
        await().until(() -> !reconnections.isEmpty());
        stop.tryEmitEmpty();
        await().until(running::isDisposed);
        assertThat(error.get()).isNull();
    }

    @Test
    void the_token_is_told_to_the_collector() {
        start(to(collector(0)).token("secret"));
        await().until(() -> authorizations.contains("Bearer secret"));
    }

    @Test
    void a_collector_that_was_never_there_is_an_error_that_names_it() throws IOException {
        DisposableServer server = collector(PortsApart.free());
        server.disposeNow();
        assertThatThrownBy(() ->
                        to(server).write(ConnectionStream.over(host).batches()).block(Duration.ofMinutes(1)))
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("ws://127.0.0.1:" + server.port() + "/path");
    }

    @Test
    void a_host_that_cannot_be_read_is_an_error() {
        host.fail();
        assertThatThrownBy(() -> to(collector(0))
                        .write(ConnectionStream.over(host).batches())
                        .block(Duration.ofMinutes(1)))
                .hasMessageContaining("the host is gone");
    }

    @Test
    void a_path_that_the_collector_does_not_know_is_an_error_that_says_so() {
        DisposableServer server = collector(0);
        assertThatThrownBy(() -> WebSocketPush.to(URI.create("ws://127.0.0.1:" + server.port() + "/other"))
                        .write(ConnectionStream.over(host).batches())
                        .block(Duration.ofMinutes(1)))
                .hasMessageContaining("404");
    }
}
