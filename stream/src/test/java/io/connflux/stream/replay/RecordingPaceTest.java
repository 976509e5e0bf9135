package io.connflux.stream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.RandomEvents;
import io.connflux.stream.replay.line.RecordedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When a recording is told, and to whom. */
class RecordingPaceTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final MadeRecording made = MadeRecording.of(3, 2, 100);

    @TempDir
    private Path directory;

    private Recording recording() {
        return Recording.of(List.of(MadeRecording.file(directory, "recorded", made.lines())))
                .existing(true)
                .on(time, () -> time.now(TimeUnit.NANOSECONDS));
    }

    private static Instant last(List<? extends ConnectionEvent> told) {
        return told.get(told.size() - 1).time();
    }

    @Test
    void each_event_comes_when_it_did() {
        List<ConnectionEvent> told = new ArrayList<>();
        recording().events().subscribe(told::add);
        time.advanceTimeBy(Duration.ZERO);
        assertThat(told).extracting(ConnectionEvent::name).containsExactly("existing", "existing", "baseline");
        for (int second = 1; second <= 100; second++) {
            time.advanceTimeBy(Duration.ofMillis(999));
            assertThat(last(told)).isBefore(MadeRecording.BEGUN.plusSeconds(second));
            time.advanceTimeBy(Duration.ofMillis(1));
            Instant now = MadeRecording.BEGUN.plusSeconds(second);
            assertThat(told).hasSize((int) made.events().stream()
                    .filter(event -> !event.time().isAfter(now))
                    .count());
        }
        assertThat(told).hasToString(made.events().toString());
    }

    @Test
    void a_speed_makes_it_as_many_times_as_fast() {
        StepVerifier.withVirtualTime(() -> recording().speed(20).events(), () -> time, Long.MAX_VALUE)
                .thenAwait(Duration.ofSeconds(5))
                .expectNextCount(made.events().size())
                .verifyComplete();
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> recording().speed(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_clock_that_was_set_back_does_not_hold_it_up() {
        Pace pace = new Pace(1);
        Instant begun = MadeRecording.BEGUN;
        assertThat(pace.until(begun, 0)).isZero();
        assertThat(pace.until(begun.plusSeconds(10), 0)).hasSeconds(10);
        assertThat(pace.until(begun.minusSeconds(3_600), 0)).hasSeconds(10);
        assertThat(pace.until(begun.minusSeconds(3_599), 0)).hasSeconds(11);
        assertThat(pace.until(begun.minusSeconds(3_600), 0)).as("recorded late").hasSeconds(11);
        assertThat(pace.until(begun.minusSeconds(3_590), 60_000_000_000L)).isZero();
    }

    @Test
    void nothing_is_told_unasked_and_all_of_it_when_it_is_asked_for() {
        StepVerifier.create(recording().atOnce().events(), 0)
                .then(() -> time.advanceTimeBy(Duration.ofHours(1)))
                .thenRequest(2)
                .then(time::advanceTime)
                .expectNextCount(2)
                .then(() -> time.advanceTimeBy(Duration.ofHours(1)))
                .thenRequest(Long.MAX_VALUE)
                .then(time::advanceTime)
                .expectNextCount(made.events().size() - 2)
                .verifyComplete();
    }

    @Test
    void a_cancel_closes_the_file_and_ends_the_thread_even_while_it_waits_for_a_pipe() {
        AtomicInteger open = new AtomicInteger();
        Recording waiting = Recording.in(List.of(new RecordedFile("pipe", false, () -> {
            open.incrementAndGet();
            return new Waiting(made.lines(), open);
        })));
        var subscription = waiting.atOnce().events().subscribe();
        await().until(() -> running() && open.get() == 1);
        subscription.dispose();
        await().untilAsserted(() -> assertThat(running()).isFalse());
        await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    @Test
    void a_file_that_cannot_be_opened_is_an_error_and_its_thread_ends() {
        Flux<ConnectionEvent> events = Recording.in(List.of(new RecordedFile("gone", false, () -> {
                    throw new IOException("gone with the wind");
                })))
                .events();
        StepVerifier.create(events).verifyErrorMessage("gone with the wind");
        await().untilAsserted(() -> assertThat(running()).isFalse());
    }

    @Test
    void of_the_recorded_counters_those_are_told_that_are_as_far_apart_as_was_asked_for() {
        List<ConnectionEvent> events = new ArrayList<>(List.of(made.events().get(2)));
        Random random = new Random(1);
        while (events.size() < 40) {
            ConnectionEvent some = RandomEvents.next(random);
            if (some instanceof ConnectionEvent.Stats stats) {
                events.add(new ConnectionEvent.Stats(MadeRecording.BEGUN.plusSeconds(events.size()), stats.counters()));
            }
        }
        Recording all = Recording.of(List.of(MadeRecording.file(directory, "counted", MadeRecording.lines(events, 1))))
                .atOnce();
        assertThat(all.events().ofType(ConnectionEvent.Stats.class).count().block())
                .isEqualTo(39);
        assertThat(all.stats(Duration.ofSeconds(10))
                        .events()
                        .ofType(ConnectionEvent.Stats.class)
                        .map(ConnectionEvent::time)
                        .collectList()
                        .block())
                .extracting(told -> Duration.between(MadeRecording.BEGUN, told).toSeconds())
                .containsExactly(1L, 11L, 21L, 31L);
        assertThatThrownBy(() -> all.stats(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean running() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("connflux-replay"));
    }

    /** Some bytes, and then no more but no end either. */
    private static final class Waiting extends InputStream {

        private final InputStream bytes;
        private final AtomicInteger open;

        Waiting(byte[] bytes, AtomicInteger open) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.open = open;
        }

        @Override
        public int available() throws IOException {
            return bytes.available();
        }

        @Override
        public int read() throws IOException {
            int one = bytes.read();
            return one < 0 ? waiting() : one;
        }

        @Override
        public int read(byte[] into, int at, int most) throws IOException {
            int count = bytes.read(into, at, most);
            return count < 0 ? waiting() : count;
        }

        private synchronized int waiting() throws IOException {
            try {
                while (true) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
