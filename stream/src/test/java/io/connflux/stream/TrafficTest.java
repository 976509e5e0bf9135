package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.model.Traffic;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;

/** What connections carry, told again and again. */
class TrafficTest extends VirtualStream {

    private static final int IDLE = 1_000;
    private static final int BUSY = 1_001;

    /** Bytes a second that each sends, by its port. */
    private final Map<Integer, Long> speeds = new TreeMap<>(Map.of(IDLE, 0L, BUSY, 300L));

    private final Map<Integer, Long> sent = new TreeMap<>();
    private long read;
    private int reads;
    private boolean failing;

    private final List<Told> told = new ArrayList<>();

    /** @param rate bytes a second */
    private record Told(long second, int port, long sent, long rate) {}

    private long second() {
        return time.now(TimeUnit.SECONDS);
    }

    private final SnapshotSource source = () -> {
        reads++;
        if (failing) {
            throw new IOException("gone");
        }
        long passed = second() - read;
        read = second();
        speeds.forEach((port, speed) -> sent.merge(port, passed * speed, Long::sum));
        List<Connection> rows = new ArrayList<>();
        speeds.keySet()
                .forEach(port -> rows.add(tcp(port, port).toBuilder()
                        // Each poll finds a keepalive more.
                        .traffic(new Traffic(sent.get(port), 0, second(), second(), 0, 99))
                        .build()));
        return Snapshot.of(Instant.ofEpochSecond(second()), rows);
    };

    private ConnectionStream every(int seconds) {
        return over(source).traffic(Duration.ofSeconds(seconds));
    }

    private void follow(EventSource stream) {
        stream.events().subscribe(event -> tell(event, told));
    }

    private void tell(ConnectionEvent event, List<Told> to) {
        if (event instanceof ConnectionEvent.Existing existing) {
            Traffic traffic = existing.connection().traffic();
            assertThat(traffic.rate().received()).isZero();
            to.add(new Told(
                    second(),
                    existing.connection().local().port(),
                    traffic.sent(),
                    traffic.rate().sent()));
        }
    }

    @Test
    void those_that_carry_something_are_told_on_a_grid_and_nothing_is_told_of_idle_ones() {
        follow(every(10));
        seconds(25);
        assertThat(told).containsExactly(new Told(10, BUSY, 3_000, 300), new Told(20, BUSY, 6_000, 300));
        speeds.put(BUSY, 0L);
        speeds.put(IDLE, 50L);
        seconds(17);
        assertThat(told.subList(2, 4))
                .as("500 a second for half of the time")
                .containsExactly(new Told(30, IDLE, 250, 25), new Told(30, BUSY, 7_500, 150));
        assertThat(told.subList(4, told.size())).containsExactly(new Told(40, IDLE, 750, 50));
    }

    @Test
    void each_poll_tells_it_where_the_time_is_shorter() {
        follow(over(source).traffic(Duration.ofMillis(100)));
        seconds(3);
        assertThat(told)
                .containsExactly(new Told(1, BUSY, 300, 300), new Told(2, BUSY, 600, 300), new Told(3, BUSY, 900, 300));
    }

    @Test
    void a_poll_that_fails_tells_nothing_and_the_next_tells_it() {
        follow(every(10));
        seconds(8);
        failing = true;
        seconds(3);
        assertThat(told).isEmpty();
        failing = false;
        seconds(1);
        assertThat(told).containsExactly(new Told(12, BUSY, 3_600, 300));
        seconds(8);
        assertThat(told).hasSize(2).last().isEqualTo(new Told(20, BUSY, 6_000, 300));
    }

    @Test
    void one_that_has_opened_is_told_behind_that_with_its_rate_since() {
        List<ConnectionEvent> events = new ArrayList<>();
        every(5).events().subscribe(events::add);
        seconds(3);
        speeds.put(1_002, 100L);
        seconds(1);
        events.clear();
        speeds.put(1_003, 70L);
        seconds(1);
        assertThat(events).hasSize(4).first().isInstanceOf(ConnectionEvent.Opened.class);
        events.forEach(event -> tell(event, told));
        assertThat(told)
                .containsExactly(
                        new Told(5, BUSY, 1_500, 300), new Told(5, 1_002, 200, 200), new Told(5, 1_003, 70, 70));
    }

    @Test
    void only_those_that_are_chosen_are_told_and_nothing_without_being_asked() {
        speeds.putAll(Map.of(1_002, 1L, 1_003, 1L, 1_004, 1L));
        follow(every(10)
                .where(Filter.parse("sport < 1004 and event = existing"))
                .where(connection -> connection.local().port() % 2 == 1));
        seconds(10);
        assertThat(told).extracting(Told::port).containsExactly(BUSY, 1_003);
        told.clear();
        List<ConnectionEvent> others = new ArrayList<>();
        over(source).events().subscribe(others::add);
        seconds(10);
        assertThat(others).hasSize(1).doesNotHaveAnyElementsOfTypes(ConnectionEvent.Existing.class);
    }

    @Test
    void each_subscriber_has_times_of_its_own_and_the_polls_are_shared() {
        ConnectionStream stream = over(source);
        follow(stream.traffic(Duration.ofSeconds(10)));
        seconds(4);
        follow(stream.traffic(Duration.ofSeconds(20)));
        seconds(20);
        assertThat(reads).isEqualTo(25);
        assertThat(told)
                .containsExactly(
                        new Told(10, BUSY, 3_000, 300), new Told(20, BUSY, 6_000, 300), new Told(24, BUSY, 7_200, 300));
    }

    @Test
    void who_asks_for_nothing_for_a_while_is_told_the_difference_since_it_was_told_last() {
        List<ConnectionEvent> got = new ArrayList<>();
        BaseSubscriber<ConnectionEvent> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(ConnectionEvent event) {
                got.add(event);
                tell(event, told);
            }
        };
        every(10).events().subscribe(slow);
        seconds(9);
        speeds.put(BUSY, 900L);
        seconds(10);
        speeds.put(BUSY, 1_800L);
        seconds(10);
        assertThat(got).hasSize(1);
        slow.requestUnbounded();
        assertThat(told)
                .as("the batch that waited, and the difference to the newest poll")
                .containsExactly(new Told(29, BUSY, 3_600, 360), new Told(29, BUSY, 29_700, 1_374));
        seconds(10);
        assertThat(told.subList(2, told.size())).containsExactly(new Told(30, BUSY, 31_500, 1_800));
        slow.cancel();
        int before = reads;
        seconds(100);
        assertThat(told).hasSize(3);
        assertThat(reads).isEqualTo(before);
    }
}
