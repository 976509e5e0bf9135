package io.connflux.stream.websocket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.fixture.Host;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.websocket.query.SubscriptionRequest;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.LineBatch;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** Where a stream is while one connection ends and another begins. */
class HandoverTest {

    private static final int ROUNDS = 500;
    private static final SubscriptionRequest REQUEST = SubscriptionRequest.parse("/events", null);

    private final Thread test = Thread.currentThread();
    private Runnable meanwhile = () -> {};
    private final Broadcast broadcast = new Broadcast(
            ConnectionStream.over(new Host().open(1, 5)).every(Duration.ofHours(1)),
            EncoderSettings.NONE,
            Duration.ofMinutes(1),
            Eviction.ofHeap(),
            this::nanos);
    private Lease first;
    private SubscriptionRequest again;

    /** A connection that ends asks for the time, and something else happens just then. */
    private long nanos() {
        if (Thread.currentThread() == test) {
            meanwhile.run();
        }
        return System.nanoTime();
    }

    @BeforeEach
    void begin() {
        broadcast.start().block(Duration.ofMinutes(1));
        first = broadcast.open(REQUEST, Framing.WEBSOCKET);
        LineBatch told = first.chunks(broadcast, Schedulers.immediate()).blockFirst(Duration.ofMinutes(1));
        again = REQUEST.resuming(first.session().token(), told.lastSeq());
    }

    @AfterEach
    void end() {
        broadcast.dispose();
    }

    private ClientConnection connected(Lease lease) {
        ClientConnection client = new ClientConnection(
                lease, new EmbeddedChannel(), bytes -> bytes, new byte[0], Duration.ofMinutes(1), 0);
        broadcast.connected(client);
        return client;
    }

    private Lease resumed() {
        Lease lease = broadcast.open(again, Framing.WEBSOCKET);
        assertThat(lease.session()).as("the stream").isSameAs(first.session());
        return lease;
    }

    @Test
    void who_comes_back_while_its_connection_ends_goes_on() {
        ClientConnection one = connected(first);
        List<Lease> back = new ArrayList<>();
        meanwhile = () -> back.add(broadcast.open(again, Framing.WEBSOCKET));
        broadcast.disconnected(one);
        meanwhile = () -> {};
        assertThat(back).extracting(Lease::session).containsExactly(first.session());
        ClientConnection two = connected(back.get(0));
        assertThat(broadcast.parked()).isZero();
        broadcast.disconnected(two);
        assertThat(broadcast.parked()).isEqualTo(1);
    }

    @Test
    void once_no_client_is_left_all_streams_are_parked() {
        Lease lease = first;
        for (int round = 0; round < ROUNDS; round++) {
            ClientConnection one = connected(lease);
            CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> broadcast.disconnected(one));
            while (broadcast.subscribers() > 0) {
                Thread.onSpinWait();
            }
            assertThat(broadcast.parked()).as("round %d", round).isEqualTo(1);
            ending.join();
            lease = resumed();
        }
    }

    @Test
    void of_two_that_took_it_over_the_last_has_it_whichever_is_there_first() {
        ClientConnection one = connected(first);
        Lease second = resumed();
        Lease third = resumed();
        ClientConnection three = connected(third);
        ClientConnection two = connected(second);
        broadcast.disconnected(two);
        broadcast.disconnected(one);
        assertThat(broadcast.parked()).as("while one has it").isZero();
        assertThat(broadcast.tokens()).containsExactly(first.session().token());
        broadcast.disconnected(three);
        assertThat(broadcast.parked()).isEqualTo(1);
        assertThat(broadcast.tokens()).isEmpty();
    }

    @Test
    void who_is_let_go_takes_nothing_from_whom_it_lost_its_stream_to() {
        connected(first);
        Lease second = resumed();
        first.session().leave(first);
        assertThat(first.session().lease()).isSameAs(second);
        first.session().leave(second);
        assertThat(first.session().lease()).isNotSameAs(second);
    }
}
