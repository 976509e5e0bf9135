package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class ConnectionStreamTest extends VirtualStream {

    @Test
    void a_stream_begins_with_the_baseline_and_goes_on_with_changes() {
        StepVerifier.create(over(SnapshotSource.of(at(0, 1), at(1, 1, 2), at(2, 2)))
                        .existing(true)
                        .events()
                        .map(ConnectionEvent::name))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(5)))
                .expectNext("existing", "baseline", "opened", "closed")
                .thenCancel()
                .verify();
    }

    @Test
    void subscribers_share_the_polls_and_have_baselines_of_their_own() {
        AtomicInteger reads = new AtomicInteger();
        ConnectionStream stream = over(() -> at(reads.get(), reads.incrementAndGet()));
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        var one = stream.events().subscribe(event -> first.add(event.name()));
        time.advanceTimeBy(Duration.ofSeconds(2));
        var two = stream.events().subscribe(event -> second.add(event.name()));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(reads).hasValue(4);
        assertThat(first).containsExactly("baseline", "closed", "opened", "closed", "opened", "closed", "opened");
        assertThat(second).containsExactly("baseline", "closed", "opened");
        one.dispose();
        two.dispose();
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(reads).as("no poll without a subscriber").hasValue(4);
    }

    @Test
    void without_demand_nothing_is_delivered_and_the_difference_is_coarser_later() {
        StepVerifier.create(
                        over(SnapshotSource.of(at(0, 1), at(1, 1, 2), at(2, 1, 2, 3), at(3, 1, 3)))
                                .events()
                                .map(ConnectionEvent::name),
                        0)
                .thenRequest(1)
                .then(() -> time.advanceTimeBy(Duration.ZERO))
                .expectNext("baseline")
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(9)))
                .thenRequest(1)
                .expectNext("opened")
                .thenRequest(5)
                .expectNext("closed", "opened", "stats")
                .thenCancel()
                .verify();
    }

    @Test
    void the_first_poll_that_reads_nothing_ends_the_stream() {
        StepVerifier.create(over(() -> {
                            throw new IOException("nothing there");
                        })
                        .events())
                .then(() -> time.advanceTimeBy(Duration.ZERO))
                .expectErrorMatches(e -> e instanceof IOException && "nothing there".equals(e.getMessage()))
                .verify();
    }

    @Test
    void a_later_poll_that_fails_is_lost_once_and_closes_nothing() {
        AtomicInteger reads = new AtomicInteger();
        StepVerifier.create(over(() -> {
                            int read = reads.getAndIncrement();
                            if (read == 1 || read == 2) {
                                throw new IOException("gone for a while");
                            }
                            return at(read, 1);
                        })
                        .events()
                        .map(ConnectionEvent::name))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(9)))
                .expectNext("baseline", "lost")
                .thenCancel()
                .verify();
    }

    @Test
    void counters_come_when_they_were_asked_for() {
        StepVerifier.create(over(SnapshotSource.of(at(0, 1), at(1, 1), at(2, 1), at(3, 1)))
                        .stats(Duration.ofSeconds(2))
                        .events())
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(3)))
                .expectNextCount(1)
                .assertNext(event -> assertThat(event).isInstanceOfSatisfying(ConnectionEvent.Stats.class, stats -> {
                    assertThat(stats.counters().polls()).isEqualTo(3);
                    assertThat(stats.counters().rows()).isEqualTo(1);
                }))
                .thenCancel()
                .verify();
    }

    @Test
    void cancelling_leaves_no_thread_behind() {
        var subscription = ConnectionStream.over(SnapshotSource.of(at(0, 1)))
                .every(Duration.ofMillis(10))
                .events()
                .subscribe();
        assertThat(threads()).isNotEmpty();
        subscription.dispose();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void a_subscriber_that_blocks_does_not_delay_another() {
        AtomicInteger reads = new AtomicInteger();
        ConnectionStream stream = ConnectionStream.over(() -> at(reads.get(), reads.incrementAndGet()))
                .every(Duration.ofMillis(5));
        var never = new java.util.concurrent.CountDownLatch(1);
        var blocked = stream.events().subscribe(event -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            assertThat(stream.events().take(20).collectList().block(Duration.ofMinutes(1)))
                    .hasSize(20);
        } finally {
            never.countDown();
            blocked.dispose();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_the_demand_the_events_lead_to_the_newest_table(long seed) {
        Random random = new Random(seed);
        AtomicInteger reads = new AtomicInteger();
        List<Integer> table = new ArrayList<>();
        ConnectionStream stream = over(() -> {
            if (reads.get() < 200) {
                for (int i = random.nextInt(6); i > 0; i--) {
                    Integer port = 1 + random.nextInt(50);
                    if (!table.remove(port)) {
                        table.add(random.nextInt(table.size() + 1), port);
                    }
                }
            }
            return at(
                    reads.incrementAndGet(),
                    table.stream().mapToInt(Integer::intValue).toArray());
        });
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
            }
        };
        stream.existing(true).events().subscribe(subscriber);
        for (int second = 0; second < 200; second++) {
            subscriber.request(random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 1);
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        subscriber.request(Long.MAX_VALUE);
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(known).as("seed %d", seed).containsExactlyElementsOf(new TreeSet<>(table));
        subscriber.cancel();
    }

    @Test
    void a_batch_is_of_the_time_at_which_it_is_asked_for() {
        List<List<String>> got = new ArrayList<>();
        var slow = new BaseSubscriber<Iterable<ConnectionEvent>>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(Iterable<ConnectionEvent> batch) {
                List<String> words = new ArrayList<>();
                batch.forEach(event -> words.add(event.name()));
                got.add(words);
            }
        };
        over(SnapshotSource.of(at(0, 1), at(1, 1, 2), at(2, 1, 2, 3), at(3, 3)))
                .batches()
                .subscribe(slow);
        time.advanceTimeBy(Duration.ofSeconds(9));
        assertThat(got).containsExactly(List.of("baseline"));
        slow.request(1);
        assertThat(got).hasSize(2).last().isEqualTo(List.of("closed", "opened", "stats"));
        slow.cancel();
    }

    @Test
    void snapshots_can_be_had_themselves() {
        StepVerifier.create(over(SnapshotSource.of(at(0, 1), at(1, 1, 2)))
                        .snapshots()
                        .map(Snapshot::size))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(1)))
                .expectNext(1, 2)
                .thenCancel()
                .verify();
    }

    private static List<String> threads() {
        return Flux.fromIterable(Thread.getAllStackTraces().keySet())
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("connflux-"))
                .collectList()
                .block();
    }
}
