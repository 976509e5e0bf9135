package io.connflux.stream.websocket.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class PongsTest {

    /** A network that takes nothing before it is told to. */
    private static final class Stalled extends ChannelOutboundHandlerAdapter {
        private final Deque<Byte> written = new ArrayDeque<>();
        private final Deque<ChannelPromise> promises = new ArrayDeque<>();

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            PongWebSocketFrame pong = (PongWebSocketFrame) message;
            written.add(ByteBufUtil.getBytes(pong.content())[0]);
            pong.release();
            promises.add(promise);
        }
    }

    private final Stalled network = new Stalled();
    private final EmbeddedChannel channel = new EmbeddedChannel(network);
    private final Pongs pongs = new Pongs(channel);

    @Test
    void of_a_flood_of_pings_one_answer_waits_and_the_newest_follows_it() {
        for (int i = 1; i <= 100; i++) {
            pongs.answer(new byte[] {(byte) i});
        }
        channel.runPendingTasks();
        assertThat(network.written).containsExactly((byte) 1);
        network.promises.remove().setSuccess();
        channel.runPendingTasks();
        assertThat(network.written).containsExactly((byte) 1, (byte) 100);
        network.promises.remove().setSuccess();
        channel.runPendingTasks();
        pongs.answer(new byte[] {101});
        channel.runPendingTasks();
        assertThat(network.written).containsExactly((byte) 1, (byte) 100, (byte) 101);
    }

    @Test
    void an_answer_that_cannot_be_sent_holds_up_none() {
        pongs.answer(new byte[] {1});
        network.promises.remove().setFailure(new java.io.IOException("reset"));
        channel.runPendingTasks();
        pongs.answer(new byte[] {2});
        assertThat(network.written).containsExactly((byte) 1, (byte) 2);
    }
}
