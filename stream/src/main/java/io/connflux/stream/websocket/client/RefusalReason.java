package io.connflux.stream.websocket.client;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a server says where it makes no WebSocket of a request. Netty's exception has the head of the answer alone: so the
 * text goes into a header there, and one of that name which the server sent goes.
 */
@ChannelHandler.Sharable
final class RefusalReason extends ChannelInboundHandlerAdapter {

    static final RefusalReason HANDLER = new RefusalReason();

    private static final String HEADER = "connflux-reason";

    /** Characters of it that are told. Too low cuts a remedy off, too high lets a stranger fill the terminal. */
    private static final int LONGEST = 400;

    private RefusalReason() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof FullHttpResponse answer
                && !HttpResponseStatus.SWITCHING_PROTOCOLS.equals(answer.status())) {
            answer.headers().remove(HEADER);
            String type = answer.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
            int length = Math.min(answer.content().readableBytes(), 4 * LONGEST);
            String text =
                    harmless(answer.content().toString(answer.content().readerIndex(), length, StandardCharsets.UTF_8));
            // What a proxy says as a page for people is no line for them.
            if (type.startsWith("text/plain") && !text.isEmpty()) {
                answer.headers().set(HEADER, text.replaceAll("[^\\x20-\\x7E]", "?"));
            }
        }
        context.fireChannelRead(message);
    }

    /** The reason that an answer had; null for none. */
    static @Nullable String of(HttpResponse answer) {
        return answer.headers().get(HEADER);
    }

    /** A stranger's text as part of a line: short, and with nothing in it that moves a terminal's cursor or turns text around. */
    static String harmless(String text) {
        String line = text.strip()
                .replaceAll("\\s+", " ")
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\u2028\\u2029]", "\uFFFD");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
