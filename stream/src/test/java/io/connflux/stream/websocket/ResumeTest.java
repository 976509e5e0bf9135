package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.state.CurrentState;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.stream.websocket.delivery.Eviction;
import io.connflux.stream.websocket.delivery.Lease;
import io.connflux.stream.websocket.delivery.ParkedSessions;
import io.connflux.stream.websocket.delivery.Session;
import io.connflux.stream.websocket.query.SubscriptionRequest;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.LineBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Who may go on with a stream, and what it gets then. */
class ResumeTest extends ServedHost {

    private static final int ROUNDS = 60;

    private final ConnectionStream stream = ConnectionStream.over(host).every(Duration.ofMillis(5));

    ResumeTest() {
        super(5);
    }

    private void serve() {
        start(WebSocketServer.over(stream).listen("127.0.0.1", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"&existing=false", "&protocol=tcp", "&seq=1000000", "&seq=0"})
    void a_mistaken_resume_is_refused_and_leaves_the_stream_for_who_has_it(String mistake) throws Exception {
        serve();
        Client first = Client.connect(server, "");
        await().until(() -> first.names().contains("baseline") && server.largestWindow() == 0);
        first.kill();
        await().until(() -> server.parked() == 1);
        String token = first.resumption().token();
        try (Client mistaken = Client.connect(server, "?resume=" + token + mistake)) {
            await().until(() -> mistaken.names().contains("baseline"));
            assertThat(mistaken.resumption().resumed()).isFalse();
        }
        try (Client right = Client.connect(server, "?resume=" + token + "&seq=" + first.seq(), false)) {
            right.believing(first.ports()).read();
            await().until(() -> right.names().contains("baseline"));
            assertThat(right.resumption().resumed()).isTrue();
            assertThat(right.resumption().token()).isEqualTo(token);
            assertThat(right.mistakes()).isEmpty();
        }
    }

    @Test
    void who_lost_its_stream_to_another_takes_nothing_of_it_any_more() throws Exception {
        Broadcast broadcast =
                new Broadcast(stream, EncoderSettings.NONE, Duration.ofMinutes(1), Eviction.ofHeap(), System::nanoTime);
        broadcast.start().block(Duration.ofMinutes(1));
        try {
            SubscriptionRequest request = SubscriptionRequest.parse("/events", null);
            Lease first = broadcast.open(request, Framing.WEBSOCKET);
            List<LineBatch> taken = new ArrayList<>();
            BaseSubscriber<LineBatch> slow = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                    request(1);
                }

                @Override
                protected void hookOnNext(LineBatch chunk) {
                    synchronized (taken) {
                        taken.add(chunk);
                    }
                }
            };
            first.chunks(broadcast, Schedulers.immediate()).subscribe(slow);
            await().until(() -> size(taken) == 1);
            host.open(100, 3);
            await().until(() -> broadcast.newest().table().rows() == 8);
            Session session = first.session();
            Lease second = session.resume(request.resuming(session.token(), 2), Framing.WEBSOCKET);
            // It had been told that there is room, and its thread was on its way already.
            slow.request(10);
            List<LineBatch> resumed = second.resent()
                    .concatWith(second.chunks(broadcast, Schedulers.immediate()))
                    .takeUntil(chunk -> chunk.lastSeq() >= 10)
                    .collectList()
                    .block(Duration.ofMinutes(1));
            assertThat(size(taken)).isEqualTo(1);
            long next = 3;
            for (LineBatch chunk : resumed) {
                assertThat(chunk.firstSeq()).isEqualTo(next);
                next = chunk.lastSeq() + 1;
            }
            slow.cancel();
        } finally {
            broadcast.dispose();
        }
    }

    @Test
    void of_two_that_resume_one_stream_at_once_each_has_it_without_a_gap_or_is_told_that_it_has_not() throws Exception {
        serve();
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        AtomicLong opens = new AtomicLong();
        Disposable churn = Flux.interval(Duration.ofMillis(2))
                .onBackpressureDrop()
                .subscribe(tick -> host.open(1_000 + (int) opens.getAndIncrement(), 1));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                raceOnce(random, "seed " + seed + ", round " + round);
            }
        } finally {
            churn.dispose();
        }
    }

    private void raceOnce(Random random, String which) throws Exception {
        Client first = Client.connect(server, "?existing=false");
        await().until(() -> first.seq() >= 3);
        boolean cut = random.nextBoolean();
        if (cut) {
            first.kill();
        }
        String resume = "?existing=false&resume=" + first.resumption().token() + "&seq=";
        long has = first.seq();
        long[] seqs = {has, has - random.nextInt(3)};
        CyclicBarrier together = new CyclicBarrier(2);
        List<CompletableFuture<Client>> racing = new ArrayList<>();
        for (long seq : seqs) {
            racing.add(CompletableFuture.supplyAsync(() -> {
                try {
                    together.await();
                    return Client.connect(server, resume + seq);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (int i = 0; i < seqs.length; i++) {
            try (Client one = racing.get(i).get(20, TimeUnit.SECONDS)) {
                await().until(() -> one.names().contains("baseline") || one.closeCode() != 0);
                // Either may lose it to the other before it is told anything.
                if (!one.events().isEmpty()) {
                    boolean resumed = one.resumption() == null
                            || Boolean.TRUE.equals(one.resumption().resumed());
                    assertThat(one.firstSeq()).as(which).isEqualTo(resumed ? seqs[i] + 1 : 1);
                    assertThat(one.mistakes().stream().filter(mistake -> mistake.startsWith("seq")))
                            .as(which)
                            .isEmpty();
                }
            }
        }
        first.close();
    }

    private static int size(List<LineBatch> chunks) {
        synchronized (chunks) {
            return chunks.size();
        }
    }

    @Test
    void a_wall_clock_that_steps_back_an_hour_delays_no_stats() throws Exception {
        serve();
        try (Client client = Client.connect(server, "?existing=false&stats=50ms")) {
            await().until(() -> client.names().stream().filter("stats"::equals).count() >= 2);
            host.setClock(Duration.ofHours(-1));
            long before = client.names().stream().filter("stats"::equals).count();
            await().until(() -> client.names().stream().filter("stats"::equals).count() >= before + 3);
            host.setClock(Duration.ofHours(1));
            long then = client.names().stream().filter("stats"::equals).count();
            await().until(() -> client.names().stream().filter("stats"::equals).count() >= then + 3);
        }
    }

    @Test
    void a_stream_is_kept_for_as_long_as_was_promised() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
        Broadcast broadcast =
                new Broadcast(stream, EncoderSettings.NONE, Duration.ofMinutes(1), Eviction.ofHeap(), now::get);
        broadcast.start().block(Duration.ofMinutes(1));
        try {
            Lease turn = broadcast.open(SubscriptionRequest.parse("/events", null), Framing.WEBSOCKET);
            assertThat(turn.chunks(broadcast, Schedulers.immediate()).blockFirst(Duration.ofSeconds(10)))
                    .isNotNull();
            ParkedSessions parking = new ParkedSessions(Duration.ofMinutes(1), new CurrentState(null, null));
            parking.add(turn.session(), now.get());
            parking.expire(now.addAndGet(Duration.ofSeconds(59).toNanos()));
            assertThat(parking.size()).isEqualTo(1);
            parking.expire(now.addAndGet(Duration.ofSeconds(2).toNanos()));
            assertThat(parking.size()).isZero();
        } finally {
            broadcast.dispose();
        }
    }
}
