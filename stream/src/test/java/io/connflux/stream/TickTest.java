package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;

/** Connections that live on, told again. */
class TickTest extends VirtualStream {

    private static final int PERIOD = 100;

    private int[] ports = IntStream.range(1_000, 1_300).toArray();
    private boolean failing;

    private final List<Told> told = new ArrayList<>();

    private record Told(long second, ConnectionEvent event) {}

    private long second() {
        return time.now(TimeUnit.SECONDS);
    }

    private ConnectionStream stream() {
        SnapshotSource source = () -> {
            if (failing) {
                throw new IOException("gone");
            }
            List<Connection> rows = new ArrayList<>();
            for (int port : ports) {
                rows.add(tcp(port, port));
            }
            return Snapshot.of(Instant.ofEpochSecond(second()), rows);
        };
        return over(source).tick(Duration.ofSeconds(PERIOD));
    }

    private void follow(EventSource source) {
        source.events().subscribe(event -> told.add(new Told(second(), event)));
    }

    private Map<Integer, List<Long>> again() {
        Map<Integer, List<Long>> seconds = new HashMap<>();
        for (Told each : told) {
            if (each.event() instanceof ConnectionEvent.Existing existing) {
                seconds.computeIfAbsent(existing.connection().local().port(), port -> new ArrayList<>())
                        .add(each.second());
            }
        }
        return seconds;
    }

    @Test
    void each_is_told_once_in_each_period_at_a_moment_of_its_own() {
        follow(stream());
        seconds(5 * PERIOD);
        assertThat(again()).hasSize(300);
        again().forEach((port, seconds) -> {
            assertThat(seconds).as("%d", port).hasSize(5);
            for (int i = 1; i < seconds.size(); i++) {
                assertThat(seconds.get(i) - seconds.get(i - 1)).isEqualTo(PERIOD);
            }
        });
    }

    @Test
    void they_never_come_in_a_burst() {
        follow(stream());
        seconds(PERIOD);
        Map<Long, Integer> perSecond = new HashMap<>();
        again().values().forEach(seconds -> perSecond.merge(seconds.get(0), 1, Integer::sum));
        assertThat(perSecond).hasSizeGreaterThan(80);
        assertThat(perSecond.values()).as("3 a second in the middle").allMatch(count -> count <= 15);
    }

    @Test
    void one_that_is_young_has_just_been_told_and_one_that_went_is_not_told() {
        ports = new int[0];
        follow(stream());
        seconds(1);
        ports = IntStream.range(1_000, 1_300).toArray();
        seconds(PERIOD);
        assertThat(again()).isEmpty();
        seconds(PERIOD);
        assertThat(again()).hasSize(300);
        ports = new int[] {1_007};
        seconds(1);
        told.clear();
        seconds(2 * PERIOD);
        assertThat(again().keySet()).containsExactly(1_007);
    }

    @Test
    void only_those_that_are_chosen_are_told_and_nothing_without_being_asked() {
        follow(stream()
                .where(Filter.parse("sport < 1050"))
                .where(connection -> connection.local().port() % 2 == 0));
        seconds(PERIOD);
        assertThat(again()).hasSize(25);
        told.clear();
        follow(over(() -> at(0, 1, 2, 3)));
        seconds(PERIOD);
        assertThat(again().keySet()).doesNotContain(1, 2, 3);
    }

    @Test
    void while_nothing_can_be_read_nothing_is_told_and_what_was_due_is_told_behind_it() {
        follow(stream());
        seconds(PERIOD);
        told.clear();
        failing = true;
        seconds(PERIOD / 2);
        assertThat(again()).isEmpty();
        failing = false;
        seconds(PERIOD / 2);
        assertThat(again()).hasSize(300);
    }

    @Test
    void who_asks_for_nothing_for_a_while_is_told_each_once_and_counts_right() {
        Set<String> ids = new HashSet<>();
        List<ConnectionEvent> got = new ArrayList<>();
        BaseSubscriber<ConnectionEvent> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(ConnectionEvent event) {
                got.add(event);
            }
        };
        stream().events().subscribe(slow);
        seconds(3 * PERIOD);
        assertThat(got).hasSize(1);
        slow.requestUnbounded();
        seconds(1);
        List<ConnectionEvent> again =
                got.stream().filter(ConnectionEvent.Existing.class::isInstance).toList();
        assertThat(again).hasSizeBetween(300, 315);
        again.forEach(
                event -> ids.add(((ConnectionEvent.Existing) event).connection().id()));
        assertThat(ids).hasSize(300);
        slow.cancel();
        seconds(PERIOD);
        assertThat(got.stream().filter(ConnectionEvent.Existing.class::isInstance))
                .hasSameSizeAs(again);
    }
}
