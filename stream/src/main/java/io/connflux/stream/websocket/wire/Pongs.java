package io.connflux.stream.websocket.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import org.jspecify.annotations.Nullable;
import reactor.netty.FutureMono;

/**
 * A client's answers to pings: one is under way at a time, and of the pings that come meanwhile only the newest is answered
 * (RFC 6455 section 5.5.3). A server that sends pings without end, and reads no answer, would fill this side's memory else. Any
 * thread.
 */
public final class Pongs {

    private final Channel channel;
    private byte @Nullable [] newest;
    private boolean underWay;

    public Pongs(Channel channel) {
        this.channel = channel;
    }

    public synchronized void answer(byte[] ping) {
        if (underWay) {
            newest = ping;
            return;
        }
        underWay = true;
        FutureMono.deferFuture(() -> channel.writeAndFlush(new PongWebSocketFrame(Unpooled.wrappedBuffer(ping))))
                .onErrorComplete()
                .doOnTerminate(this::sent)
                .subscribe();
    }

    private synchronized void sent() {
        underWay = false;
        byte[] next = newest;
        newest = null;
        if (next != null && channel.isActive()) {
            answer(next);
        }
    }
}
