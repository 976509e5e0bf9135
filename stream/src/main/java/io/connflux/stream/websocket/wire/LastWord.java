package io.connflux.stream.websocket.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.AttributeKey;
import java.util.Objects;

/**
 * Keeps what a server says in its close frame, as it comes in. Reactor Netty ends the frames before it gives the status, and
 * none at all where the connection has ended by then.
 */
@ChannelHandler.Sharable
public final class LastWord extends ChannelInboundHandlerAdapter {

    public static final LastWord HANDLER = new LastWord();

    private static final AttributeKey<String> SAID = AttributeKey.valueOf(LastWord.class, "said");

    private LastWord() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof CloseWebSocketFrame frame && frame.statusCode() >= 0) {
            String reason = frame.reasonText();
            context.channel().attr(SAID).set(frame.statusCode() + (reason.isEmpty() ? "" : " " + reason));
        }
        context.fireChannelRead(message);
    }

    /** The status of the server's close frame and its reason; {@code without a word} where none has come. */
    public static String of(Channel channel) {
        return Objects.requireNonNullElse(channel.attr(SAID).get(), "without a word");
    }
}
