package io.connflux.stream.websocket;

import io.connflux.track.Truth;
import java.time.Duration;
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

    /** @param since on the hub's monotonic clock */
    private record Parked(Session session, long since) {}

    Parking(Duration grace) {
        this.grace = grace;
    }

    synchronized void add(Session session, long now) {
        Truth truth = session.truth();
        if (truth == null || grace.isZero()) {
            return;
        }
        sessions.put(session.token(), new Parked(session, now));
        expire(now);
        Iterator<Parked> oldest = sessions.values().iterator();
        while (oldest.hasNext() && (sessions.size() > MAX_SESSIONS || rows() > MAX_ROWS)) {
            oldest.next();
            oldest.remove();
        }
    }

    /** It stays, as whoever asks for it may have no right to it. */
    synchronized @Nullable Session find(String token) {
        Parked parked = sessions.get(token);
        return parked == null ? null : parked.session();
    }

    /** It goes on in a connection. */
    synchronized void remove(Session session) {
        sessions.remove(session.token());
    }

    synchronized void expire(long now) {
        sessions.values()
                .removeIf(parked -> Duration.ofNanos(now - parked.since()).compareTo(grace) > 0);
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
