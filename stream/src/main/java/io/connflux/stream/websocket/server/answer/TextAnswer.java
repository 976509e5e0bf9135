package io.connflux.stream.websocket.server.answer;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** A short answer, complete. */
public final class TextAnswer {

    private TextAnswer() {}

    /** One line for people; the connection stays open only where all went well. */
    public static Publisher<Void> text(HttpServerResponse response, int status, String line) {
        if (status >= 400) {
            response.keepAlive(false);
        }
        return of(response.status(status), "text/plain; charset=utf-8", line + "\n");
    }

    public static Publisher<Void> of(HttpServerResponse response, String type, String body) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .sendString(Mono.just(body));
    }
}
