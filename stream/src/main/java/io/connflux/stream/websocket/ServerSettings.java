package io.connflux.stream.websocket;

import io.connflux.stream.StreamHealth;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.websocket.delivery.Eviction;
import io.connflux.stream.websocket.server.access.Authority;
import io.connflux.stream.websocket.server.access.Origin;
import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link WebSocketServer} was told. Each step checks what it is given, and gives new settings.
 *
 * @param tls null for none
 * @param token what a client must know; null for nothing
 * @param origins of pages that may ask, besides the server's own
 * @param hosts names that it has besides loopback's, where it listens there
 * @param grace how long a stream may be resumed
 * @param lines what they say beyond events
 */
record ServerSettings(
        Listening listening,
        @Nullable Tls tls,
        @Nullable String token,
        Set<Origin> origins,
        Set<String> hosts,
        int maxSubscribers,
        Duration grace,
        Duration pingEvery,
        Bounds bounds,
        EncoderSettings lines) {

    private static final int MOST_SUBSCRIBERS = 1_000_000;
    private static final int MOST_PORTS = 65_535;

    /** How long a connection may take to say what it wants. Too low cuts slow networks off, too high keeps the idle. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** Those of a server that was told nothing. */
    static final ServerSettings NONE_GIVEN = new ServerSettings(
            new Listening("127.0.0.1", 7411),
            null,
            null,
            Set.of(),
            Set.of(),
            1_024,
            Duration.ofMinutes(1),
            Duration.ofSeconds(20),
            new Bounds(HANDSHAKE, Eviction.ofHeap(), AnswersUnderWay::new, StreamHealth.DEAD),
            EncoderSettings.NONE);

    /** @param port 0 for a free one */
    record Listening(String host, int port) {}

    /** A certificate chain and its private key, in PEM files. */
    record Tls(Path certificate, Path key) {}

    /**
     * What no application sets, but tests that cannot wait and have no large host.
     *
     * @param handshake how long a connection may take to say what it wants
     * @param heldBytes see {@link Eviction#ofHeap}
     * @param answers those of one server
     * @param dead see {@link StreamHealth#DEAD}
     */
    record Bounds(Duration handshake, long heldBytes, Supplier<AnswersUnderWay> answers, Duration dead) {

        Bounds withHandshake(Duration time) {
            return new Bounds(time, heldBytes, answers, dead);
        }

        Bounds withHeldBytes(long bytes) {
            return new Bounds(handshake, bytes, answers, dead);
        }

        Bounds withAnswers(AnswersUnderWay those) {
            return new Bounds(handshake, heldBytes, () -> those, dead);
        }

        Bounds withDead(Duration silence) {
            return new Bounds(handshake, heldBytes, answers, silence);
        }
    }

    ServerSettings withListening(String host, int port) {
        if (Objects.requireNonNull(host, "host").isBlank()) {
            throw new IllegalArgumentException("the host is empty");
        }
        if (port < 0 || port > MOST_PORTS) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and " + MOST_PORTS);
        }
        Listening there = new Listening(host, port);
        return new ServerSettings(there, tls, token, origins, hosts, maxSubscribers, grace, pingEvery, bounds, lines);
    }

    ServerSettings withTls(Path certificate, Path key) {
        Tls spoken = new Tls(Objects.requireNonNull(certificate, "certificate"), Objects.requireNonNull(key, "key"));
        return new ServerSettings(
                listening, spoken, token, origins, hosts, maxSubscribers, grace, pingEvery, bounds, lines);
    }

    ServerSettings withToken(String known) {
        if (Objects.requireNonNull(known, "token").isBlank()) {
            throw new IllegalArgumentException("the token is empty");
        }
        return new ServerSettings(
                listening, tls, known, origins, hosts, maxSubscribers, grace, pingEvery, bounds, lines);
    }

    ServerSettings withOrigin(String origin) {
        Origin allowed = Origin.parse(Objects.requireNonNull(origin, "origin"));
        if (allowed == null) {
            throw new IllegalArgumentException("'" + origin + "' is no origin such as https://ops.example.org");
        }
        Set<Origin> all = and(origins, allowed);
        return new ServerSettings(listening, tls, token, all, hosts, maxSubscribers, grace, pingEvery, bounds, lines);
    }

    ServerSettings withHost(String name) {
        Authority allowed = Authority.parse(Objects.requireNonNull(name, "name"));
        if (allowed == null || allowed.port() >= 0) {
            throw new IllegalArgumentException("'" + name + "' is no name of a host such as connflux.example.org");
        }
        Set<String> all = and(hosts, allowed.name());
        return new ServerSettings(listening, tls, token, origins, all, maxSubscribers, grace, pingEvery, bounds, lines);
    }

    ServerSettings withMaxSubscribers(int max) {
        if (max < 0 || max > MOST_SUBSCRIBERS) {
            throw new IllegalArgumentException(max + " is not between 0 and " + MOST_SUBSCRIBERS);
        }
        return new ServerSettings(listening, tls, token, origins, hosts, max, grace, pingEvery, bounds, lines);
    }

    ServerSettings withGrace(Duration time) {
        if (Objects.requireNonNull(time, "resumable").isNegative()) {
            throw new IllegalArgumentException("resumable must not be negative, as " + time + " is");
        }
        return new ServerSettings(
                listening, tls, token, origins, hosts, maxSubscribers, time, pingEvery, bounds, lines);
    }

    ServerSettings withPingEvery(Duration time) {
        if (Objects.requireNonNull(time, "pingEvery").isNegative() || time.isZero()) {
            throw new IllegalArgumentException("pingEvery must be positive, not " + time);
        }
        return new ServerSettings(listening, tls, token, origins, hosts, maxSubscribers, grace, time, bounds, lines);
    }

    ServerSettings withBounds(Bounds others) {
        return new ServerSettings(
                listening, tls, token, origins, hosts, maxSubscribers, grace, pingEvery, others, lines);
    }

    ServerSettings withLines(EncoderSettings others) {
        Objects.requireNonNull(others, "lines");
        return new ServerSettings(
                listening, tls, token, origins, hosts, maxSubscribers, grace, pingEvery, bounds, others);
    }

    private static <T> Set<T> and(Set<T> some, T another) {
        Set<T> all = new HashSet<>(some);
        all.add(another);
        return Set.copyOf(all);
    }
}
