package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** The tables themselves, and the events of a poll together. */
class SnapshotsTest extends VirtualStream {

    private final AtomicInteger reads = new AtomicInteger();

    private Snapshot next() {
        return Snapshot.of(Instant.ofEpochSecond(reads.incrementAndGet()), List.of());
    }

    private Snapshot failing(int read) throws IOException {
        if (reads.get() + 1 == read) {
            reads.incrementAndGet();
            throw new IOException("gone for now");
        }
        return next();
    }

    @Test
    void without_demand_the_newest_table_is_kept_and_no_other() {
        StepVerifier.create(
                        over(this::next).snapshots().map(table -> table.time().getEpochSecond()), 0)
                .then(() -> seconds(7))
                .expectNoEvent(Duration.ZERO)
                .thenRequest(1)
                .expectNext(8L)
                .thenRequest(1)
                .then(() -> seconds(1))
                .expectNext(9L)
                .thenCancel()
                .verify();
    }

    @Test
    void a_cancel_stops_the_polls() {
        StepVerifier.create(over(this::next).snapshots(), 0)
                .then(() -> seconds(2))
                .thenCancel()
                .verify();
        int before = reads.get();
        seconds(5);
        assertThat(reads).hasValue(before);
    }

    @Test
    void a_first_read_that_fails_is_the_end() {
        StepVerifier.create(over(() -> failing(1)).snapshots())
                .then(() -> seconds(0))
                .verifyErrorMessage("gone for now");
        seconds(5);
        assertThat(reads).as("no poll after the end").hasValue(1);
    }

    @Test
    void a_later_read_that_fails_is_no_table() {
        StepVerifier.create(over(() -> failing(2)).snapshots().map(table -> table.time()
                        .getEpochSecond()))
                .then(() -> seconds(2))
                .expectNext(1L, 3L)
                .thenCancel()
                .verify();
    }

    @Test
    void a_batch_waits_for_demand_and_none_is_empty() {
        StepVerifier.create(over(() -> failing(3)).batches().map(SnapshotsTest::words), 0)
                .then(() -> seconds(0))
                .thenRequest(1)
                .expectNext("baseline ")
                .then(() -> seconds(1))
                .thenRequest(1)
                .then(() -> seconds(1))
                .expectNext("lost ")
                .thenCancel()
                .verify();
    }

    @Test
    void a_cancel_leaves_no_thread() {
        ConnectionStream stream = ConnectionStream.over(this::next).every(Duration.ofMillis(1));
        stream.snapshots().take(3).blockLast(Duration.ofMinutes(1));
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("connflux-")));
    }

    private static String words(Iterable<ConnectionEvent> batch) {
        StringBuilder words = new StringBuilder();
        batch.forEach(event -> words.append(event.name()).append(' '));
        return words.toString();
    }
}
