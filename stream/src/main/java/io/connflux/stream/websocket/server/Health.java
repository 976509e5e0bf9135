package io.connflux.stream.websocket.server;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.StreamHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Whether polls come, and succeed: {@code ok}, {@code slow} or {@code failing}, as {@link StreamHealth.Status} says. */
public final class Health {

    private final ConnectionStream stream;
    private final Duration dead;

    /** @param dead see {@link StreamHealth#DEAD} */
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
        Duration traffic = stream.trafficEvery();
        StreamHealth.Status is = now.status(dead);
        String status = is.name().toLowerCase(Locale.ROOT);
        String json = "{\"status\":\"" + status + "\""
                + (last == null ? "" : ",\"last_poll\":\"" + last.truncatedTo(ChronoUnit.MILLIS) + "\"")
                + (now.failedPolls() == 0 ? "" : ",\"failed_polls\":" + now.failedPolls())
                + (underWay == null ? "" : ",\"poll_under_way_ms\":" + underWay.toMillis())
                + ",\"interval_ms\":" + now.interval().toMillis()
                + (traffic == null ? "" : ",\"traffic_ms\":" + traffic.toMillis()) + "}\n";
        return new Report(is != StreamHealth.Status.FAILING, json);
    }
}
