package io.connflux.stream.websocket.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;
import reactor.netty.NettyPipeline;

/**
 * Ends a WebSocket with a word that the peer gets to read (RFC 6455 section 7.1): a close frame of each side, then the
 * connection.
 *
 * <p>Reactor Netty closes the connection right behind its close frame, and Netty's decoder does where a frame is wrong. What
 * the peer has sent meanwhile, and be it an answer to a ping, then makes the kernel send a reset, at which the peer's kernel
 * throws away what was not read yet: the last events, and the frame that says why.
 */
public final class CloseHandshake extends ChannelDuplexHandler {

    /** How long the peer may take for its part. Too low loses the last word, too high delays the server's end. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Channel channel;
    private final Scheduler loop;
    private final boolean server;
    /** On the channel's thread, as the next one. */
    private boolean said;

    private volatile boolean heard;

    private CloseHandshake(Channel channel, boolean server) {
        this.channel = channel;
        this.loop = Schedulers.fromExecutorService(channel.eventLoop());
        this.server = server;
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "connflux.close", this);
    }

    /** For a client's side. The server's close frame is Reactor Netty's to answer and to tell of. */
    public static CloseHandshake ofClient(Channel channel) {
        return new CloseHandshake(channel, false);
    }

    /** For a server's side, where a frame that is wrong, or longer than this, ends the connection. */
    public static CloseHandshake ofServer(Channel channel, int maxFrame) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .maxFramePayloadLength(maxFrame)
                .closeOnProtocolViolation(false)
                .build();
        channel.pipeline()
                .replace(WebSocket13FrameDecoder.class, "connflux.decoder", new WebSocket13FrameDecoder(config));
        return new CloseHandshake(channel, true);
    }

    /** Says why, unless the end has begun already; completes when the connection has ended. */
    public Mono<Void> end(int code, String reason) {
        return Mono.fromRunnable(() -> say(new CloseWebSocketFrame(code, reason)))
                .subscribeOn(loop)
                .then(ended());
    }

    /** Whether the peer has said its part, and so has read all that was sent before this side's. */
    public boolean wasAnswered() {
        return heard;
    }

    private Mono<Void> ended() {
        return FutureMono.from(channel.closeFuture())
                .timeout(PATIENCE, Mono.empty(), loop)
                .then(FutureMono.deferFuture(channel::close))
                .onErrorComplete();
    }

    private void say(CloseWebSocketFrame last) {
        if (said) {
            last.release();
            return;
        }
        Mono<Void> sent = FutureMono.deferFuture(() -> channel.writeAndFlush(last));
        sent.onErrorComplete().subscribe();
        said = true;
    }

    /** Nothing follows a close frame; a client's may be Reactor Netty's, in answer to that of the server. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (said && (server || !(message instanceof CloseWebSocketFrame))) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
        } else {
            super.write(context, message, promise);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean close = message instanceof CloseWebSocketFrame;
        if (!said && !(close && server)) {
            said = close;
            context.fireChannelRead(message);
            return;
        }
        if (message instanceof CloseWebSocketFrame frame) {
            hear(frame.statusCode());
        }
        ReferenceCountUtil.release(message);
    }

    private void hear(int code) {
        if (!heard) {
            heard = true;
            say(code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, ""));
            leave(FutureMono.deferFuture(channel::close));
        }
    }

    /**
     * Ends this side, and listens until the peer has ended its own: it may still answer pings.
     *
     * @param whole instead, where a connection has no half of an end, as one with TLS
     */
    private void leave(Mono<Void> whole) {
        boolean half =
                server && channel instanceof DuplexChannel && channel.pipeline().get(SslHandler.class) == null;
        Mono<Void> done = half
                ? FutureMono.deferFuture(((DuplexChannel) channel)::shutdownOutput)
                        .onErrorComplete()
                        .then(ended())
                : whole;
        done.onErrorComplete().subscribe();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable wrong = cause.getCause() == null ? cause : cause.getCause();
        if (wrong instanceof CorruptedWebSocketFrameException frame) {
            // Its decoder reads nothing any more, not even a close frame.
            say(new CloseWebSocketFrame(frame.closeStatus()));
            leave(ended());
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
