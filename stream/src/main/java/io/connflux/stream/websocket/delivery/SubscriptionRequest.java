package io.connflux.stream.websocket.delivery;

import io.connflux.model.Protocol;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for in the URL.
 *
 * @param protocols whose connections
 * @param existing whether those that are there are told first
 * @param stats how often it wants the counters; null for never
 * @param resume the token of a stream to go on with; null for a new one
 * @param seq the last event that it has of that stream; null where it does not say
 */
public record SubscriptionRequest(
        Set<Protocol> protocols,
        boolean existing,
        @Nullable Duration stats,
        @Nullable String resume,
        @Nullable Long seq) {

    private static final Set<String> KEYS = Set.of("format", "protocol", "existing", "stats", "resume", "seq");

    /**
     * Reads the part of a URL behind the question mark.
     *
     * @throws IllegalArgumentException with a reason for the client
     */
    public static SubscriptionRequest parse(String uri) {
        Map<String, List<String>> given = new QueryStringDecoder(uri).parameters();
        for (Map.Entry<String, List<String>> entry : given.entrySet()) {
            if (!KEYS.contains(entry.getKey())) {
                throw new IllegalArgumentException("unknown parameter '" + entry.getKey()
                        + "'; there are format, protocol, existing, stats, resume and seq");
            }
            if (entry.getValue().size() > 1) {
                throw new IllegalArgumentException("parameter '" + entry.getKey() + "' is given twice");
            }
        }
        String format = value(given, "format");
        if (format != null && !format.equals("json")) {
            throw new IllegalArgumentException("format '" + format + "' is not 'json'");
        }
        String resume = value(given, "resume");
        String seq = value(given, "seq");
        if (seq != null && resume == null) {
            throw new IllegalArgumentException("'seq' says where a stream is resumed and needs 'resume'");
        }
        return new SubscriptionRequest(
                protocols(value(given, "protocol")),
                flag("existing", value(given, "existing")),
                duration(value(given, "stats")),
                resume,
                seq == null ? null : number(seq));
    }

    public SubscriptionRequest resuming(String token, long lastSeq) {
        return new SubscriptionRequest(protocols, existing, stats, token, lastSeq);
    }

    private static @Nullable String value(Map<String, List<String>> given, String key) {
        List<String> values = given.get(key);
        return values == null ? null : values.get(0);
    }

    private static Set<Protocol> protocols(@Nullable String names) {
        if (names == null) {
            return EnumSet.allOf(Protocol.class);
        }
        Set<Protocol> chosen = EnumSet.noneOf(Protocol.class);
        for (String name : names.split(",", -1)) {
            try {
                chosen.add(Protocol.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("protocol '" + name + "' is none of tcp, tcp6, udp, udp6", e);
            }
        }
        return chosen;
    }

    private static boolean flag(String key, @Nullable String value) {
        if (value == null || value.equals("true")) {
            return true;
        }
        if (value.equals("false")) {
            return false;
        }
        throw new IllegalArgumentException(key + " '" + value + "' is neither true nor false");
    }

    private static @Nullable Duration duration(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("[1-9][0-9]{0,8}(ms|s|m)")) {
            throw new IllegalArgumentException("stats '" + value + "' is no duration such as 500ms, 10s or 1m");
        }
        long number = Long.parseLong(value.replaceAll("\\D", ""));
        return value.endsWith("ms")
                ? Duration.ofMillis(number)
                : value.endsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }

    private static long number(String seq) {
        if (!seq.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("seq '" + seq + "' is no number");
        }
        return Long.parseLong(seq);
    }
}
