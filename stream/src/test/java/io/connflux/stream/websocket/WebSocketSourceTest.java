package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.Host;
import io.connflux.fixture.PortsApart;
import io.connflux.model.Connection;
import io.connflux.stream.ConnectionStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class WebSocketSourceTest {

    private final Host host = new Host().open(1, 5);
    private final List<Disposable> ends = new ArrayList<>();
    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> reconnections = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> error = new AtomicReference<>();

    private RunningServer serve(int port, UnaryOperator<WebSocketServer> settings) {
        ConnectionStream stream = ConnectionStream.over(host).every(Duration.ofMillis(20));
        RunningServer server = settings.apply(WebSocketServer.over(stream).listen("127.0.0.1", port))
                .start()
                .block(Duration.ofMinutes(1));
        ends.add(() -> server.stop().block(Duration.ofMinutes(1)));
        return server;
    }

    private static URI uri(RunningServer server) {
        return URI.create("ws://127.0.0.1:" + server.address().getPort());
    }

    private Disposable subscribe(WebSocketSource source) {
        Disposable subscription = source.onReconnect(
                        reconnection -> reconnections.add(reconnection.cause().getMessage()))
                .events()
                .subscribe(events::add, error::set);
        ends.add(subscription);
        return subscription;
    }

    @AfterEach
    void end() {
        ends.forEach(Disposable::dispose);
    }

    private List<String> names() {
        return events.stream().map(ConnectionEvent::name).toList();
    }

    /** The ports of who believes all events, where a baseline behind a loss begins anew. */
    private Set<Integer> believed() {
        Set<Integer> ports = new TreeSet<>();
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.Lost) {
                ports.clear();
            } else if (event instanceof ConnectionEvent.Closed e) {
                assertThat(ports.remove(port(e.connection()))).as("%s", event).isTrue();
            } else if (event instanceof ConnectionEvent.Change e && !(event instanceof ConnectionEvent.Update)) {
                assertThat(ports.add(port(e.connection()))).as("%s", event).isTrue();
            }
        }
        return ports;
    }

    private static int port(Connection connection) {
        return (int) (connection.inode() - 1_000_000);
    }

    @Test
    void the_events_of_another_host_come_as_those_of_this_one() {
        subscribe(WebSocketSource.at(uri(serve(0, sink -> sink))).existing(true));
        await().until(() -> names().contains("baseline"));
        host.open(100, 3);
        host.close(1, 2);
        await().until(() -> believed().equals(host.ports()));
        assertThat(names()).startsWith("existing", "existing", "existing", "existing", "existing", "baseline");
        // A client that the machine keeps from reading is told of it as well.
        assertThat(events.stream().skip(6).filter(event -> !(event instanceof ConnectionEvent.Stats)))
                .isNotEmpty()
                .allMatch(event -> event instanceof ConnectionEvent.Change);
    }

    @Test
    void a_broken_connection_is_made_again_and_the_stream_goes_on_where_it_was() throws Exception {
        RunningServer server = serve(0, sink -> sink);
        Relay relay = Relay.to(server.address());
        ends.add(relay);
        subscribe(
                WebSocketSource.at(URI.create("ws://127.0.0.1:" + relay.port())).existing(true));
        await().until(() -> names().contains("baseline"));
        for (int round = 0; round < 3; round++) {
            relay.cut();
            host.open(100 + round, 1);
            host.close(1 + round, 1);
            await().until(() -> believed().equals(host.ports()));
        }
        assertThat(names()).doesNotContain("lost");
        assertThat(names().stream().filter("existing"::equals)).hasSize(5);
        assertThat(reconnections).hasSize(3);
    }

    @Test
    void a_stream_that_the_server_no_longer_has_is_lost_and_begins_anew() throws IOException {
        int port = PortsApart.free();
        RunningServer first = serve(port, sink -> sink);
        subscribe(WebSocketSource.at(uri(first)).existing(true));
        await().until(() -> names().contains("baseline"));
        first.stop().block(Duration.ofMinutes(1));
        host.close(1, 1);
        serve(port, sink -> sink);
        await().until(() -> {
            List<String> names = names();
            return names.contains("lost") && names.lastIndexOf("baseline") > names.indexOf("lost");
        });
        ConnectionEvent.Lost lost = (ConnectionEvent.Lost) events.get(names().indexOf("lost"));
        assertThat(lost.count()).isEqualTo(5);
        assertThat(lost.reason()).contains("begins it anew");
        assertThat(believed()).isEqualTo(host.ports());
        assertThat(reconnections).hasSize(1).first().asString().contains("1001");
    }

    @Test
    void a_server_that_was_never_there_is_an_error_that_names_it() throws Exception {
        int port = PortsApart.free();
        assertThatThrownBy(() -> WebSocketSource.at(URI.create("ws://127.0.0.1:" + port))
                        .events()
                        .blockFirst(Duration.ofMinutes(1)))
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("ws://127.0.0.1:" + port)
                .hasMessageContaining("refused");
        assertThat(reconnections).isEmpty();
    }

    @Test
    void a_server_that_knows_another_token_is_an_error_that_says_so() {
        RunningServer server = serve(0, sink -> sink.token("right"));
        assertThatThrownBy(() ->
                        WebSocketSource.at(uri(server)).token("wrong").events().blockFirst())
                .hasMessageContaining("401")
                .hasMessageContaining("another token");
        assertThatThrownBy(() -> WebSocketSource.at(uri(server)).events().blockFirst())
                .hasMessageContaining("wants a token");
        assertThat(WebSocketSource.at(uri(server)).token("right").events().blockFirst(Duration.ofMinutes(1)))
                .isInstanceOf(ConnectionEvent.Baseline.class);
    }

    @Test
    void what_is_no_websocket_url_is_refused_at_once() {
        for (String wrong : List.of("http://127.0.0.1:7411/", "ws:/x", "wss:host:7411")) {
            assertThatThrownBy(() -> WebSocketSource.at(URI.create(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no URL such as ws://");
        }
    }

    @Test
    void without_demand_nothing_is_delivered_and_then_the_difference() {
        RunningServer server = serve(0, sink -> sink);
        BaseSubscriber<ConnectionEvent> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // Asks for nothing yet.
            }

            @Override
            protected void hookOnNext(ConnectionEvent event) {
                events.add(event);
            }
        };
        ends.add(slow);
        WebSocketSource.at(uri(server)).existing(true).events().subscribe(slow);
        await().until(() -> server.subscribers() == 1);
        for (int i = 0; i < 200; i++) {
            host.open(1_000 + (i * 100), 50);
        }
        assertThat(events).isEmpty();
        slow.request(3);
        await().until(() -> events.size() == 3);
        slow.requestUnbounded();
        await().until(() -> believed().equals(host.ports()));
    }

    @Test
    void a_cancelled_subscription_leaves_neither_connection_nor_thread() {
        RunningServer server = serve(0, sink -> sink);
        Disposable subscription = subscribe(WebSocketSource.at(uri(server)));
        await().until(() -> names().contains("baseline"));
        subscription.dispose();
        await().until(() -> server.subscribers() == 0);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("connflux-client")
                        || thread.getName().startsWith("connflux-remote")));
    }

    @Test
    void a_server_that_falls_silent_is_left_and_tried_again() throws Exception {
        RunningServer server = serve(0, sink -> sink.pingEvery(Duration.ofSeconds(20)));
        Relay relay = Relay.to(server.address());
        ends.add(relay);
        subscribe(WebSocketSource.at(URI.create("ws://127.0.0.1:" + relay.port()))
                .existing(true)
                .silence(Duration.ofMillis(400)));
        await().until(() -> names().contains("baseline"));
        await().until(() -> reconnections.stream().anyMatch(cause -> cause.contains("nothing came")));
        host.open(100, 1);
        await().until(() -> believed().equals(host.ports()));
    }

    @Test
    void what_is_no_event_ends_the_stream_with_the_text_of_it() {
        DisposableServer other = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.ws("/events", (in, out) -> out.sendString(Mono.just("hello"))
                        .then(out.sendString(Mono.never()))))
                .bindNow();
        ends.add(other);
        subscribe(
                WebSocketSource.at(URI.create("ws://127.0.0.1:" + other.port())).silence(Duration.ofSeconds(60)));
        await().untilAsserted(() -> assertThat(error.get()).isNotNull());
        assertThat(error.get()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("hello");
    }
}
