package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.fixture.Host;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.LiveTable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that live on, told again by a server to those of its clients that ask for it. */
class TickOfServerTest {

    private final Host host = new Host().open(1, 40);
    private final RunningServer server = WebSocketServer.over(
                    ConnectionStream.over(host).every(Duration.ofMillis(20)))
            .listen("127.0.0.1", 0)
            .start()
            .block(Duration.ofMinutes(1));
    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

    private WebSocketSource source() {
        return WebSocketSource.at(
                URI.create("ws://127.0.0.1:" + server.address().getPort()));
    }

    @AfterEach
    void end() {
        server.stop().block(Duration.ofMinutes(1));
    }

    private Map<Integer, Long> told() {
        return events.stream()
                .filter(ConnectionEvent.Existing.class::isInstance)
                .map(event ->
                        ((ConnectionEvent.Existing) event).connection().local().port())
                .collect(Collectors.groupingBy(port -> port, Collectors.counting()));
    }

    @Test
    void each_is_told_again_and_again_with_one_identity() {
        var subscription = source().tick(Duration.ofMillis(300)).events().subscribe(events::add);
        await().until(() -> told().size() == 40 && told().values().stream().allMatch(count -> count >= 3));
        assertThat(events.get(0)).isInstanceOf(ConnectionEvent.Baseline.class);
        assertThat(events.stream()
                        .filter(ConnectionEvent.Existing.class::isInstance)
                        .map(event ->
                                ((ConnectionEvent.Existing) event).connection().id())
                        .distinct())
                .hasSize(40);
        subscription.dispose();
    }

    @Test
    void who_does_not_ask_is_told_once_and_who_chooses_of_those_alone() {
        var plain =
                source().existing(true).stats(Duration.ofMillis(20)).events().subscribe(events::add);
        List<ConnectionEvent> some = new CopyOnWriteArrayList<>();
        var choosing = source().tick(Duration.ofMillis(100))
                .where(Filter.parse("sport <= 3"))
                .where(connection -> connection.local().port() != 2)
                .events()
                .subscribe(some::add);
        await().until(() -> some.size() > 20);
        assertThat(some.stream()
                        .filter(ConnectionEvent.Existing.class::isInstance)
                        .map(event -> ((ConnectionEvent.Existing) event)
                                .connection()
                                .local()
                                .port()))
                .containsOnly(1, 3);
        assertThat(told().values()).containsOnly(1L);
        plain.dispose();
        choosing.dispose();
    }

    @Test
    void a_table_that_is_kept_current_stays_right() throws Exception {
        WebSocketSource ticking = source().tick(Duration.ofMillis(50));
        try (LiveTable table = LiveTable.of(ticking)) {
            table.ready().block(Duration.ofMinutes(1));
            host.close(1, 10);
            host.open(100, 5);
            await().until(() -> table.size() == 35);
            var later = ticking.events().subscribe(events::add);
            await().until(() -> told().size() == 35);
            assertThat(table.size()).isEqualTo(35);
            later.dispose();
        }
    }

    @Test
    void a_time_that_cannot_be_meant_is_refused() {
        assertThatThrownBy(() -> source().tick(Duration.ZERO)).hasMessageContaining("tick must be 1 ms at least");
    }
}
