package io.connflux.stream.websocket.delivery;

import io.connflux.stream.state.CurrentState;
import io.connflux.stream.websocket.query.SubscriptionRequest;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.SendWindow;
import io.connflux.track.ConnectionTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions whose client has gone, for a while. Bounded three ways: in time, in number, and in the bytes they keep; the oldest
 * go first.
 */
public final class ParkedSessions {

    /** Sessions kept. Each has at most {@link SendWindow#SIZE} bytes and a piece of its own. */
    private static final int MAX_SESSIONS = 1_000;

    private final Duration grace;
    private final CurrentState states;
    private final Map<String, Parked> sessions = new LinkedHashMap<>();

    /** @param since on the broadcast's monotonic clock */
    private record Parked(Session session, long since) {}

    /** @param states where they are kept when the run ends */
    public ParkedSessions(Duration grace, CurrentState states) {
        this.grace = grace;
        this.states = states;
    }

    public synchronized void add(Session session, long now) {
        if (!session.hasBegun() || grace.isZero()) {
            return;
        }
        sessions.put(session.token(), new Parked(session, now));
        expire(now);
        if (sessions.size() > MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
    }

    /** Forgets the oldest, so that what is held has room for the others. */
    void bound(RetainedBytes held) {
        List<Parked> newestFirst;
        synchronized (this) {
            newestFirst = new ArrayList<>(sessions.values());
        }
        // Weighed without the lock: a session's own is taken for it.
        Collections.reverse(newestFirst);
        boolean room = true;
        for (Parked parked : newestFirst) {
            room = room && held.add(parked.session()::weigh, held.most());
            if (!room) {
                remove(parked.session());
                parked.session().giveUp();
            }
        }
    }

    /** It stays, as whoever asks for it may have no right to it. */
    synchronized @Nullable Session find(String token) {
        Parked parked = sessions.get(token);
        return parked == null ? null : parked.session();
    }

    /** The run ends: they may be asked for in the next one. */
    void keepAll() {
        List<Session> all;
        synchronized (this) {
            all = sessions.values().stream().map(Parked::session).toList();
        }
        all.forEach(session -> session.keep(states));
    }

    /**
     * One of an earlier run; null where there is none. Only for a client that says what it has: what was under way to it when
     * the server ended is not known any more.
     */
    @Nullable
    Session ofEarlierRun(SubscriptionRequest request, Framing framing) {
        String token = request.resume();
        Long last = request.seq();
        if (token == null || last == null) {
            return null;
        }
        ConnectionTable table = states.take(Session.name(token, framing, request), last);
        return table == null ? null : new Session(token, framing, request, table, last);
    }

    /** It goes on in a connection. */
    synchronized void remove(Session session) {
        sessions.remove(session.token());
    }

    public synchronized void expire(long now) {
        sessions.values()
                .removeIf(parked -> Duration.ofNanos(now - parked.since()).compareTo(grace) > 0);
    }

    public synchronized int size() {
        return sessions.size();
    }
}
