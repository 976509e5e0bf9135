package io.connflux.stream.decode;

import io.connflux.event.StreamCounters;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Reads the counters of a {@code stats} notice. One that is missing is 0: an older server did not count it. */
final class CountersDecoder {

    /** What still is a number of nanoseconds. */
    private static final long MOST_MILLIS = Long.MAX_VALUE / 1_000_000;

    private CountersDecoder() {}

    static StreamCounters decode(JsonNode node) {
        Long counted = node.has("opens_counted") ? (Long) LineFields.count(node, "opens_counted") : null;
        long seen = count(node, "opens_seen");
        return new StreamCounters(
                count(node, "polls"),
                count(node, "rows"),
                count(node, "repeated"),
                count(node, "suspected"),
                count(node, "reprieved"),
                count(node, "unreadable"),
                count(node, "skipped"),
                count(node, "coalesced"),
                pollTime(node),
                seen,
                counted,
                count(node, "clock_steps"),
                Duration.ofMillis(
                        node.has("clock_stepped_ms")
                                ? LineFields.number(node, "clock_stepped_ms", -MOST_MILLIS, MOST_MILLIS)
                                : 0),
                counted == null ? null : (Long) missed(node, counted, seen),
                count(node, "observations_lost"),
                count(node, "observations_unplaced"));
    }

    /** An older server does not say it, and has seen no more than it counted. */
    private static long missed(JsonNode node, long counted, long seen) {
        return node.has("opens_missed") ? LineFields.count(node, "opens_missed") : Math.max(0, counted - seen);
    }

    private static Duration pollTime(JsonNode node) {
        if (!node.has("poll_ms")) {
            return Duration.ZERO;
        }
        double millis = LineFields.required(node, "poll_ms").asDouble(-1);
        if (!(millis >= 0 && millis < MOST_MILLIS)) {
            throw new IllegalArgumentException("'poll_ms' is no time in milliseconds");
        }
        return Duration.ofNanos(Math.round(millis * 1_000_000));
    }

    private static long count(JsonNode node, String key) {
        return node.has(key) ? LineFields.count(node, key) : 0;
    }
}
