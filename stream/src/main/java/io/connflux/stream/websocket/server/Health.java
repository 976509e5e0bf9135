package io.connflux.stream.websocket.server;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.StreamHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Whether polls come, and succeed: {@code ok}; {@code slow}, where the one under way takes its time, which it may; {@code
 * failing}, where three in a row could read nothing, or none has ended for so long that none will. Only monotonic time counts.
 */
public final class Health {

    /** Polls that may fail in a row, and intervals that may pass without one. */
    private static final int SPARE = 3;

    /** What a poll may take. Too low has a large host's server restarted for nothing, too high tells late that it is dead. */
    public static final Duration DEAD = Duration.ofSeconds(30);

    private final ConnectionStream stream;
    private final Duration dead;

    /** @param dead see {@link #DEAD} */
    public Health(ConnectionStream stream, Duration dead) {
        this.stream = stream;
        this.dead = dead;
    }

    /** As JSON, with nothing in it of what the host does. */
    public record Report(boolean well, String json) {}

    /** What is so now. */
    public Report report() {
        StreamHealth now = stream.health();
        Instant last = now.lastPoll();
        Duration underWay = now.underWay();
        String status = status(now);
        String json = "{\"status\":\"" + status + "\""
                + (last == null ? "" : ",\"last_poll\":\"" + last.truncatedTo(ChronoUnit.MILLIS) + "\"")
                + (now.failedPolls() == 0 ? "" : ",\"failed_polls\":" + now.failedPolls())
                + (underWay == null ? "" : ",\"poll_under_way_ms\":" + underWay.toMillis())
                + ",\"interval_ms\":" + now.interval().toMillis() + "}\n";
        return new Report(!status.equals("failing"), json);
    }

    private String status(StreamHealth now) {
        Duration age = now.age();
        if (age == null) {
            return "failing";
        }
        Duration underWay = now.underWay();
        // Where none is under way, one should have begun an interval after the last.
        Duration silence = underWay == null ? age.minus(now.interval()) : underWay;
        if (now.failedPolls() >= SPARE || silence.compareTo(dead) > 0) {
            return "failing";
        }
        return age.compareTo(now.interval().multipliedBy(SPARE)) > 0 ? "slow" : "ok";
    }
}
