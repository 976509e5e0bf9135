package io.connflux.stream.websocket;

import static io.connflux.stream.websocket.Requests.get;
import static io.connflux.stream.websocket.Requests.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.model.Traffic;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.LiveTable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What connections carry, told by a server to those of its clients that ask for it. */
class TrafficOfServerTest extends ServedHost {

    private static final int BUSY = 2;
    private static final int IDLE = 3;

    TrafficOfServerTest() {
        super(4);
        host.send(BUSY, 100);
        host.send(IDLE, 100);
    }

    /** One that leaves nothing to its clients: an hour is longer than a test. */
    private void serve() {
        start(WebSocketServer.over(
                        ConnectionStream.over(host).every(Duration.ofMillis(20)).traffic(Duration.ofHours(1)))
                .listen("127.0.0.1", 0));
    }

    private WebSocketSource source() {
        return WebSocketSource.at(
                URI.create("ws://127.0.0.1:" + server.address().getPort()));
    }

    /** Those that were told with a rate. */
    private static List<Connection> rated(List<ConnectionEvent> events) {
        return events.stream()
                .filter(ConnectionEvent.Existing.class::isInstance)
                .map(event -> ((ConnectionEvent.Existing) event).connection())
                .filter(connection ->
                        connection.traffic() != null && connection.traffic().rate() != null)
                .toList();
    }

    private static long sent(Connection connection) {
        return connection.traffic().sent();
    }

    @Test
    void who_asks_is_told_what_those_have_carried_that_have_and_others_are_not() throws Exception {
        serve();
        List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
        var asking = source().traffic(Duration.ofMillis(50)).events().subscribe(events::add);
        try (Client plain = Client.connect(server, "?stats=20ms");
                Client seldom = Client.connect(server, "?existing=false&traffic=auto&stats=20ms")) {
            await().until(() ->
                    plain.names().contains("stats") && seldom.names().contains("stats"));
            await().until(() -> !events.isEmpty());
            for (long all = 1_000; all <= 3_000; all += 1_000) {
                long now = all;
                host.send(BUSY, all == 1_000 ? 900 : 1_000);
                await().until(() -> rated(events).stream().anyMatch(busy -> sent(busy) == now));
            }
            assertThat(rated(events))
                    .hasSize(3)
                    .allMatch(busy -> busy.local().port() == BUSY)
                    .extracting(Connection::traffic)
                    .extracting(Traffic::rate)
                    .allMatch(rate -> rate.sent() > 0 && rate.received() == 0);
            long until = plain.names().size();
            await().until(() -> plain.names().size() > until + 2);
            assertThat(plain.changes("existing")).hasSize(4);
            assertThat(rated(plain.events())).isEmpty();
            assertThat(rated(seldom.events())).as("at each hour").isEmpty();
        }
        asking.dispose();
    }

    @Test
    void only_those_are_told_that_the_client_chose() {
        serve();
        List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
        var choosing = source().traffic(Duration.ofMillis(20))
                .where(Filter.parse("sport > " + BUSY))
                .events()
                .subscribe(events::add);
        await().until(() -> !events.isEmpty());
        host.send(BUSY, 1);
        host.send(IDLE, 1);
        await().until(() -> rated(events).size() == 1);
        host.send(IDLE, 1);
        await().until(() -> rated(events).size() == 2);
        assertThat(rated(events))
                .extracting(connection -> connection.local().port())
                .containsOnly(IDLE);
        choosing.dispose();
    }

    @Test
    void who_does_not_read_for_a_while_is_told_the_newest_and_its_table_stays_right() throws Exception {
        host.open(1_000, 3_000);
        serve();
        try (Client slow = Client.connect(server, "?traffic=20ms", false)) {
            await().until(() -> server.largestWindow() > 0);
            for (int sends = 0; sends < 20; sends++) {
                int reads = host.reads();
                host.send(BUSY, 10);
                await().until(() -> host.reads() > reads + 2);
            }
            slow.read();
            await().until(() -> rated(slow.events()).stream().anyMatch(busy -> sent(busy) == 300));
            assertThat(rated(slow.events()))
                    .as("not one line for each poll that it missed")
                    .hasSizeLessThan(5);
            await().until(() -> slow.ports().equals(host.ports()));
        }
    }

    @Test
    void who_comes_back_is_told_what_was_carried_meanwhile() throws Exception {
        serve();
        Client first = Client.connect(server, "?traffic=20ms");
        await().until(() -> first.names().contains("baseline") && server.largestWindow() == 0);
        first.kill();
        await().until(() -> server.parked() == 1);
        int reads = host.reads();
        host.send(BUSY, 11);
        await().until(() -> host.reads() > reads + 2);
        String resume = "?traffic=20ms&resume=" + first.resumption().token() + "&seq=" + first.seq();
        try (Client again = Client.connect(server, resume)) {
            await().until(() -> again.names().contains("baseline"));
            assertThat(again.resumption().resumed()).isTrue();
            await().until(() -> rated(again.events()).size() == 1);
            assertThat(rated(again.events()))
                    .first()
                    .extracting(TrafficOfServerTest::sent)
                    .isEqualTo(111L);
        }
    }

    @Test
    void a_table_that_is_kept_current_has_what_was_carried() throws Exception {
        serve();
        try (LiveTable table = LiveTable.of(source().traffic(Duration.ofMillis(20)))) {
            table.ready().block(Duration.ofMinutes(1));
            host.send(BUSY, 23);
            await().until(() -> table.all().stream()
                    .anyMatch(each -> each.local().port() == BUSY && each.traffic() != null && sent(each) == 123));
            assertThat(table.size()).isEqualTo(4);
        }
    }

    @Test
    void a_server_that_does_not_read_it_refuses_who_needs_it_and_takes_who_leaves_it_to_it() throws Exception {
        int port = serve(sink -> sink);
        assertThat(subscribe(port, "?traffic=10s"))
                .startsWith("HTTP/1.1 400 ")
                .contains("'connflux serve' does with its option 'traffic'");
        assertThat(subscribe(port, "?traffic=auto")).startsWith("HTTP/1.1 101 ");
        assertThatThrownBy(
                        () -> source().traffic(Duration.ofSeconds(10)).events().blockFirst(Duration.ofMinutes(1)))
                .hasMessageContaining("400 Bad Request: traffic asks what connections carry, which this server");
        assertThat(get(port, "/healthz")).contains("\"interval_ms\":20}");
        assertThatThrownBy(() -> source().traffic(Duration.ZERO)).hasMessageContaining("traffic must be 1 ms at least");
    }

    @Test
    void a_probe_is_told_how_often_it_is_told() throws Exception {
        serve();
        assertThat(get(server.address().getPort(), "/healthz")).contains("\"interval_ms\":20,\"traffic_ms\":3600000}");
    }
}
