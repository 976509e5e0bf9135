package io.connflux.stream.websocket.client;

import io.connflux.stream.websocket.wire.Pongs;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.websocket.WebsocketInbound;

/**
 * The lines of one connection, in the pieces that the server sent them in: behind each piece stands a ping. It is answered
 * when the piece has been consumed and not when it arrived, so that the server knows how fast this subscriber really is, and
 * coalesces for it.
 */
public final class IncomingLines {

    /** Lines of a piece at most; a server sends fewer, and one that sends no pings must not fill the memory. */
    private static final int MOST_LINES = 4_096;

    /** Characters of a piece at most, but for the line it ends with: a line may be as long as a frame. */
    private static final int MOST_CHARACTERS = 1 << 20;

    /** Bytes of a line at most, in one frame or in fragments. Too low refuses what a later server may say. */
    private static final int LONGEST_LINE = 1 << 16;

    private final WebsocketInbound in;
    private final URI uri;
    private final Duration silence;
    private final Channel channel;
    private final Pongs pongs;
    private List<String> piece = new ArrayList<>();
    private int characters;
    private boolean begun;
    private volatile byte @Nullable [] unanswered;
    private volatile long waitingSince = Long.MAX_VALUE;

    /** @param silence how long a server may send nothing, not even a ping, before it is taken for gone */
    public IncomingLines(WebsocketInbound in, URI uri, Duration silence) {
        this.in = in;
        this.uri = uri;
        this.silence = silence;
        Channel[] used = new Channel[1];
        in.withConnection(connection -> used[0] = connection.channel());
        this.channel = used[0];
        this.pongs = new Pongs(channel);
    }

    /**
     * The pieces, some of them empty.
     *
     * @param worker where they are delivered
     * @return never completes: ends with {@link Disconnected}
     */
    public Flux<List<String>> pieces(Scheduler worker) {
        return in.aggregateFrames(LONGEST_LINE)
                .receiveFrames()
                .handle(this::gather)
                .concatWith(Flux.defer(() -> piece.isEmpty() ? Flux.empty() : Flux.just(piece)))
                .doOnNext(ended -> waitingSince = Long.MAX_VALUE)
                .doOnRequest(n -> answer())
                .takeUntilOther(gone(worker))
                .concatWith(Disconnected.byServer(uri, channel))
                .publishOn(worker, 1);
    }

    /** Ends the piece, or asks for more of it. Not bufferUntil, which overflows where each frame ends a piece. */
    private void gather(WebSocketFrame frame, SynchronousSink<List<String>> sink) {
        if (frame instanceof BinaryWebSocketFrame) {
            sink.error(new IllegalArgumentException(uri + ": sends binary frames, and events are text"));
            return;
        }
        boolean ends = frame instanceof PingWebSocketFrame;
        if (ends) {
            // Copied: a frame's bytes are valid only until the next one.
            unanswered = ByteBufUtil.getBytes(frame.content());
        } else if (frame instanceof TextWebSocketFrame text) {
            String line = text.text();
            piece.add(line);
            characters += line.length();
            // The first one alone: a server that is another and sends no pings is found out by it.
            ends = !begun || piece.size() == MOST_LINES || characters >= MOST_CHARACTERS;
            begun = true;
        }
        if (ends) {
            List<String> ended = piece;
            piece = new ArrayList<>();
            characters = 0;
            sink.next(ended);
        }
    }

    private void answer() {
        waitingSince = System.nanoTime();
        byte[] ping = unanswered;
        unanswered = null;
        if (ping != null) {
            pongs.answer(ping);
        }
    }

    /** Errs when nothing came for too long, although this side would have read it. */
    private Mono<Void> gone(Scheduler worker) {
        return Flux.interval(silence.dividedBy(4), worker)
                .onBackpressureDrop()
                .filter(tick -> {
                    long since = waitingSince;
                    return since != Long.MAX_VALUE && System.nanoTime() - since > silence.toNanos();
                })
                .next()
                .flatMap(tick -> Mono.error(
                        new Disconnected(uri, "nothing came from the server for " + silence.toSeconds() + " s")));
    }
}
