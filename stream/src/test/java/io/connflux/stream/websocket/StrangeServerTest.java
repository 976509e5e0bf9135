package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** What a source makes of servers that are another version's, or nobody's. */
class StrangeServerTest {

    private static final int CLIENTS = 50;

    private final List<Disposable> ends = new ArrayList<>();
    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> error = new AtomicReference<>();

    @AfterEach
    void end() {
        ends.forEach(Disposable::dispose);
    }

    private void subscribe(WebSocketSource source) {
        ends.add(source.events().subscribe(events::add, error::set));
    }

    private List<String> names() {
        return events.stream().map(ConnectionEvent::name).toList();
    }

    private static final String TIME = ",\"time\":\"2026-11-24T10:00:00.000Z\",";

    private static String lost(long seq, String reason) {
        return "{\"event\":\"lost\",\"seq\":" + seq + TIME + "\"reason\":\"" + reason + "\",\"count\":1}";
    }

    private WebSocketSource saying(Flux<WebSocketFrame> frames) {
        DisposableServer other = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes ->
                        routes.ws("/events", (in, out) -> out.sendObject(frames).then(out.sendString(Mono.never()))))
                .bindNow();
        ends.add(other);
        return WebSocketSource.at(URI.create("ws://127.0.0.1:" + other.port()));
    }

    private static Flux<WebSocketFrame> lines(String... lines) {
        return Flux.fromArray(lines)
                .<WebSocketFrame>map(TextWebSocketFrame::new)
                .concatWith(Mono.just(new PingWebSocketFrame()));
    }

    @Test
    void what_only_a_later_version_knows_is_passed_over_and_counted() {
        List<UnknownEvent> unknown = new CopyOnWriteArrayList<>();
        subscribe(saying(lines(
                        "{\"event\":\"baseline\",\"seq\":1" + TIME + "\"connections\":{\"sctp\":4},\"shape\":[1]}",
                        "{\"event\":\"merged\",\"seq\":2" + TIME + "\"id\":\"x\"}",
                        "{\"event\":\"existing\",\"seq\":3" + TIME + "\"protocol\":\"sctp\"}",
                        lost(4, "r")))
                .onUnknown(unknown::add));
        await().until(() -> events.size() == 2);
        assertThat(names()).containsExactly("baseline", "lost");
        assertThat(unknown).extracting(UnknownEvent::what).containsExactly("event 'merged'", "protocol 'sctp'");
        assertThat(unknown).extracting(UnknownEvent::count).containsExactly(1L, 2L);
        assertThat(error.get()).isNull();
    }

    @Test
    void a_line_in_fragments_is_a_line() {
        String line = lost(1, "r");
        subscribe(saying(Flux.just(
                new TextWebSocketFrame(false, 0, line.substring(0, 9)),
                new PingWebSocketFrame(),
                new ContinuationWebSocketFrame(false, 0, ""),
                new ContinuationWebSocketFrame(true, 0, line.substring(9)),
                new PingWebSocketFrame())));
        await().until(() -> names().contains("lost"));
        assertThat(error.get()).isNull();
    }

    @Test
    void a_line_without_end_ends_the_stream() {
        Flux<WebSocketFrame> endless = Flux.<WebSocketFrame>just(new TextWebSocketFrame(false, 0, "x"))
                .concatWith(
                        Flux.range(0, 10_000).map(i -> new ContinuationWebSocketFrame(false, 0, "x".repeat(1_000))));
        subscribe(saying(endless));
        await().untilAsserted(() -> assertThat(error.get()).isNotNull());
        assertThat(error.get()).hasMessageContaining("65536");
    }

    @Test
    void a_frame_that_is_too_long_ends_the_stream() {
        subscribe(saying(lines(lost(1, "x".repeat(70_000)))));
        await().untilAsserted(() -> assertThat(error.get()).isNotNull());
        assertThat(error.get()).hasMessageContaining("65536").hasMessageContaining("ws://127.0.0.1");
    }

    @Test
    void binary_frames_are_said_to_be_no_events() {
        subscribe(saying(Flux.just(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[3])))));
        await().untilAsserted(() -> assertThat(error.get()).isNotNull());
        assertThat(error.get()).hasMessageContaining("binary frames");
    }

    @Test
    void what_a_server_without_pings_can_make_wait_is_bounded() {
        Flux<WebSocketFrame> endless = Flux.generate(() -> 1L, (seq, sink) -> {
            sink.next(new TextWebSocketFrame(lost(seq, "x".repeat(60_000))));
            return seq + 1;
        });
        List<Integer> batches = new CopyOnWriteArrayList<>();
        ends.add(saying(endless).batches().take(20).subscribe(batch -> {
            int size = 0;
            for (ConnectionEvent event : batch) {
                size += ((ConnectionEvent.Lost) event).reason().length();
            }
            batches.add(size);
        }));
        await().until(() -> batches.size() == 20);
        assertThat(batches).allMatch(size -> size < 1_200_000);
    }

    @Test
    void each_end_has_the_reason_that_the_server_gave() {
        List<String> causes = new CopyOnWriteArrayList<>();
        WebSocketSource source = saying(Flux.defer(
                        () -> Flux.just(new TextWebSocketFrame(lost(1, "r")), new CloseWebSocketFrame(1008, "enough"))))
                .onReconnect(lost -> causes.add(String.valueOf(lost.cause().getMessage())));
        for (int i = 0; i < CLIENTS; i++) {
            subscribe(source);
        }
        await().until(() -> causes.size() >= CLIENTS);
        assertThat(causes).allMatch(cause -> cause.endsWith("the server closed the connection: 1008 enough"));
    }
}
