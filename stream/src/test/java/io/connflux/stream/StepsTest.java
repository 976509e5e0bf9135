package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.follow.Step;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

class StepsTest extends VirtualStream {

    private final AtomicInteger reads = new AtomicInteger();

    private static String words(Step step) {
        return step.number() + " "
                + step.changes().stream().map(ConnectionEvent::name).toList();
    }

    @Test
    void each_poll_is_compared_once_for_all_subscribers_and_a_late_one_begins_with_the_newest() {
        var steps = over(() -> at(reads.get(), reads.incrementAndGet())).steps();
        List<Step> first = new ArrayList<>();
        List<Step> late = new ArrayList<>();
        var one = steps.subscribe(first::add);
        time.advanceTimeBy(Duration.ofSeconds(2));
        var two = steps.subscribe(late::add);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(first.stream().map(StepsTest::words))
                .containsExactly("1 []", "2 [closed, opened]", "3 [closed, opened]", "4 [closed, opened]");
        assertThat(late).hasSize(2);
        assertThat(late.get(0)).isSameAs(first.get(2));
        assertThat(late.get(1)).isSameAs(first.get(3));
        one.dispose();
        two.dispose();
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(reads).as("no poll without a subscriber").hasValue(4);
    }

    @Test
    void without_demand_a_subscriber_misses_steps_and_its_truth_leads_to_the_newest() {
        List<Step> got = new ArrayList<>();
        BaseSubscriber<Step> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(Step step) {
                got.add(step);
            }
        };
        over(SnapshotSource.of(at(0, 1), at(1, 1, 2), at(2, 1, 2, 3), at(3, 1, 3)))
                .steps()
                .subscribe(slow);
        time.advanceTimeBy(Duration.ofSeconds(9));
        assertThat(got).hasSize(1);
        // That which came first after it had room, and then the newest.
        slow.request(2);
        assertThat(got).extracting(Step::number).containsExactly(1L, 2L, 10L);
        assertThat(got.get(2).table().changesSince(got.get(0).table()))
                .singleElement()
                .satisfies(event -> assertThat(event.name()).isEqualTo("opened"));
        slow.cancel();
    }

    @Test
    void a_first_poll_that_reads_nothing_ends_the_steps_and_a_later_one_is_a_notice() {
        SnapshotSource failing = () -> {
            if (reads.getAndIncrement() == 1) {
                throw new IOException("gone for now");
            }
            return at(reads.get(), 1);
        };
        StepVerifier.create(over(failing).steps().map(StepsTest::words))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(2)))
                .expectNext("1 []", "2 [lost]", "3 []")
                .thenCancel()
                .verify();
        StepVerifier.create(over(() -> {
                            throw new IOException("nothing there");
                        })
                        .steps())
                .then(() -> time.advanceTimeBy(Duration.ZERO))
                .expectErrorMessage("nothing there")
                .verify();
    }

    @Test
    void the_end_of_the_last_subscription_leaves_no_thread() {
        ConnectionStream stream = ConnectionStream.over(() -> at(0, 1))
                .every(Duration.ofMillis(1))
                .clock(() -> Instant.EPOCH);
        stream.steps().take(5).blockLast(Duration.ofMinutes(1));
        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("connflux-")));
    }

    @Test
    void a_cancel_without_any_demand_stops_the_polls() {
        StepVerifier.create(over(() -> at(reads.incrementAndGet(), 1)).steps(), 0)
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(2)))
                .thenCancel()
                .verify();
        int before = reads.get();
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(reads).hasValue(before);
    }
}
