package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.Host;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.encode.NdjsonEncoder;
import io.connflux.stream.websocket.wire.SendWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketServerTest {

    /** No second poll: two seconds are then measured of the end alone. */
    private static final Duration ONE_POLL = Duration.ofHours(1);

    private final Host host = new Host().open(1, 5);
    private final List<RunningServer> servers = new ArrayList<>();

    private RunningServer serve(UnaryOperator<WebSocketServer> settings) {
        return serve(Duration.ofMillis(20), settings);
    }

    private RunningServer serve(Duration interval, UnaryOperator<WebSocketServer> settings) {
        ConnectionStream stream = ConnectionStream.over(host).every(interval);
        RunningServer server = settings.apply(WebSocketServer.over(stream).listen("127.0.0.1", 0))
                .start()
                .block(Duration.ofMinutes(1));
        servers.add(server);
        return server;
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop().block(Duration.ofMinutes(1)));
    }

    @Test
    void existing_connections_come_first_then_the_baseline_then_changes_without_a_gap_or_a_repeat() throws Exception {
        try (Client client = Client.connect(serve(sink -> sink), "")) {
            await().until(() -> client.names().contains("baseline"));
            host.open(100, 3);
            await().until(() -> client.ports().size() == 8);
            host.close(1, 2);
            await().until(() -> client.ports().equals(host.ports()));
            // Where the machine is busy, polls are coalesced, and a notice says so.
            assertThat(client.names().stream().filter(name -> !name.equals("stats")))
                    .startsWith("existing", "existing", "existing", "existing", "existing", "baseline", "opened")
                    .endsWith("closed", "closed");
            assertThat(client.mistakes()).isEmpty();
            assertThat(client.firstSeq()).isEqualTo(1);
        }
    }

    @Test
    void a_frame_is_the_ndjson_line_without_its_line_feed() throws Exception {
        try (Client client = Client.connect(serve(sink -> sink), "")) {
            await().until(() -> client.names().contains("baseline"));
            host.open(100, 1);
            await().until(() -> client.names().contains("opened"));
            host.close(100, 1);
            await().until(() -> client.names().contains("closed"));
            for (int i = 0; i < client.frames().size(); i++) {
                assertThat(client.frames().get(i) + "\n")
                        .isEqualTo(NdjsonEncoder.line(client.lines().get(i)));
            }
            // Not the last one: behind it may be a notice that polls were coalesced.
            assertThat(client.frames().get(client.names().indexOf("closed")))
                    .contains("\"opened\":", "\"duration_ms\":");
        }
    }

    @Test
    void who_subscribes_later_is_told_when_an_existing_connection_opened() throws Exception {
        RunningServer server = serve(sink -> sink);
        try (Client first = Client.connect(server, "")) {
            await().until(() -> first.names().contains("baseline"));
            host.open(100, 1);
            await().until(() -> first.names().contains("opened"));
            try (Client second = Client.connect(server, "")) {
                await().until(() -> second.names().contains("baseline"));
                Instant opened = first.events().stream()
                        .filter(e -> e instanceof ConnectionEvent.Opened)
                        .map(ConnectionEvent::time)
                        .findFirst()
                        .orElseThrow();
                assertThat(second.events().stream()
                                .filter(e -> e instanceof ConnectionEvent.Existing one
                                        && one.connection().opened() != null)
                                .map(e -> ((ConnectionEvent.Existing) e)
                                        .connection()
                                        .opened()))
                        .containsExactly(opened);
                host.close(100, 1);
                await().until(() -> second.names().contains("closed"));
                assertThat(second.events().stream()
                                .filter(e -> e instanceof ConnectionEvent.Closed)
                                .map(e -> ((ConnectionEvent.Closed) e)
                                        .connection()
                                        .opened()))
                        .containsExactly(opened);
            }
        }
    }

    @Test
    void a_client_that_does_not_read_holds_a_bounded_number_of_bytes_and_is_right_when_it_reads_again()
            throws Exception {
        host.open(1, 3_000);
        RunningServer server = serve(sink -> sink);
        try (Client good = Client.connect(server, "");
                Client stalled = Client.connect(server, "", false)) {
            for (int round = 0; round < 150; round++) {
                int before = host.ports().size();
                host.open(10_000 + round * 300, 400);
                host.close(10_000 + round * 300 - 600, 500);
                await().untilAsserted(() -> assertThat(good.ports().equals(host.ports()))
                        .as("from %s ports on, window %s, %s", before, server.largestWindow(), good)
                        .isTrue());
                assertThat(before).isPositive();
            }
            assertThat(server.largestWindow()).isLessThan(SendWindow.SIZE + 64 * 1024);
            assertThat(stalled.frames()).isEmpty();
            stalled.read();
            await().untilAsserted(() -> assertThat(stalled.ports().equals(host.ports()))
                    .as("window %s, %s", server.largestWindow(), stalled)
                    .isTrue());
            await().until(() -> stalled.names().contains("stats"));
            assertThat(stalled.mistakes()).isEmpty();
            assertThat(good.mistakes()).isEmpty();
            assertThat(stalled.events().size()).isLessThan(good.events().size());
            assertThat(stalled.events().stream()
                            .filter(e -> e instanceof ConnectionEvent.Stats)
                            .mapToLong(
                                    e -> ((ConnectionEvent.Stats) e).counters().coalesced())
                            .max()
                            .orElse(0))
                    .isPositive();
        }
    }

    @Test
    void the_end_of_the_server_is_told_and_leaves_no_thread() throws Exception {
        RunningServer server = serve(ONE_POLL, sink -> sink);
        try (Client client = Client.connect(server, "")) {
            await().until(() -> client.names().contains("baseline"));
            server.stop().block(Duration.ofSeconds(2));
            await().until(() -> client.closeCode() == 1001);
        }
        servers.clear();
        await().untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("connflux-")));
    }

    @Test
    void a_server_ends_within_two_seconds_whose_client_does_not_read() throws Exception {
        host.open(1_000, 20_000);
        RunningServer server = serve(ONE_POLL, sink -> sink);
        try (Client asleep = Client.connect(server, "", false)) {
            await().until(() -> server.largestWindow() >= SendWindow.SIZE);
            server.stop().block(Duration.ofSeconds(2));
            assertThat(asleep.frames()).isEmpty();
        }
        servers.clear();
        await().untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("connflux-")));
    }

    @Test
    void a_client_that_sends_data_is_told_that_it_may_not() throws Exception {
        try (Client client = Client.connect(serve(sink -> sink), "")) {
            client.send("hello");
            await().until(() -> client.closeCode() == 1003);
        }
    }

    @Test
    void a_subscriber_outlives_the_time_that_a_handshake_may_take() throws Exception {
        RunningServer server = serve(sink -> sink.handshake(Duration.ofSeconds(2)));
        try (Client client = Client.connect(server, "?stats=50ms")) {
            await().until(() -> client.names().stream().filter("stats"::equals).count() > 50);
            assertThat(server.subscribers()).isEqualTo(1);
        }
    }

    @Test
    void an_address_that_others_can_reach_needs_a_token() {
        assertThatThrownBy(() -> serve(sink -> sink.listen("0.0.0.0", 0)))
                .hasMessageContaining("'0.0.0.0' can be reached from elsewhere: a token is needed");
    }

    @Test
    void a_host_that_cannot_be_read_is_an_error_at_the_start() {
        host.fail();
        assertThatThrownBy(() -> serve(sink -> sink)).hasRootCauseMessage("the host is gone");
    }
}
