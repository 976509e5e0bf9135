package io.connflux.stream.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class PaceTest {

    private VirtualTimeScheduler time;
    private final List<ConnectionEvent> got = new ArrayList<>();

    @BeforeEach
    void virtualTime() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void realTime() {
        VirtualTimeScheduler.reset();
    }

    private static Iterable<ConnectionEvent> notices(int count) {
        return Collections.nCopies(count, new ConnectionEvent.Lost(Instant.EPOCH, "test", 0));
    }

    private static Iterable<ConnectionEvent> existing(int count) {
        Endpoint end = new Endpoint(Address.ipv4(0x7F000001), 80);
        Connection one = Connection.of(Protocol.TCP, end, end, SocketState.ESTABLISHED, 0, 1);
        return Collections.nCopies(count, new ConnectionEvent.Existing(Instant.EPOCH, one));
    }

    private void seconds(double seconds) {
        time.advanceTimeBy(Duration.ofMillis((long) (seconds * 1000)));
    }

    private void take(Iterable<ConnectionEvent> batch) {
        batch.forEach(got::add);
    }

    @Test
    void what_is_more_waits_and_the_source_is_asked_for_no_more_meanwhile() {
        AtomicInteger asked = new AtomicInteger();
        Flux<Iterable<ConnectionEvent>> source = Flux.generate(sink -> {
            asked.incrementAndGet();
            sink.next(notices(400));
        });
        var running = new Pace(100).of(source).subscribe(this::take);
        assertThat(got).as("at once").hasSize(100);
        seconds(1);
        assertThat(got).hasSizeBetween(190, 210);
        seconds(1.7);
        assertThat(asked).hasValue(1);
        seconds(7.3);
        assertThat(got).hasSizeBetween(1_080, 1_110);
        assertThat(asked).hasValue(3);
        running.dispose();
        seconds(5);
        assertThat(got).hasSizeBetween(1_080, 1_110);
    }

    @Test
    void in_any_second_there_is_at_most_twice_as_many() {
        List<Long> times = new ArrayList<>();
        TestPublisher<Iterable<ConnectionEvent>> source = TestPublisher.create();
        new Pace(50)
                .of(source.flux())
                .subscribe(batch ->
                        batch.forEach(each -> times.add(time.now(java.util.concurrent.TimeUnit.MILLISECONDS))));
        for (int burst = 0; burst < 5; burst++) {
            source.next(notices(300));
            seconds(20);
        }
        assertThat(times).hasSize(1_500);
        for (int i = 0; i + 105 < times.size(); i++) {
            assertThat(times.get(i + 105) - times.get(i)).isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void few_events_are_not_delayed_nor_is_a_baseline() {
        TestPublisher<Iterable<ConnectionEvent>> source = TestPublisher.create();
        new Pace(10).of(source.flux()).subscribe(this::take);
        source.next(existing(10_000));
        assertThat(got).hasSize(10_000);
        for (int i = 0; i < 60; i++) {
            source.next(notices(1));
            assertThat(got).hasSize(10_000 + i + 1);
            seconds(0.5);
        }
    }

    @Test
    void less_than_one_a_second_is_refused() {
        assertThatThrownBy(() -> new Pace(0)).hasMessageContaining("at least 1 event a second");
    }

    @Test
    void without_demand_nothing_comes_and_nothing_overflows() {
        BaseSubscriber<Iterable<ConnectionEvent>> lazy = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

            @Override
            protected void hookOnNext(Iterable<ConnectionEvent> batch) {
                take(batch);
            }
        };
        new Pace(1).of(Flux.just(notices(3))).subscribe(lazy);
        seconds(60);
        assertThat(got).isEmpty();
        lazy.request(1);
        assertThat(got).hasSize(1);
        seconds(60);
        assertThat(got).hasSize(1);
        lazy.request(2);
        seconds(2);
        assertThat(got).hasSize(3);
    }

    @Test
    void a_cancel_ends_the_wait_and_the_source() {
        TestPublisher<Iterable<ConnectionEvent>> source = TestPublisher.create();
        var running = new Pace(1).of(source.flux()).subscribe(this::take);
        source.next(notices(5));
        running.dispose();
        source.assertCancelled();
        seconds(60);
        assertThat(got).hasSize(1);
    }

    @Test
    void an_error_from_upstream_passes_on() {
        StepVerifier.create(new Pace(1).of(Flux.error(new IllegalStateException("upstream"))))
                .expectErrorMessage("upstream")
                .verify();
    }
}
