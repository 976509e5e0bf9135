package io.connflux.stream.websocket.server.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What a request is for (RFC 9112 section 3.2).
 *
 * @param path without the query
 * @param authority what the client called the server; null where it is HTTP/1.0 and does not say
 */
public record RequestTarget(String path, @Nullable Authority authority) {

    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?#]*)(.*)");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with what is wrong, for the client
     */
    public static RequestTarget of(HttpServerRequest request) {
        List<String> hosts = request.requestHeaders().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1) {
            throw new IllegalArgumentException("a request has one Host, not " + hosts.size());
        }
        if (hosts.isEmpty() && request.version().compareTo(HttpVersion.HTTP_1_0) > 0) {
            throw new IllegalArgumentException("a request of HTTP/1.1 needs a Host");
        }
        Authority host = hosts.isEmpty() ? null : authority("Host", hosts.get(0).strip());
        Matcher absolute = ABSOLUTE.matcher(request.uri());
        if (absolute.matches()) {
            // What the target says counts, and the header is passed over (section 3.2.2).
            String rest = absolute.group(2);
            return new RequestTarget(
                    path(rest.startsWith("/") ? rest : "/" + rest), authority("target", absolute.group(1)));
        }
        return new RequestTarget(path(request.uri()), host);
    }

    private static Authority authority(String where, String text) {
        Authority authority = Authority.parse(text);
        if (authority == null) {
            throw new IllegalArgumentException("the " + where + " of the request names no host: '" + text + "'");
        }
        return authority;
    }

    private static String path(String uri) {
        int end = uri.indexOf('?');
        return end < 0 ? uri : uri.substring(0, end);
    }
}
