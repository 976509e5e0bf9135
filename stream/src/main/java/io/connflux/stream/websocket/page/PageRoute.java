package io.connflux.stream.websocket.page;

import io.connflux.stream.websocket.server.answer.AnswerBody;
import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The page that shows the table in a browser: files of the jar, each named in the resource {@code page/files}. */
public final class PageRoute {

    /** The page needs nothing from elsewhere and nothing written into it. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, AnswerBody> files = new HashMap<>();
    private final AnswersUnderWay answers;

    public PageRoute(AnswersUnderWay answers) {
        this.answers = answers;
        new String(read("files"), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .forEach(name -> files.put("/" + name, AnswerBody.of(read(name))));
    }

    /** A file of the page; null where the path is none. */
    @Nullable
    public Publisher<Void> handle(String path, HttpServerRequest request, HttpServerResponse response) {
        String name = path.equals("/") ? "/index.html" : path;
        AnswerBody file = files.get(name);
        if (file == null) {
            return null;
        }
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        response.header(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .header("Referrer-Policy", "no-referrer")
                .header(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        return answers.send(request, response, type, file);
    }

    private static byte[] read(String name) {
        try (InputStream in = PageRoute.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the page's " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
