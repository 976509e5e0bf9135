package io.connflux.stream.websocket.server;

import io.connflux.stream.websocket.page.PageRoute;
import io.connflux.stream.websocket.server.access.Access;
import io.connflux.stream.websocket.server.access.RequestTarget;
import io.connflux.stream.websocket.server.answer.TextAnswer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Which path is what. Only the page's files and {@code /healthz} are given to who has no token. */
public final class Routes {

    private static final String METHODS = "GET, HEAD, OPTIONS";
    private static final Set<String> ASKED = Set.of("/events", "/snapshot", "/recent", "/filter");

    private final Access access;
    private final EventsRoute events;
    private final HostRoutes host;
    private final RecentRoute recent;
    private final PageRoute page;

    public Routes(Access access, EventsRoute events, HostRoutes host, RecentRoute recent, PageRoute page) {
        this.access = access;
        this.events = events;
        this.host = host;
        this.recent = recent;
        this.page = page;
    }

    public Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        RequestTarget target;
        try {
            target = RequestTarget.of(request);
        } catch (IllegalArgumentException e) {
            return TextAnswer.text(response, 400, String.valueOf(e.getMessage()));
        }
        HttpHeaders headers = request.requestHeaders();
        String refusal = access.refusal(target.authority(), headers);
        if (refusal != null) {
            return TextAnswer.text(response, 403, refusal);
        }
        access.share(headers, response.responseHeaders());
        if (HttpMethod.OPTIONS.equals(request.method())) {
            return options(headers, response);
        }
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            response.header(HttpHeaderNames.ALLOW, METHODS);
            return TextAnswer.text(response, 405, request.method() + " is not understood here");
        }
        String path = target.path();
        if (path.equals("/healthz")) {
            return host.health(response);
        }
        Publisher<Void> file = page.handle(path, request, response);
        if (file != null) {
            return file;
        }
        boolean known = ASKED.contains(path) || (path.equals("/metrics") && host.hasMetrics());
        if (!known) {
            return TextAnswer.text(
                    response, 404, "there are /, /events, /snapshot, /recent, /filter, /healthz and /metrics");
        }
        if (!access.authorized(headers)) {
            response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            return TextAnswer.text(response, 401, "this needs the server's token, as 'Authorization: Bearer TOKEN'");
        }
        if (path.equals("/events")) {
            return events.handle(request, response);
        }
        if (path.equals("/recent")) {
            return recent.handle(request, response);
        }
        if (path.equals("/filter")) {
            return host.filter(request, response);
        }
        return path.equals("/snapshot") ? host.snapshot(request, response) : host.metrics(request, response);
    }

    /** What a browser asks before it lets a page of an allowed origin ask with a token. It sends no token with that. */
    private static Publisher<Void> options(HttpHeaders asked, HttpServerResponse response) {
        response.status(204).header(HttpHeaderNames.ALLOW, METHODS);
        if (response.responseHeaders().contains(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)
                && asked.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
            response.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")
                    .header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Last-Event-ID, Cache-Control")
                    .header(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
        }
        return response.send();
    }
}
