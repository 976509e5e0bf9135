package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.ReadSpan;
import io.connflux.stream.follow.Step;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;

/** A wall clock that is set while a stream goes on. */
class ClockStepsTest extends VirtualStream {

    private final Set<Integer> ports = new TreeSet<>();
    private Duration set = Duration.ZERO;

    private Instant wall() {
        return Instant.parse("2026-11-24T10:00:00Z")
                .plusMillis(time.now(TimeUnit.MILLISECONDS))
                .plus(set);
    }

    private Snapshot read() {
        List<Connection> rows = new ArrayList<>();
        for (int port : ports) {
            rows.add(tcp(port, 0));
        }
        Moment now = new Moment(wall(), time.now(TimeUnit.NANOSECONDS));
        Snapshot snapshot = Snapshot.of(now.clock(), rows);
        ReadSpan span = new ReadSpan(now, now);
        SnapshotBuilder timed = new SnapshotBuilder(now.clock()).span(span);
        snapshot.tables().forEach(table -> timed.table(table.readIn(span)));
        return timed.build();
    }

    private ConnectionStream stream() {
        return over(this::read).clock(this::wall, () -> time.now(TimeUnit.NANOSECONDS));
    }

    private List<ConnectionEvent> told(@Nullable Duration statsEvery, Runnable after3Polls, int polls) {
        List<ConnectionEvent> told = new ArrayList<>();
        ConnectionStream stream = statsEvery == null ? stream() : stream().stats(statsEvery);
        var subscription = stream.events().subscribe(told::add);
        time.advanceTimeBy(Duration.ofMillis(2_500));
        after3Polls.run();
        time.advanceTimeBy(Duration.ofSeconds(polls - 3));
        subscription.dispose();
        return told;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1H", "PT1H", "-PT1S", "PT0.7S"})
    void a_clock_that_is_set_is_said_at_once_in_one_notice(Duration step) {
        List<ConnectionEvent> told = told(null, () -> set = step, 6);
        assertThat(told).hasSize(2).last().isInstanceOfSatisfying(ConnectionEvent.Stats.class, stats -> {
            assertThat(stats.counters().clockSteps()).isEqualTo(1);
            assertThat(stats.counters().clockStepped()).isEqualTo(step);
            assertThat(stats.counters().polls()).isEqualTo(4);
        });
    }

    @Test
    void a_clock_that_is_corrected_little_by_little_is_not_said() {
        List<ConnectionEvent> told = new ArrayList<>();
        stream().events().subscribe(told::add);
        for (int second = 0; second < 100; second++) {
            set = set.plusMillis(83);
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void who_comes_later_is_told_of_the_steps_since_then_and_how_many_there_were_in_all() {
        List<ConnectionEvent> late = new ArrayList<>();
        ConnectionStream stream = stream();
        stream.events().subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));
        set = Duration.ofHours(1);
        time.advanceTimeBy(Duration.ofSeconds(1));
        stream.events().subscribe(late::add);
        set = Duration.ZERO;
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(late).hasSize(2).last().isInstanceOfSatisfying(ConnectionEvent.Stats.class, stats -> {
            assertThat(stats.counters().clockSteps()).isEqualTo(2);
            assertThat(stats.counters().clockStepped()).isEqualTo(Duration.ZERO);
        });
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "-PT1H", "PT1H"})
    void counters_come_on_time_though_the_clock_is_set(Duration step) {
        List<ConnectionEvent> told = told(Duration.ofSeconds(10), () -> set = step, 61);
        assertThat(told.stream()
                        .filter(event -> event instanceof ConnectionEvent.Stats)
                        .map(event -> ((ConnectionEvent.Stats) event).counters().polls())
                        .filter(polls -> polls != 4))
                .containsExactly(11L, 21L, 31L, 41L, 51L, 61L);
    }

    @Test
    void steps_leave_the_notice_to_their_readers() {
        List<Step> steps = new ArrayList<>();
        stream().steps().subscribe(steps::add);
        time.advanceTimeBy(Duration.ofSeconds(1));
        set = Duration.ofHours(-1);
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(steps).extracting(step -> step.counters().clockSteps()).containsExactly(0L, 0L, 1L, 1L);
        assertThat(steps).allSatisfy(step -> assertThat(step.changes()).isEmpty());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatever_the_demand_and_the_clock_the_events_lead_to_the_newest_table(long seed) {
        Random random = new Random(seed);
        Set<Integer> known = new TreeSet<>();
        var subscriber = new BaseSubscriber<ConnectionEvent>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

            @Override
            protected void hookOnNext(ConnectionEvent event) {
                if (event instanceof ConnectionEvent.Change change) {
                    int port = change.connection().local().port();
                    boolean fits = event instanceof ConnectionEvent.Closed ? known.remove(port) : known.add(port);
                    assertThat(fits).as("seed %d: %s", seed, event).isTrue();
                }
                if (event instanceof ConnectionEvent.Closed closed && closed.duration() != null) {
                    assertThat(closed.duration())
                            .as("seed %d: %s", seed, event)
                            .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(210));
                    assertThat(closed.since()).isBeforeOrEqualTo(closed.time());
                }
            }
        };
        stream().existing(true).events().subscribe(subscriber);
        for (int second = 0; second < 200; second++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                int port = 1 + random.nextInt(30);
                if (!ports.remove(port)) {
                    ports.add(port);
                }
            }
            if (random.nextInt(4) == 0) {
                set = Duration.ofMinutes(random.nextInt(240) - 120L);
            }
            subscriber.request(random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 1);
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        subscriber.request(Long.MAX_VALUE);
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(known).as("seed %d", seed).isEqualTo(ports);
        subscriber.cancel();
    }
}
