package io.connflux.stream.websocket.server.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. A browser sends its user's requests to this server from any page in the world, so that a page could read a
 * host's connections through a visitor: its Origin must be this server's own or an allowed one. A name that an attacker lets
 * resolve to 127.0.0.1 makes a page's origin equal to this server (DNS rebinding): a server on loopback answers to loopback's
 * names alone.
 */
public final class Access {

    /** The subprotocol that is spoken. */
    public static final String SUBPROTOCOL = "connflux";

    /** In front of a token in a subprotocol, where a browser has no other header to set. */
    private static final String TOKEN_SUBPROTOCOL = "connflux.token.";

    private final byte @Nullable [] tokenHash;
    private final Set<Origin> origins;
    private final Set<String> hosts;
    private final boolean loopback;
    private final String scheme;

    /**
     * @param token null for none
     * @param origins of pages that may ask, besides this server's own
     * @param hosts names that this server has besides loopback's, where it listens there
     * @param loopback whether it does
     */
    public Access(@Nullable String token, Set<Origin> origins, Set<String> hosts, boolean loopback, boolean tls) {
        this.tokenHash = token == null ? null : hash(token);
        this.origins = Set.copyOf(origins);
        this.hosts = Set.copyOf(hosts);
        this.loopback = loopback;
        this.scheme = tls ? "https" : "http";
    }

    /**
     * Why a request is refused whatever it asks for; null where it is not. One without a name is answered: a load balancer asks
     * so for health, and a browser never does.
     */
    @Nullable
    public String refusal(@Nullable Authority called, HttpHeaders headers) {
        if (loopback && called != null && !called.isLoopback() && !hosts.contains(called.name())) {
            return "this server answers to the names of loopback only, not to '" + called.name()
                    + "'; whoever runs it can allow that name";
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return origin == null || isOwn(Origin.parse(origin), called) || isAllowed(origin)
                ? null
                : "pages of '" + origin + "' may not read this server; whoever runs it can allow that origin";
    }

    /** Lets the pages of an allowed origin read the answer, whatever it is (the Fetch standard, "CORS protocol"). */
    public void share(HttpHeaders asked, HttpHeaders answer) {
        if (origins.isEmpty()) {
            return;
        }
        // Always: a cache must not give one origin's answer to another.
        answer.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        String origin = asked.get(HttpHeaderNames.ORIGIN);
        if (origin != null && isAllowed(origin)) {
            answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
    }

    private boolean isAllowed(String text) {
        Origin origin = Origin.parse(text);
        return origin != null && origins.contains(origin);
    }

    /** A proxy on this host may be spoken to in another scheme than it speaks to this server. */
    private boolean isOwn(@Nullable Origin origin, @Nullable Authority called) {
        return origin != null
                && called != null
                && origin.isOf(called)
                && (origin.scheme().equals(scheme) || hosts.contains(called.name()));
    }

    /** Whether a request has the token, where one is needed. */
    public boolean authorized(HttpHeaders headers) {
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

    public static boolean offersSubprotocol(HttpHeaders headers) {
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

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
