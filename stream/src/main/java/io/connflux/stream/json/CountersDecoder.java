package io.connflux.stream.json;

import io.connflux.model.StreamCounters;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Reads the counters of a {@code stats} notice. One that is missing is 0: an older server did not count it. */
final class CountersDecoder {

    private CountersDecoder() {}

    static StreamCounters decode(JsonNode node) {
        JsonNode counted = node.get("opens_counted");
        JsonNode pollTime = node.get("poll_ms");
        return new StreamCounters(
                count(node, "polls"),
                count(node, "rows"),
                count(node, "repeated"),
                count(node, "suspected"),
                count(node, "reprieved"),
                count(node, "unreadable"),
                count(node, "skipped"),
                count(node, "coalesced"),
                pollTime == null ? Duration.ZERO : Duration.ofNanos(Math.round(pollTime.asDouble() * 1_000_000)),
                count(node, "opens_seen"),
                counted == null ? null : counted.asLong());
    }

    private static long count(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value == null ? 0 : value.asLong();
    }
}
