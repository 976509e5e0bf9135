package io.connflux.stream.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class SharedTest {

    /** What a run is driven by: each tick is a read, which goes on until it is let go. */
    private static final class Source {
        private final List<Sinks.Many<Integer>> ticks = new ArrayList<>();
        private final List<Boolean> alive = new ArrayList<>();
        private final Shared<Integer> shared = new Shared<>(this::run);

        private Flux<Integer> run(Shared.Turn turn) {
            int number = ticks.size();
            Sinks.Many<Integer> each = Sinks.many().unicast().onBackpressureBuffer();
            ticks.add(each);
            alive.add(true);
            return each.asFlux()
                    .concatMap(tick -> turn.read(() -> read(tick)), 0)
                    .doFinally(signal -> alive.set(number, false));
        }

        private static Integer read(int tick) throws IOException {
            if (tick < 0) {
                throw new IOException("failed");
            }
            return tick;
        }

        private void tick(int value) {
            ticks.get(ticks.size() - 1).tryEmitNext(value);
        }

        private long running() {
            return alive.stream().filter(each -> each).count();
        }
    }

    private enum Act {
        SUBSCRIBE,
        CANCEL,
        POLL,
        FAIL
    }

    @Test
    void
            whatever_subscribers_and_polls_do_in_whatever_order_there_is_one_run_where_somebody_is_subscribed_and_none_else() {
        Act[] acts = Act.values();
        int length = 7;
        for (int code = 0; code < Math.pow(acts.length, length); code++) {
            List<Act> script = new ArrayList<>();
            for (int i = 0, rest = code; i < length; i++, rest /= acts.length) {
                script.add(acts[rest % acts.length]);
            }
            play(script);
        }
    }

    private static void play(List<Act> script) {
        Source source = new Source();
        List<List<Integer>> received = new ArrayList<>();
        List<Disposable> subscribed = new ArrayList<>();
        AtomicInteger errors = new AtomicInteger();
        int value = 0;
        for (Act act : script) {
            switch (act) {
                case SUBSCRIBE -> {
                    List<Integer> mine = new ArrayList<>();
                    received.add(mine);
                    subscribed.add(source.shared.flux().subscribe(mine::add, error -> errors.incrementAndGet()));
                }
                case CANCEL -> {
                    if (!subscribed.isEmpty()) {
                        subscribed.remove(0).dispose();
                        received.remove(0);
                    }
                }
                case POLL -> {
                    if (!subscribed.isEmpty()) {
                        source.tick(++value);
                        int newest = value;
                        assertThat(received).as("%s", script).allSatisfy(mine -> assertThat(mine)
                                .endsWith(newest));
                    }
                }
                case FAIL -> {
                    if (!subscribed.isEmpty()) {
                        int before = errors.get();
                        source.tick(-1);
                        assertThat(errors).as("%s", script).hasValue(before + subscribed.size());
                        subscribed.clear();
                        received.clear();
                    }
                }
            }
            assertThat(source.running()).as("%s", script).isEqualTo(subscribed.isEmpty() ? 0 : 1);
        }
    }

    @Test
    void a_read_that_goes_on_after_its_run_has_ended_is_the_only_one_until_it_ends() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch ends = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Shared<Integer> shared = new Shared<>(turn -> Flux.using(
                () -> Schedulers.newSingle("connflux-test", true),
                reader -> turn.read(() -> {
                            most.accumulateAndGet(reads.incrementAndGet(), Math::max);
                            begun.countDown();
                            try {
                                ends.await();
                            } catch (InterruptedException e) {
                                interrupted.incrementAndGet();
                                // A read of the kernel's does not end by it.
                                awaitUninterruptibly(ends);
                            }
                            return reads.decrementAndGet();
                        })
                        .subscribeOn(reader)
                        .concatWith(Mono.never()),
                reader -> reader.dispose()));
        Disposable first = shared.flux().subscribe();
        begun.await();
        first.dispose();
        for (int i = 0; i < 150; i++) {
            shared.flux().subscribe().dispose();
        }
        List<Integer> last = new ArrayList<>();
        Disposable stays = shared.flux().subscribe(last::add);
        await().untilAsserted(() -> assertThat(interrupted).hasValue(1));
        assertThat(threads()).as("nobody waits on a thread").isEqualTo(1);
        assertThat(last).isEmpty();
        ends.countDown();
        await().untilAsserted(() -> assertThat(last).hasSize(1));
        assertThat(most).hasValue(1);
        stays.dispose();
        await().untilAsserted(() -> assertThat(threads()).isZero());
    }

    @Test
    void subscribers_that_come_and_go_at_once_on_many_threads_leave_no_run() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Shared<Long> shared = new Shared<>(turn -> Flux.defer(() -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            return Flux.interval(Duration.ZERO, Duration.ofMillis(1))
                    .onBackpressureDrop()
                    .concatMap(tick -> turn.read(() -> tick), 0)
                    .doFinally(signal -> running.decrementAndGet());
        }));
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    for (int round = 0; round < 100; round++) {
                        shared.flux().take(1).blockLast(Duration.ofSeconds(30));
                    }
                } catch (RuntimeException e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        await().untilAsserted(() -> assertThat(running).hasValue(0));
    }

    @Test
    void who_comes_after_an_error_starts_anew() {
        Source source = new Source();
        StepVerifier.create(source.shared.flux())
                .then(() -> source.tick(-1))
                .expectError(IOException.class)
                .verify();
        StepVerifier.create(source.shared.flux())
                .then(() -> source.tick(5))
                .expectNext(5)
                .thenCancel()
                .verify();
    }

    @Test
    void without_demand_the_newest_element_is_kept_and_a_cancel_ends_the_run() {
        Source source = new Source();
        StepVerifier.create(source.shared.flux(), 0)
                .then(() -> source.tick(1))
                .then(() -> source.tick(2))
                .then(() -> source.tick(3))
                .thenRequest(1)
                .expectNext(3)
                .thenCancel()
                .verify();
        assertThat(source.running()).isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                done = false;
            }
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("connflux-test"))
                .count();
    }
}
