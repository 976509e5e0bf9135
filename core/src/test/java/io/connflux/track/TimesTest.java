package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When things happened, as events tell it: by what the clocks showed around each read of a file. */
class TimesTest {

    private static final EnumSet<Protocol> ALL = EnumSet.allOf(Protocol.class);
    private static final int POLLS = 14;

    /** What was told at each poll, and what was true then. */
    private record Run(List<List<ConnectionEvent>> told, List<ConnectionTable> truths) {

        static Run of(SlowHost host) {
            Subscriber tracker = new Subscriber(true);
            Run run = new Run(new ArrayList<>(), new ArrayList<>());
            for (int poll = 0; poll < POLLS; poll++) {
                List<ConnectionEvent> events = Rows.events(tracker, host.read());
                if (tracker.awaitsSecondLook()) {
                    events = Rows.events(tracker, host.read());
                }
                run.told.add(events);
                run.truths.add(tracker.table());
            }
            return run;
        }

        List<ConnectionEvent> all() {
            return told.stream().flatMap(List::stream).toList();
        }

        /** What those are told who miss polls, from each truth to each later one. */
        List<List<ConnectionEvent>> coarse() {
            List<List<ConnectionEvent>> all = new ArrayList<>();
            for (int older = 0; older < truths.size(); older++) {
                for (int newer = older; newer < truths.size(); newer++) {
                    all.add(truths.get(newer).changesSince(truths.get(older)));
                }
            }
            return all;
        }
    }

    @ParameterizedTest(name = "seed {0}, torn reads {1}")
    @CsvSource({"1,false", "2,false", "3,false", "5,true", "8,true", "13,true", "21,true", "34,true"})
    void every_change_happened_between_its_since_and_its_time(long seed, boolean torn) {
        for (int round = 0; round < 10; round++) {
            SlowHost host = new SlowHost(seed * 1_000 + round, torn, -1, Duration.ZERO);
            Run run = Run.of(host);
            List<ConnectionEvent> all = new ArrayList<>(run.all());
            run.coarse().forEach(all::addAll);
            assertThat(all.stream().filter(event -> event instanceof ConnectionEvent.Change))
                    .as("seed %d, round %d", seed, round)
                    .hasSizeGreaterThan(50)
                    .allMatch(host::isBracketed);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void files_of_one_poll_have_times_of_their_own_and_notices_its_end(long seed) {
        Run run = Run.of(new SlowHost(seed, false, -1, Duration.ZERO));
        assertThat(run.all().stream()
                        .filter(event -> event instanceof ConnectionEvent.Opened)
                        .map(ConnectionEvent::time)
                        .distinct())
                .hasSizeGreaterThan(POLLS);
        assertThat(run.told.get(0))
                .last()
                .isInstanceOfSatisfying(ConnectionEvent.Baseline.class, baseline -> assertThat(baseline.time())
                        .isEqualTo(run.truths.get(0).time()));
    }

    @ParameterizedTest(name = "seed {0}, torn reads {1}, {2}")
    @CsvSource({"1,false,-PT1H", "2,true,-PT1H", "3,false,PT1H", "4,true,PT1H", "5,true,-PT24H"})
    void a_clock_that_is_set_changes_times_and_nothing_else(long seed, boolean torn, Duration step) {
        SlowHost steady = new SlowHost(seed, torn, -1, Duration.ZERO);
        Run expected = Run.of(steady);
        for (int at = 0; at <= steady.clockReadings(); at++) {
            Run run = Run.of(new SlowHost(seed, torn, at, step));
            String where = "seed " + seed + ", set at reading " + at;
            assertThat(timeless(run.all())).as(where).isEqualTo(timeless(expected.all()));
            assertThat(run.coarse().stream().map(TimesTest::timeless).toList())
                    .as(where)
                    .isEqualTo(
                            expected.coarse().stream().map(TimesTest::timeless).toList());
            List<ConnectionEvent> all = new ArrayList<>(run.all());
            run.coarse().forEach(all::addAll);
            assertThat(all).as(where).allSatisfy(event -> assertThat(since(event))
                    .isBeforeOrEqualTo(event.time()));
            assertOpenedIsTheTimeOfTheOpenedEvent(run, where);
        }
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"1,-PT1H", "2,-PT1H", "3,PT1H", "4,PT1H"})
    void the_events_of_who_misses_polls_lead_to_the_newest_table_whenever_the_clock_is_set(long seed, Duration step) {
        for (int at = 0; at < 90; at += 3) {
            Run run = Run.of(new SlowHost(seed, true, at, step));
            int pair = 0;
            List<List<ConnectionEvent>> coarse = run.coarse();
            for (int older = 0; older < POLLS; older++) {
                for (int newer = older; newer < POLLS; newer++) {
                    List<String> known = keys(run.truths.get(older));
                    RandomRows.apply(known, coarse.get(pair++));
                    assertThat(known)
                            .as("seed %d, set at %d, from %d to %d", seed, at, older, newer)
                            .containsExactlyInAnyOrderElementsOf(keys(run.truths.get(newer)));
                }
            }
        }
    }

    @Test
    void a_duration_is_measured_by_the_clock_that_is_never_set() {
        SlowHost host = new SlowHost(6, false, 30, Duration.ofHours(-1));
        List<ConnectionEvent.Closed> closed = Run.of(host).all().stream()
                .filter(event -> event instanceof ConnectionEvent.Closed one
                        && one.connection().opened() != null)
                .map(event -> (ConnectionEvent.Closed) event)
                .toList();
        assertThat(closed).as("closed after the clock was set, opened before").anyMatch(one -> one.time()
                .isBefore(one.connection().opened()));
        assertThat(closed)
                .allSatisfy(one -> assertThat(one.duration()).isBetween(Duration.ZERO, Duration.ofMinutes(1)));
    }

    /** Events without their times, but with how long connections lasted. */
    private static List<String> timeless(List<ConnectionEvent> events) {
        return events.stream()
                .map(event -> Rows.line(event)
                        + (event instanceof ConnectionEvent.Closed closed ? " " + closed.duration() : ""))
                .toList();
    }

    private static Instant since(ConnectionEvent event) {
        return event instanceof ConnectionEvent.Opened e
                ? e.since()
                : event instanceof ConnectionEvent.StateChanged e
                        ? e.since()
                        : event instanceof ConnectionEvent.Closed e ? e.since() : event.time();
    }

    private static void assertOpenedIsTheTimeOfTheOpenedEvent(Run run, String where) {
        java.util.Map<Long, Instant> opened = new java.util.HashMap<>();
        for (ConnectionEvent event : run.all()) {
            if (event instanceof ConnectionEvent.Opened e) {
                opened.put(e.connection().inode(), e.time());
            } else if (event instanceof ConnectionEvent.Closed e) {
                assertThat(e.connection().opened())
                        .as(where)
                        .isEqualTo(opened.get(e.connection().inode()));
            }
        }
    }

    private static List<String> keys(ConnectionTable truth) {
        List<String> keys = new ArrayList<>();
        for (Connection connection : truth.connections(ALL)) {
            keys.add(RandomRows.key(connection));
        }
        return keys;
    }
}
