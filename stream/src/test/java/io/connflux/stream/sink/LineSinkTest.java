package io.connflux.stream.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class LineSinkTest {

    private final List<String> writes = new ArrayList<>();

    private final OutputStream recording = new OutputStream() {
        @Override
        public void write(int b) {
            throw new AssertionError("a byte at a time");
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            writes.add(new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    };

    private static Iterable<ConnectionEvent> batch(int... numbers) {
        List<ConnectionEvent> events = new ArrayList<>();
        for (int number : numbers) {
            events.add(new ConnectionEvent.Lost(Instant.EPOCH, "test", number));
        }
        return events;
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    @Test
    void a_batch_is_one_write_that_ends_with_a_line() {
        StepVerifier.create(LineSink.to(recording).write(Flux.just(batch(1, 2), batch(3))))
                .expectNext(3L)
                .verifyComplete();
        assertThat(writes).hasSize(2).allMatch(text -> text.endsWith("}\n"));
        assertThat(writes.get(0).lines()).hasSize(2);
    }

    @Test
    void a_limit_ends_in_the_middle_of_a_batch() {
        StepVerifier.create(LineSink.to(recording).limit(2).write(Flux.just(batch(1, 2, 3), batch(4))))
                .expectNext(2L)
                .verifyComplete();
        assertThat(String.join("", writes).lines()).hasSize(2);
    }

    @Test
    void a_closed_pipe_ends_quietly_and_cancels_the_source() {
        TestPublisher<Iterable<ConnectionEvent>> source = TestPublisher.create();
        StepVerifier.create(LineSink.to(failing("Broken pipe")).write(source.flux()))
                .then(() -> source.next(batch(1)))
                .expectNextCount(1)
                .verifyComplete();
        source.assertCancelled();
    }

    @Test
    void a_full_disk_is_an_error() throws IOException {
        try (OutputStream full = new FileOutputStream("/dev/full")) {
            StepVerifier.create(LineSink.to(full).write(Flux.just(batch(1))))
                    .expectErrorSatisfies(
                            e -> assertThat(e).isInstanceOf(IOException.class).hasMessageContaining("space"))
                    .verify();
        }
    }

    @Test
    void an_error_from_upstream_passes_on() {
        StepVerifier.create(LineSink.to(recording).write(Flux.error(new IllegalStateException("upstream"))))
                .expectErrorMessage("upstream")
                .verify();
    }

    @Test
    void nothing_is_asked_for_before_the_last_batch_is_written() {
        TestPublisher<Iterable<ConnectionEvent>> source = TestPublisher.create();
        StepVerifier.create(LineSink.to(recording).write(source.flux()))
                .then(() -> source.assertMinRequested(1))
                .then(() -> source.next(batch(1)))
                .then(() -> assertThat(writes).hasSize(1))
                .thenCancel()
                .verify();
        source.assertCancelled();
    }

    @Test
    void lines_are_written_whether_or_not_anybody_asks_for_their_number() {
        StepVerifier.create(LineSink.to(recording).write(Flux.just(batch(1, 2))), 0)
                .then(() -> assertThat(writes).hasSize(1))
                .thenRequest(1)
                .expectNext(2L)
                .verifyComplete();
    }

    @Test
    void what_was_written_before_an_error_from_upstream_stays_whole() {
        TestPublisher<Iterable<ConnectionEvent>> source = TestPublisher.create();
        StepVerifier.create(LineSink.to(recording).write(source.flux()))
                .then(() -> source.next(batch(1)))
                .then(() -> source.error(new IOException("gone")))
                .verifyErrorMessage("gone");
        assertThat(writes).singleElement().asString().endsWith("}\n");
    }

    @Test
    void nothing_is_written_after_a_cancel() {
        TestPublisher<Iterable<ConnectionEvent>> source =
                TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        StepVerifier.create(LineSink.to(recording).write(source.flux()))
                .then(() -> source.next(batch(1)))
                .thenCancel()
                .verify();
        source.next(batch(2));
        assertThat(writes).hasSize(1);
    }
}
