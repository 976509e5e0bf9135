package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.ConnectionEvent.Change;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SnapshotSource;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** What is observed between two polls, on its way to a subscriber. */
class ObservedStreamTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration RARELY = Duration.ofHours(1);

    private final ScriptedObservations observations = new ScriptedObservations();
    private final AtomicInteger reads = new AtomicInteger();
    private final List<ConnectionEvent> told = new CopyOnWriteArrayList<>();

    private final SnapshotSource source = () -> {
        reads.incrementAndGet();
        return snapshot();
    };

    private static Snapshot snapshot() {
        Moment began = Moment.now(Clock.systemUTC(), System::nanoTime);
        ReadSpan span = new ReadSpan(began, began);
        SocketTable tcp = new SocketTableBuilder(Protocol.TCP, 0).build().readIn(span);
        return new SnapshotBuilder(began.clock()).table(tcp).span(span).build();
    }

    private ConnectionStream stream() {
        return ConnectionStream.over(source).every(RARELY).observing(observations);
    }

    @Test
    void a_connection_that_comes_and_goes_between_two_polls_is_told_at_once() {
        Disposable subscription = stream().events().subscribe(told::add);
        await().until(() -> told.size() == 1);
        observations.shortLived(40_000);
        await().atMost(SOON).until(() -> told.size() == 4);
        subscription.dispose();
        assertThat(told.subList(1, 4))
                .extracting(event ->
                        event.name() + " " + ((Change) event).connection().state())
                .containsExactly("opened SYN_SENT", "state-changed ESTABLISHED", "closed ESTABLISHED");
        assertThat(told.get(1))
                .isInstanceOfSatisfying(ConnectionEvent.Opened.class, opened -> assertThat(opened.since())
                        .isEqualTo(opened.time()));
        assertThat(reads).hasValue(1);
    }

    @Test
    void a_subscriber_that_is_slow_for_a_moment_misses_nothing() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        Disposable subscription = stream().events().subscribe(event -> {
            told.add(event);
            if (told.size() == 2) {
                try {
                    slow.await(SOON.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        await().until(() -> told.size() == 1);
        for (int i = 0; i < 500; i++) {
            observations.shortLived(40_000 + i);
        }
        await().until(() -> told.size() == 2);
        for (int i = 500; i < 1_000; i++) {
            observations.shortLived(40_000 + i);
        }
        slow.countDown();
        await().atMost(SOON).until(() -> told.size() == 3_001);
        subscription.dispose();
        assertThat(told).filteredOn(ConnectionEvent.Closed.class::isInstance).hasSize(1_000);
        assertThat(told).noneMatch(ConnectionEvent.Stats.class::isInstance);
    }

    @Test
    void what_was_lost_is_told_with_its_number() {
        StepVerifier.create(stream().events())
                .expectNextMatches(ConnectionEvent.Baseline.class::isInstance)
                .then(() -> observations.lose(7))
                .expectNextMatches(event -> event instanceof ConnectionEvent.Lost lost && lost.count() == 7)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void what_was_lost_before_the_first_table_is_in_it_and_what_was_behind_is_told() {
        observations.lose(3);
        SnapshotSource losing = () -> {
            if (reads.getAndIncrement() == 0) {
                observations.lose(5);
            }
            return snapshot();
        };
        StepVerifier.create(ConnectionStream.over(losing)
                        .every(RARELY)
                        .observing(observations)
                        .steps())
                .assertNext(
                        step -> assertThat(step.counters().observationsLost()).isEqualTo(5))
                .then(() -> observations.shortLived(40_000))
                .assertNext(step -> {
                    assertThat(step.changes())
                            .extracting(ConnectionEvent::name)
                            .containsExactly("lost", "opened", "state-changed", "closed");
                    assertThat(step.changes().get(0))
                            .isInstanceOfSatisfying(ConnectionEvent.Lost.class, lost -> assertThat(lost.count())
                                    .isEqualTo(5));
                })
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void what_was_lost_is_counted_in_all() {
        StepVerifier.create(stream().steps())
                .expectNextCount(1)
                .then(() -> observations.lose(7))
                .assertNext(
                        step -> assertThat(step.counters().observationsLost()).isEqualTo(7))
                .then(() -> observations.lose(2))
                .assertNext(
                        step -> assertThat(step.counters().observationsLost()).isEqualTo(9))
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void where_it_breaks_that_is_told_and_it_is_opened_anew_as_soon_as_that_is_possible() {
        StepVerifier.create(stream().every(Duration.ofMillis(20)).events())
                .expectNextMatches(ConnectionEvent.Baseline.class::isInstance)
                .then(() -> observations.fail(new IOException("trace_pipe_raw: gone")))
                .expectNextMatches(
                        event -> event instanceof ConnectionEvent.Lost lost
                                && lost.reason()
                                        .equals(
                                                "trace_pipe_raw: gone: changes are seen by polls alone until it can be read again"))
                .then(() -> {
                    int before = reads.get();
                    await().atMost(SOON).until(() -> reads.get() > before + 2);
                    assertThat(observations.readers()).isZero();
                    observations.mend();
                    await().atMost(SOON).until(() -> observations.readers() == 1);
                    observations.shortLived(40_000);
                })
                .expectNextCount(3)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void where_it_cannot_begin_the_stream_ends_with_the_reason() {
        observations.fail(new IOException("tracefs is not mounted"));
        StepVerifier.create(stream().events())
                .expectErrorMessage("tracefs is not mounted")
                .verify(SOON);
    }

    @Test
    void each_of_two_sources_tells_at_once_what_it_has_and_who_has_nothing_is_not_asked() {
        ScriptedObservations others = new ScriptedObservations();
        Disposable subscription =
                stream().observing(observations, others).events().subscribe(told::add);
        await().until(() -> told.size() == 1);
        int asked = others.takes();
        observations.shortLived(40_000);
        await().atMost(SOON).until(() -> told.size() == 4);
        assertThat(others.takes()).isEqualTo(asked);
        others.shortLived(40_001);
        await().atMost(SOON).until(() -> told.size() == 7);
        subscription.dispose();
        assertThat(told.subList(1, 7))
                .extracting(event -> ((Change) event).connection().local().port())
                .containsExactly(40_000, 40_000, 40_000, 40_001, 40_001, 40_001);
        assertThat(reads).hasValue(1);
        await().atMost(SOON).until(() -> observations.readers() + others.readers() == 0);
    }

    @Test
    void a_poll_asks_both_of_two_sources() {
        ScriptedObservations others = new ScriptedObservations();
        StepVerifier.create(stream()
                        .every(Duration.ofMillis(20))
                        .observing(observations, others)
                        .steps())
                .thenConsumeWhile(step -> observations.takes() < 20 || others.takes() < 20)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void where_one_of_two_sources_breaks_the_other_goes_on() {
        ScriptedObservations others = new ScriptedObservations();
        StepVerifier.create(stream().observing(observations, others).events())
                .expectNextMatches(ConnectionEvent.Baseline.class::isInstance)
                .then(() -> others.fail(new IOException("netlink: gone")))
                .expectNextMatches(event -> event instanceof ConnectionEvent.Lost lost
                        && lost.reason().startsWith("netlink: gone: changes are seen by polls alone"))
                .then(() -> observations.shortLived(40_000))
                .expectNextCount(3)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void where_one_of_two_sources_cannot_begin_the_other_ends() {
        ScriptedObservations others = new ScriptedObservations();
        others.fail(new IOException("netlink is not there"));
        StepVerifier.create(stream().observing(observations, others).events())
                .expectErrorMessage("netlink is not there")
                .verify(SOON);
        await().atMost(SOON).until(() -> observations.readers() == 0);
    }

    @Test
    void nobody_reads_any_more_when_the_last_subscriber_has_gone() {
        Disposable subscription = stream().events().subscribe(told::add);
        await().until(() -> told.size() == 1);
        assertThat(observations.readers()).isEqualTo(1);
        subscription.dispose();
        await().atMost(SOON).until(() -> observations.readers() == 0);
    }

    @Test
    void without_demand_nothing_is_delivered_and_nothing_of_it_is_missed() {
        StepVerifier.create(stream().events(), 0)
                .expectSubscription()
                .then(() -> await().until(() -> reads.get() == 1))
                .thenRequest(1)
                .expectNextMatches(ConnectionEvent.Baseline.class::isInstance)
                .then(() -> observations.shortLived(40_000))
                .then(() -> observations.shortLived(40_001))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(6)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void a_poll_that_cannot_read_does_not_stop_what_is_observed() {
        SnapshotSource failing = () -> {
            if (reads.incrementAndGet() > 1) {
                throw new IOException("no /proc");
            }
            return snapshot();
        };
        StepVerifier.create(ConnectionStream.over(failing)
                        .every(Duration.ofMillis(20))
                        .observing(observations)
                        .events())
                .expectNextMatches(ConnectionEvent.Baseline.class::isInstance)
                .expectNextMatches(ConnectionEvent.Lost.class::isInstance)
                .then(() -> observations.shortLived(40_000))
                .expectNextCount(3)
                .thenCancel()
                .verify(SOON);
    }
}
