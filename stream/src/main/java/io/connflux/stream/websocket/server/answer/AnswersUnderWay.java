package io.connflux.stream.websocket.server.answer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers on their way, a piece at a time as their clients read. Who does not read keeps a piece of the network's memory, and
 * the body, which others share, alive; so there is a time for each piece, a number of answers, and a number of bytes of all
 * different answers. Beyond, whoever has not read for the longest loses its connection.
 */
public final class AnswersUnderWay {

    /** For a client to read a piece. Too low cuts off slow networks, too high keeps what nobody reads. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Answers at once, of a piece of the network's memory each. Too low cuts off who waits for others, too high fills it. */
    private static final int MAX_ANSWERS = 256;

    /** The part of the heap that answers may take, but for one. */
    private static final int SHARE = 8;

    private final long maxBytes;
    private final Duration patience;
    private final Set<Sending> under = new HashSet<>();

    private static final class Sending {
        private final Channel channel;
        private final AnswerBody body;
        private volatile long waitsSince = System.nanoTime();

        private Sending(Channel channel, AnswerBody body) {
            this.channel = channel;
            this.body = body;
        }
    }

    public AnswersUnderWay() {
        this(Runtime.getRuntime().maxMemory() / SHARE, PATIENCE);
    }

    /** For tests that cannot wait, and have no large host. */
    public AnswersUnderWay(long maxBytes, Duration patience) {
        this.maxBytes = maxBytes;
        this.patience = patience;
    }

    /** How many answers are under way. */
    public synchronized int size() {
        return under.size();
    }

    /**
     * Sends one behind what the response has of headers; on the connection's own thread.
     *
     * @return on subscription sends; completes when all is sent, or the client is gone
     */
    public Publisher<Void> send(HttpServerRequest request, HttpServerResponse response, String type, AnswerBody body) {
        Channel[] channel = new Channel[1];
        response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header("X-Content-Type-Options", "nosniff")
                .header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(body.length()))
                .withConnection(connection -> channel[0] = connection.channel());
        if (!channel[0].isActive()) {
            return Mono.empty();
        }
        if (HttpMethod.HEAD.equals(request.method())) {
            return response.send();
        }
        return response.sendHeaders().then().then(sent(channel[0], body));
    }

    private Mono<Void> sent(Channel channel, AnswerBody body) {
        Scheduler loop = Schedulers.fromExecutor(channel.eventLoop());
        return Flux.using(
                        () -> begin(channel, body),
                        sending ->
                                Flux.range(0, body.pieces()).concatMap(index -> write(sending, body.piece(index)), 0),
                        this::end)
                .then()
                .subscribeOn(loop)
                .onErrorResume(gone -> FutureMono.deferFuture(channel::close).onErrorComplete());
    }

    private Mono<Void> write(Sending sending, byte[] piece) {
        return Mono.defer(() -> {
            sending.waitsSince = System.nanoTime();
            return FutureMono.deferFuture(
                            () -> sending.channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece))))
                    .timeout(patience, Schedulers.fromExecutorService(sending.channel.eventLoop()));
        });
    }

    private synchronized Sending begin(Channel channel, AnswerBody body) {
        Sending begun = new Sending(channel, body);
        while (!under.isEmpty() && isTooMuch(body)) {
            Sending stalled = under.stream()
                    .min(Comparator.comparingLong(sending -> sending.waitsSince - begun.waitsSince))
                    .orElseThrow();
            under.remove(stalled);
            FutureMono.deferFuture(stalled.channel::close).onErrorComplete().subscribe();
        }
        under.add(begun);
        return begun;
    }

    private boolean isTooMuch(AnswerBody another) {
        Set<AnswerBody> answers = Collections.newSetFromMap(new IdentityHashMap<>());
        under.forEach(sending -> answers.add(sending.body));
        answers.add(another);
        boolean shared = answers.size() == 1;
        return under.size() >= MAX_ANSWERS
                || (!shared && answers.stream().mapToLong(AnswerBody::length).sum() > maxBytes);
    }

    private synchronized void end(Sending sending) {
        under.remove(sending);
    }
}
