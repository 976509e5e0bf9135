package io.connflux.stream.websocket.server;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.Step;
import io.connflux.stream.websocket.delivery.Broadcast;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Whether polls come, and succeed: {@code ok}; {@code slow}, where the one under way takes its time, which it may; {@code
 * failing}, where three in a row could read nothing, or none has ended for so long that none will. Only monotonic time counts.
 */
public final class Health {

    /** Polls that may fail in a row, and intervals that may pass without one. */
    private static final int SPARE = 3;

    /** What a poll may take. Too low has a large host's server restarted for nothing, too high tells late that it is dead. */
    public static final Duration DEAD = Duration.ofSeconds(30);

    private final Broadcast broadcast;
    private final ConnectionStream stream;
    private final Duration dead;
    private volatile @Nullable Seen seen;

    private record Seen(Step step, int failed, long nanos) {}

    /** @param dead see {@link #DEAD} */
    public Health(Broadcast broadcast, ConnectionStream stream, Duration dead) {
        this.broadcast = broadcast;
        this.stream = stream;
        this.dead = dead;
    }

    /** Begins to watch. */
    public Disposable start() {
        return broadcast.steps().subscribe(this::see, error -> {});
    }

    private void see(Step step) {
        Seen before = seen;
        // A poll that could read nothing leaves the table of the one before.
        int failed = before != null && before.step().snapshot() == step.snapshot() ? before.failed() + 1 : 0;
        seen = new Seen(step, failed, System.nanoTime());
    }

    /** As JSON, with nothing in it of what the host does. */
    record Report(boolean well, String json) {}

    Report report() {
        Seen last = seen;
        Duration interval = stream.interval();
        Duration underWay = stream.pollUnderWay();
        String status = last == null ? "failing" : status(last, interval, underWay);
        String json = "{\"status\":\"" + status + "\""
                + (last == null
                        ? ""
                        : ",\"last_poll\":\"" + last.step().snapshot().time().truncatedTo(ChronoUnit.MILLIS) + "\"")
                + (last == null || last.failed() == 0 ? "" : ",\"failed_polls\":" + last.failed())
                + (underWay == null ? "" : ",\"poll_under_way_ms\":" + underWay.toMillis())
                + ",\"interval_ms\":" + interval.toMillis() + "}\n";
        return new Report(!status.equals("failing"), json);
    }

    private String status(Seen last, Duration interval, @Nullable Duration underWay) {
        Duration age = Duration.ofNanos(System.nanoTime() - last.nanos());
        // Where none is under way, one should have begun an interval after the last.
        Duration silence = underWay == null ? age.minus(interval) : underWay;
        if (last.failed() >= SPARE || silence.compareTo(dead) > 0) {
            return "failing";
        }
        return age.compareTo(interval.multipliedBy(SPARE)) > 0 ? "slow" : "ok";
    }
}
