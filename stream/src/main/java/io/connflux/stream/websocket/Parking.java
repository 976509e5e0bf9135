package io.connflux.stream.websocket;

import io.connflux.track.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sessions whose client has gone, for a while. Bounded three ways: in time, in number, and in the rows of the tables they
 * hold; the oldest go first.
 */
final class Parking {

    /** Sessions kept. Each has at most {@link Window#SIZE} bytes and a piece of its own. */
    private static final int MAX_SESSIONS = 1_000;

    /** Rows of all their different tables, of about 100 bytes each. Sessions that left at the same poll share a table. */
    private static final long MAX_ROWS = 1_000_000;

    private final Duration grace;
    private final Map<String, Parked> sessions = new LinkedHashMap<>();

    private record Parked(Session session, Instant until) {}

    Parking(Duration grace) {
        this.grace = grace;
    }

    synchronized void add(Session session, Instant now) {
        Truth truth = session.truth();
        if (truth == null || grace.isZero()) {
            return;
        }
        sessions.put(session.token(), new Parked(session, now.plus(grace)));
        expire(now);
        Iterator<Parked> oldest = sessions.values().iterator();
        while (oldest.hasNext() && (sessions.size() > MAX_SESSIONS || rows() > MAX_ROWS)) {
            oldest.next();
            oldest.remove();
        }
    }

    synchronized @Nullable Session take(String token) {
        Parked parked = sessions.remove(token);
        return parked == null ? null : parked.session();
    }

    synchronized void expire(Instant now) {
        sessions.values().removeIf(parked -> parked.until().isBefore(now));
    }

    synchronized int size() {
        return sessions.size();
    }

    private long rows() {
        return sessions.values().stream()
                .map(parked -> parked.session().truth())
                .filter(Objects::nonNull)
                .distinct()
                .mapToLong(Truth::rows)
                .sum();
    }
}
