package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** What subscribers that come, go and fail do to the polls that they share. */
class SharedPollsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger reads = new AtomicInteger();

    private static Snapshot empty(int second) {
        return Snapshot.of(Instant.ofEpochSecond(second), List.of());
    }

    private Snapshot next() {
        return empty(reads.incrementAndGet());
    }

    private static void noThreadIsLeft() {
        await().untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("connflux-")));
    }

    @Test
    void one_subscriber_that_takes_a_table_beside_another_that_goes_leaves_no_poll() {
        for (int round = 0; round < 20; round++) {
            ConnectionStream stream = ConnectionStream.over(this::next).every(Duration.ofMillis(1));
            Disposable events = stream.events().subscribe();
            stream.snapshots().next().block(LONG);
            events.dispose();
        }
        noThreadIsLeft();
    }

    @Test
    void who_subscribes_after_an_error_starts_anew_and_so_does_a_retry() {
        ConnectionStream stream = ConnectionStream.over(() -> {
                    if (reads.incrementAndGet() <= 3) {
                        throw new IOException("not mounted yet");
                    }
                    return empty(reads.get());
                })
                .every(Duration.ofMillis(1));
        assertThat(Mono.from(stream.events())
                        .map(event -> "")
                        .onErrorResume(e -> Mono.just(String.valueOf(e.getMessage())))
                        .block(LONG))
                .isEqualTo("not mounted yet");
        assertThat(stream.events().retryWhen(Retry.max(5)).blockFirst(LONG))
                .isInstanceOf(ConnectionEvent.Baseline.class);
        assertThat(reads.get()).isGreaterThanOrEqualTo(4);
        noThreadIsLeft();
    }

    @Test
    void a_source_that_throws_what_it_should_not_loses_a_poll_and_no_subscriber() {
        ConnectionStream stream = ConnectionStream.over(() -> {
                    if (reads.incrementAndGet() > 1) {
                        throw new IllegalStateException("a fault of the source's own");
                    }
                    return empty(reads.get());
                })
                .every(Duration.ofMillis(1));
        assertThat(stream.events().take(2).collectList().block(LONG))
                .last()
                .isInstanceOfSatisfying(ConnectionEvent.Lost.class, lost -> assertThat(lost.reason())
                        .isEqualTo("a fault of the source's own"));
    }

    @Test
    void a_subscriber_may_block_and_keeps_no_other_from_its_tables() throws InterruptedException {
        ConnectionStream stream = ConnectionStream.over(this::next).every(Duration.ofMillis(1));
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Disposable blocks = stream.snapshots()
                .subscribe(
                        table -> {
                            Mono.delay(Duration.ofMillis(1)).block(LONG);
                            reached.countDown();
                            Mono.fromRunnable(() -> wait(never)).block();
                        },
                        failures::add);
        reached.await();
        assertThat(failures).isEmpty();
        assertThat(stream.snapshots().take(20).collectList().block(LONG)).hasSize(20);
        never.countDown();
        blocks.dispose();
        noThreadIsLeft();
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
