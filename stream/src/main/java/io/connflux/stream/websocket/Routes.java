package io.connflux.stream.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Which path is what. Only the page's files and {@code /healthz} are given to who has no token. */
final class Routes {

    private final Access access;
    private final EventsRoute events;
    private final HostRoutes host;
    private final PageRoute page;
    private final @Nullable Metrics metrics;

    Routes(Access access, EventsRoute events, HostRoutes host, @Nullable Metrics metrics) {
        this.access = access;
        this.events = events;
        this.host = host;
        this.page = new PageRoute();
        this.metrics = metrics;
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        HttpHeaders headers = request.requestHeaders();
        String refusal = access.refusal(headers);
        if (refusal != null) {
            return Answer.text(response, 403, refusal);
        }
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            response.header(HttpHeaderNames.ALLOW, "GET, HEAD");
            return Answer.text(response, 405, request.method() + " is not understood here");
        }
        String path = path(request.uri());
        if (path.equals("/healthz")) {
            return host.health(response);
        }
        Publisher<Void> file = page.handle(path, response);
        if (file != null) {
            return file;
        }
        boolean known =
                path.equals("/events") || path.equals("/snapshot") || (path.equals("/metrics") && metrics != null);
        if (!known) {
            return Answer.text(response, 404, "there are /, /events, /snapshot, /healthz and /metrics");
        }
        if (!access.authorized(headers)) {
            response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            return Answer.text(response, 401, "this needs the server's token, as 'Authorization: Bearer TOKEN'");
        }
        if (path.equals("/events")) {
            return events.handle(request, response);
        }
        return metrics == null || path.equals("/snapshot")
                ? host.snapshot(response)
                : metrics.text()
                        .flatMap(text -> reactor.core.publisher.Mono.from(
                                Answer.of(response, "text/plain; version=0.0.4; charset=utf-8", text)));
    }

    private static String path(String uri) {
        int end = uri.indexOf('?');
        return end < 0 ? uri : uri.substring(0, end);
    }
}
