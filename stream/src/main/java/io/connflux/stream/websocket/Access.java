package io.connflux.stream.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. A browser sends its user's requests to this server from any page in the world, so that a page could read a
 * host's connections through a visitor: its Origin must be this server's own or an allowed one. A name that an attacker lets
 * resolve to 127.0.0.1 makes a page's origin equal to this server (DNS rebinding): a server on loopback answers to loopback's
 * names alone.
 */
final class Access {

    /** The subprotocol that is spoken. */
    static final String SUBPROTOCOL = "connflux";

    /** In front of a token in a subprotocol, where a browser has no other header to set. */
    private static final String TOKEN_SUBPROTOCOL = "connflux.token.";

    private final byte @Nullable [] tokenHash;
    private final Set<String> origins;
    private final boolean loopback;
    private final String scheme;

    Access(@Nullable String token, Set<String> origins, boolean loopback, boolean tls) {
        this.tokenHash = token == null ? null : hash(token);
        this.origins = Set.copyOf(origins);
        this.loopback = loopback;
        this.scheme = tls ? "https" : "http";
    }

    /** Why a request is refused whatever it asks for; null where it is not. */
    @Nullable
    String refusal(HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        if (loopback && (host == null || !isLoopback(host))) {
            return "this server answers to the names of loopback only, not to '" + host + "'";
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        boolean own = origin == null || origin.equalsIgnoreCase(scheme + "://" + host);
        return own || origins.contains(origin)
                ? null
                : "pages of '" + origin + "' may not read this server; --allow-origin allows it";
    }

    /** Whether a request has the token, where one is needed. */
    boolean authorized(HttpHeaders headers) {
        if (tokenHash == null) {
            return true;
        }
        String header = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return matches(header.substring(7).strip());
        }
        for (String name : offered(headers)) {
            if (name.startsWith(TOKEN_SUBPROTOCOL)) {
                return matches(decoded(name.substring(TOKEN_SUBPROTOCOL.length())));
            }
        }
        return false;
    }

    static boolean offersSubprotocol(HttpHeaders headers) {
        return offered(headers).contains(SUBPROTOCOL);
    }

    private static List<String> offered(HttpHeaders headers) {
        return headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    private boolean matches(String token) {
        // Hashes have one length, so that the time says nothing of the token's.
        return MessageDigest.isEqual(tokenHash, hash(token));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isLoopback(String host) {
        String name;
        try {
            name = URI.create("http://" + host).getHost();
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (name == null) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("localhost")
                || lower.endsWith(".localhost")
                || lower.equals("[::1]")
                || lower.matches("127(\\.\\d{1,3}){3}");
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
