package io.connflux.track.observed;

import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Moment;
import io.connflux.model.Outcome;
import io.connflux.model.ReadSpan;
import io.connflux.model.SocketState;
import io.connflux.observation.Observation;
import io.connflux.observation.SocketEnd;
import io.connflux.table.SocketTable;
import io.connflux.track.align.CookieIndex;
import io.connflux.track.known.Lifetime;
import io.connflux.track.known.MissingConnection;
import io.connflux.track.told.Changes;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of one file of which the end alone is told. The cookie says which connection one was, where a row has it; else the tuple
 * does. One that no row has told has begun since the read, and is told opened and closed at once, unless a poll has told its end
 * already. Of one without a row and without addresses nobody can say what it was: it is counted.
 */
public final class ObservedEnds {

    private final SocketTable rows;
    private final ClosedSockets closed;
    private final ObservedFile file;
    private final Changes changes;
    private final Function<Connection, Direction> directions;
    private @Nullable CookieIndex index;

    /**
     * None yet.
     *
     * @param rows those of the last poll
     * @param closed sockets whose end polls tell
     * @param directions who began a connection that has opened since
     */
    public ObservedEnds(
            SocketTable rows,
            ClosedSockets closed,
            ObservedFile file,
            Changes changes,
            Function<Connection, Direction> directions) {
        this.rows = rows;
        this.closed = closed;
        this.file = file;
        this.changes = changes;
        this.directions = directions;
    }

    /** Follows one end, told at a moment. */
    public void observe(Observation one, SocketEnd end, Moment at) {
        file.reach(at);
        changes.read(new ReadSpan(at, at));
        Moment after = at.minusNanos(at.nanos() - end.sinceNanos());
        Place its = byCookie(end.cookie());
        if (its == null && one.local().port() != 0) {
            its = byTuple(one, end, at, after);
        }
        if (its != null) {
            end(its, end, at, later(its.known().lastSeen(), after));
        } else if (rows.hasCookies() && !closed.forget(end.cookie())) {
            begin(one, end, at, after);
        }
    }

    private @Nullable Place byCookie(long cookie) {
        if (!rows.hasCookies()) {
            return null;
        }
        CookieIndex cookies = index == null ? new CookieIndex(rows) : index;
        index = cookies;
        int row = cookies.find(cookie);
        return row == CookieIndex.NONE || file.isVacant(row) ? null : file.inRow(row);
    }

    /** The connection that a socket was whose own row, if it had one, has gone; null where it is not known. */
    private @Nullable Place byTuple(Observation one, SocketEnd end, Moment at, Moment after) {
        Connection seen = seen(one, one.after());
        Place place = file.byKey(seen);
        if (place == null) {
            return null;
        }
        MissingConnection known = place.known();
        long cookie = place.listed() == null ? rows.cookie(place.row()) : known.socket();
        boolean itsOwn = cookie == 0 || cookie == end.left();
        if (known.connection().state() != SocketState.TIME_WAIT) {
            // A row with another cookie is that of another socket, which came before or after it.
            return itsOwn || place.listed() != null ? place : null;
        }
        if (itsOwn && known.lifetime().traffic() == null) {
            return place;
        }
        if (isNew(end)) {
            // It had the tuple of what was left of another one, which the kernel let go for it.
            close(place, 0, at, later(known.lastSeen(), after), known.lifetime());
        }
        return null;
    }

    /** Whether it has lived since the read began, which may have come before it. */
    private boolean isNew(SocketEnd end) {
        return end.activeNanos() - rows.span().began().nanos() >= 0;
    }

    private void end(Place place, SocketEnd end, Moment at, Moment since) {
        MissingConnection known = place.known();
        Lifetime lifetime =
                end.traffic() == null ? known.lifetime() : known.lifetime().carrying(end.traffic());
        if (known.isSuspect()) {
            changes.reprieved();
        }
        if (end.left() == 0) {
            close(place, end.cookie(), at, since, lifetime);
            return;
        }
        Connection before = known.connection();
        Connection now = before.toBuilder()
                .state(SocketState.TIME_WAIT)
                .traffic(lifetime.traffic())
                .build();
        changes.seen(before, now, since);
        file.replace(place, known.observed(now, lifetime.ending(Outcome.CLOSED), end.left(), at));
    }

    private void close(Place place, long cookie, Moment at, Moment since, Lifetime lifetime) {
        Connection last = place.known().connection();
        changes.closed(last.toBuilder().traffic(lifetime.traffic()).build(), since, lifetime);
        file.gone(place, cookie, at);
    }

    private void begin(Observation one, SocketEnd end, Moment at, Moment after) {
        if (one.local().port() == 0 || !isNew(end)) {
            // One that a program has kept after its end has ended before the read, or nobody knows when.
            if (end.wasConnected()) {
                changes.unknownEnd();
            }
            return;
        }
        boolean gone = end.left() == 0;
        Connection seen = seen(one, gone ? one.before() : SocketState.TIME_WAIT);
        Lifetime lifetime = changes.observed(at, directions.apply(seen)).carrying(end.traffic());
        Connection bare = lifetime.identified(seen);
        Connection opened =
                gone ? bare : bare.toBuilder().traffic(end.traffic()).build();
        Moment since = rows.span().began();
        changes.opened(opened, since);
        Lifetime its = gone ? lifetime : lifetime.ending(Outcome.CLOSED);
        MissingConnection known = MissingConnection.opening(opened, its, end.left(), at);
        if (gone) {
            close(Place.nowhere(known), end.cookie(), at, later(since, after), its);
        } else {
            file.add(known);
        }
    }

    private Connection seen(Observation one, SocketState state) {
        return Connection.of(one.protocol(), one.local(), one.remote(), state).in(rows.namespace());
    }

    private static Moment later(Moment one, Moment other) {
        return ObservedFile.isBefore(one, other) ? other : one;
    }
}
