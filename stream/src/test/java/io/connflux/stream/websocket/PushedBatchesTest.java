package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.PortsApart;
import io.connflux.stream.websocket.wire.SendWindow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** A push as a sink of any batches. */
class PushedBatchesTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<Disposable> ends = new ArrayList<>();
    private final TestPublisher<Iterable<ConnectionEvent>> source = TestPublisher.create();
    private final List<Long> undelivered = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        ends.forEach(Disposable::dispose);
    }

    private <T extends Disposable> T ended(T held) {
        ends.add(held);
        return held;
    }

    private static ConnectionEvent event(long number) {
        return new ConnectionEvent.Lost(Instant.EPOCH, "test", number);
    }

    private static Iterable<ConnectionEvent> batch(int... numbers) {
        return IntStream.of(numbers).mapToObj(PushedBatchesTest::event).toList();
    }

    private static Flux<Iterable<ConnectionEvent>> batches(int count, int size) {
        return Flux.range(0, count).map(each -> IntStream.range(0, size)
                .mapToObj(PushedBatchesTest::event)
                .toList());
    }

    /** Has the numbers of all events that are taken out of it. */
    private static Iterable<ConnectionEvent> endless(AtomicLong taken) {
        return () -> Stream.generate(() -> event(taken.incrementAndGet())).iterator();
    }

    private static List<String> seqs(int last) {
        return LongStream.rangeClosed(1, last)
                .mapToObj(seq -> "\"seq\":" + seq + ",")
                .toList();
    }

    private static void assertSeqs(List<String> lines, int last) {
        assertThat(lines).hasSize(last);
        Iterator<String> seqs = seqs(last).iterator();
        assertThat(lines).allSatisfy(line -> assertThat(line).contains(seqs.next()));
    }

    /** That nothing is missing, where some was sent again; gives the number of lines. */
    private static int assertEachOnce(List<String> lines) {
        List<String> distinct = lines.stream().distinct().toList();
        assertSeqs(distinct, distinct.size());
        return distinct.size();
    }

    @Test
    void all_batches_are_acknowledged_before_it_ends_with_a_word() {
        Collector collector = ended(Collector.at(0));
        assertThat(WebSocketPush.to(collector.uri())
                        .onUndelivered(undelivered::add)
                        .write(batches(50, 100))
                        .block(LONG))
                .isEqualTo(5_000);
        assertThat(undelivered).isEmpty();
        assertSeqs(collector.lines(), 5_000);
        await().until(() -> collector.closeCode() == 1001);
        assertThat(collector.connections()).isEqualTo(1);
    }

    @Test
    void a_limit_ends_it_in_the_middle_of_a_batch_and_cancels_the_source() {
        Collector collector = ended(Collector.at(0));
        StepVerifier.create(WebSocketPush.to(collector.uri()).limit(2).write(source.flux()))
                .then(() -> await().until(source::wasRequested))
                .then(() -> source.next(batch(1, 2, 3)))
                .expectNext(2L)
                .expectComplete()
                .verify(LONG);
        source.assertCancelled();
        assertSeqs(collector.lines(), 2);
        await().until(() -> collector.closeCode() == 1001);
    }

    @Test
    void lines_are_sent_whether_or_not_anybody_asks_for_their_number() {
        Collector collector = ended(Collector.at(0));
        StepVerifier.create(WebSocketPush.to(collector.uri()).write(batches(2, 2)), 0)
                .then(() -> await().until(() -> collector.closeCode() == 1001))
                .then(() -> assertSeqs(collector.lines(), 4))
                .thenRequest(1)
                .expectNext(4L)
                .expectComplete()
                .verify(LONG);
    }

    @Test
    void a_cancel_ends_the_source_and_the_connection() {
        Collector collector = ended(Collector.at(0));
        StepVerifier.create(WebSocketPush.to(collector.uri()).write(source.flux()))
                .then(() -> await().until(source::wasRequested))
                .then(() -> source.next(batch(1)))
                .then(() -> await().until(() -> collector.size() == 1))
                .thenCancel()
                .verify(LONG);
        source.assertCancelled();
        await().until(() -> !collector.isConnected());
    }

    @Test
    void an_error_of_the_source_ends_it_behind_a_close_frame() {
        Collector collector = ended(Collector.at(0));
        StepVerifier.create(WebSocketPush.to(collector.uri()).write(source.flux()))
                .then(() -> await().until(source::wasRequested))
                .then(() -> source.next(batch(1)))
                .then(() -> await().until(() -> collector.size() == 1))
                .then(() -> source.error(new IOException("gone")))
                .verifyErrorMessage("gone");
        await().until(() -> collector.closeCode() == 1001);
        assertThat(collector.connections()).isEqualTo(1);
    }

    @Test
    void the_source_is_left_alone_where_there_is_no_server() throws IOException {
        StepVerifier.create(
                        WebSocketPush.to(Collector.at(PortsApart.free(), "/in")).write(source.flux()))
                .expectError(IOException.class)
                .verify(LONG);
        source.assertWasNotSubscribed();
    }

    @Test
    void a_server_that_acknowledges_nothing_is_sent_the_window_and_no_more() {
        Collector collector = ended(Collector.withoutPongs());
        AtomicLong taken = new AtomicLong();
        ended(WebSocketPush.to(collector.uri())
                .write(Flux.just(endless(taken)).repeat())
                .subscribe());
        await().during(Duration.ofSeconds(1)).until(() -> collector.size() > 1_000);
        long sent = collector.lines().stream().mapToLong(String::length).sum();
        assertThat(sent).isBetween(SendWindow.SIZE / 2L, SendWindow.SIZE + 64L * 1_024);
        // A piece that waits for room, and what was encoded together with its last line.
        assertThat(taken.get()).isLessThan(collector.size() + 1_000);
    }

    @Test
    void until_ends_it_without_acknowledgements() {
        Collector collector = ended(Collector.withoutPongs());
        Sinks.Empty<Void> stop = Sinks.empty();
        StepVerifier.create(WebSocketPush.to(collector.uri())
                        .until(stop.asMono())
                        .onUndelivered(undelivered::add)
                        .write(Flux.concat(Flux.just(batch(1, 2)), source.flux())))
                .then(() -> await().until(() -> collector.size() == 2))
                .then(stop::tryEmitEmpty)
                .expectNext(2L)
                .expectComplete()
                .verify(LONG);
        source.assertCancelled();
        await().until(() -> collector.closeCode() == 1001);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void what_the_server_may_lack_at_the_end_is_told() throws IOException {
        Collector collector = ended(Collector.withoutPongs());
        Relay relay = ended(Relay.to(collector.address(), PortsApart.free()));
        List<Reconnection> lost = new CopyOnWriteArrayList<>();
        Sinks.Empty<Void> stop = Sinks.empty();
        StepVerifier.create(WebSocketPush.to(Collector.at(relay.port(), "/in"))
                        .until(stop.asMono())
                        .onReconnect(lost::add)
                        .onUndelivered(undelivered::add)
                        .write(Flux.concat(Flux.just(batch(1, 2, 3)), source.flux())))
                .then(() -> await().until(() -> collector.size() == 3))
                .then(relay::dispose)
                .then(() -> await().until(() -> !lost.isEmpty()))
                .then(stop::tryEmitEmpty)
                .expectNext(3L)
                .expectComplete()
                .verify(LONG);
        assertThat(undelivered).containsExactly(3L);
    }

    @Test
    void lines_that_wait_for_room_at_the_end_are_told_and_no_others_where_the_close_is_answered() {
        Collector collector = ended(Collector.withoutPongs());
        AtomicLong taken = new AtomicLong();
        AtomicReference<Long> count = new AtomicReference<>();
        Sinks.Empty<Void> stop = Sinks.empty();
        ended(WebSocketPush.to(collector.uri())
                .until(stop.asMono())
                .onUndelivered(undelivered::add)
                .write(Flux.just(endless(taken)).repeat())
                .subscribe(count::set));
        await().during(Duration.ofSeconds(1)).until(() -> collector.size() > 1_000);
        stop.tryEmitEmpty();
        await().until(() -> count.get() != null);
        await().until(() -> collector.closeCode() == 1001);
        assertThat(undelivered).containsExactly(count.get() - collector.size());
    }

    @Test
    void while_the_server_is_away_nothing_is_taken() throws IOException {
        Collector collector = ended(Collector.at(0));
        Relay relay = ended(Relay.to(collector.address(), PortsApart.free()));
        AtomicLong taken = new AtomicLong();
        List<Reconnection> lost = new CopyOnWriteArrayList<>();
        Flux<Iterable<ConnectionEvent>> steady = Flux.<Iterable<ConnectionEvent>>generate(
                        sink -> sink.next(batch((int) taken.incrementAndGet())))
                .concatMap(batch -> Mono.just(batch).delayElement(Duration.ofMillis(1)), 0);
        ended(WebSocketPush.to(Collector.at(relay.port(), "/in"))
                .onReconnect(lost::add)
                .write(steady)
                .subscribe());
        await().until(() -> collector.size() > 100);
        relay.dispose();
        await().until(() -> !lost.isEmpty());
        long before = taken.get();
        // That which was asked for while there was a connection, and that which waits for the next.
        await().during(Duration.ofMillis(300)).until(() -> taken.get() <= before + 2);
        int there = collector.size();
        ended(Relay.to(collector.address(), relay.port()));
        await().until(() -> collector.size() > there + 100);
        assertThat(lost).hasSize(1);
        assertEachOnce(collector.lines());
    }

    @Test
    void what_ends_while_the_connection_breaks_is_delivered_in_the_next() throws Exception {
        Collector collector = ended(Collector.at(0));
        Relay relay = ended(Relay.to(collector.address()));
        AtomicReference<Long> count = new AtomicReference<>();
        ended(WebSocketPush.to(Collector.at(relay.port(), "/in"))
                .write(batches(200, 100))
                .subscribe(count::set));
        await().pollInterval(Duration.ofMillis(1)).until(() -> collector.size() > 1_000);
        relay.cut();
        await().until(() -> count.get() != null);
        assertThat(count.get()).isEqualTo(20_000);
        assertThat(assertEachOnce(collector.lines())).isEqualTo(20_000);
        await().until(() -> collector.closeCode() == 1001);
    }
}
