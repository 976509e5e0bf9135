package io.connflux.stream.websocket;

import io.connflux.track.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private record Parked(Session session, Instant until, int rows) {}

    Parking(Duration grace) {
        this.grace = grace;
    }

    synchronized void add(Session session, Instant now) {
        Truth truth = session.truth();
        if (truth == null || grace.isZero()) {
            return;
        }
        int rows = truth.counts().values().stream().mapToInt(Integer::intValue).sum();
        sessions.put(session.token(), new Parked(session, now.plus(grace), rows));
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
        IdentityHashMap<Truth, Integer> tables = new IdentityHashMap<>();
        for (Parked parked : sessions.values()) {
            Truth truth = parked.session().truth();
            if (truth != null) {
                tables.put(truth, parked.rows());
            }
        }
        return tables.values().stream().mapToLong(Integer::longValue).sum();
    }
}
