package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.scripted.ScriptedHost;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class UntilTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedHost host = ScriptedHost.on(time);
    private final Sinks.Empty<Void> end = Sinks.empty();
    private final ConnectionStream stream = host.stream();
    private final ConnectionStream ended = stream.until(end.asMono());

    @Test
    void each_form_completes_and_others_go_on() {
        Disposable all = stream.events().subscribe();
        StepVerifier events = StepVerifier.create(ended.events())
                .expectNextCount(1)
                .expectComplete()
                .verifyLater();
        StepVerifier batches = StepVerifier.create(ended.batches())
                .expectNextCount(1)
                .expectComplete()
                .verifyLater();
        StepVerifier steps = StepVerifier.create(ended.steps())
                .expectNextCount(1)
                .expectComplete()
                .verifyLater();
        StepVerifier tables = StepVerifier.create(ended.snapshots())
                .expectNextCount(1)
                .expectComplete()
                .verifyLater();
        assertThat(stream.subscribers()).isEqualTo(5);
        time.advanceTime();
        end.tryEmitEmpty();
        events.verify(Duration.ofSeconds(10));
        batches.verify(Duration.ofSeconds(10));
        steps.verify(Duration.ofSeconds(10));
        tables.verify(Duration.ofSeconds(10));
        assertThat(stream.subscribers()).isEqualTo(1);
        all.dispose();
    }

    @Test
    void a_batch_that_is_being_told_is_told_to_its_end() {
        host.opened("10.0.0.1:52000", "10.0.0.2:443");
        StepVerifier.create(ended.existing(true).events(), 0)
                .then(time::advanceTime)
                .thenRequest(1)
                .expectNextMatches(ConnectionEvent.Existing.class::isInstance)
                .then(end::tryEmitEmpty)
                .thenRequest(1)
                .expectNextMatches(ConnectionEvent.Baseline.class::isInstance)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void who_asks_for_nothing_is_told_the_end() {
        StepVerifier.create(ended.events(), 0)
                .then(end::tryEmitEmpty)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void who_cancels_leaves_the_polls() {
        StepVerifier.create(ended.events())
                .then(time::advanceTime)
                .expectNextCount(1)
                .thenCancel()
                .verify(Duration.ofSeconds(10));
        assertThat(stream.subscribers()).isZero();
        assertThat(end.currentSubscriberCount()).isZero();
    }

    @Test
    void an_error_of_the_polls_comes_through() {
        host.unreadable("there is nothing");
        StepVerifier.create(ended.events()).then(time::advanceTime).verifyErrorSatisfies(error -> assertThat(error)
                .isInstanceOf(IOException.class)
                .hasMessage("there is nothing"));
        assertThat(end.currentSubscriberCount()).isZero();
    }
}
