package io.connflux.track.observed;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.SocketState;
import io.connflux.observation.Observation;
import io.connflux.table.SocketTable;
import io.connflux.track.align.KeyIndex;
import io.connflux.track.align.Tuple;
import io.connflux.track.known.FileTable;
import io.connflux.track.known.Lifetime;
import io.connflux.track.known.MissingConnection;
import io.connflux.track.told.Changes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What observations since its last poll have made of one file: which rows tell nothing true any more, and which connections no row
 * tells as they are.
 */
public final class ObservedFile {

    /**
     * One that ended.
     *
     * @param inode 0 where no row has told it
     * @param cookie 0 where nobody has
     */
    public record Ended(Tuple tuple, long inode, long cookie, Moment at) {}

    private final SocketTable rows;
    private final @Nullable Lifetime[] lifetimes;
    private final NetworkNamespace namespace;
    private final Changes changes;
    private final BitSet outdated = new BitSet();
    private final RowlessConnections rowless = new RowlessConnections();
    private final List<Ended> ended = new ArrayList<>();
    private @Nullable KeyIndex index;
    private Moment newest;

    /**
     * As the last poll has left it.
     *
     * @param known those that no row told by then
     */
    public ObservedFile(
            SocketTable rows, @Nullable Lifetime[] lifetimes, List<MissingConnection> known, Changes changes) {
        this.rows = rows;
        this.lifetimes = lifetimes;
        this.changes = changes;
        namespace = rows.namespace();
        newest = rows.span().ended();
        known.forEach(this::add);
    }

    /**
     * Follows one change.
     *
     * @param at when it happened
     * @param begun when its socket was observed to begin; null where that was not
     */
    public void observe(Observation one, Moment at, @Nullable Moment begun) {
        reach(at);
        changes.exactly(at);
        Connection seen = Connection.of(one.protocol(), one.local(), one.remote(), one.after())
                .in(namespace);
        Place place = place(one, seen, at, begun);
        if (place == null) {
            // What began before its read and has no row had ended by then.
            if (begun != null && !isBefore(begun, rows.span().began())) {
                open(one, seen, at, begun);
            }
        } else if (one.after() == SocketState.CLOSE) {
            end(place, one, at);
        } else if (place.known().connection().state() == one.after()
                || place.known().connection().state().mayBecome(one.after())) {
            become(place, one, one.after(), at);
        }
    }

    void reach(Moment at) {
        newest = at.after(newest).isZero() ? newest : at;
    }

    /** Which connection it is about; null where it is not known. One whose tuple is another socket's now has ended. */
    private @Nullable Place place(Observation one, Connection seen, Moment at, @Nullable Moment begun) {
        Integer its = rowless.bySocket(one.socket());
        if (its != null) {
            Place known = listed(its);
            if (Tuple.of(known.known().connection()).equals(Tuple.of(seen))) {
                return known;
            }
            // The end of that one was lost, and another socket has its place in the kernel.
            close(known, begun == null ? at : begun, null);
        }
        Place place = byKey(seen);
        if (place == null) {
            return null;
        }
        boolean another = place.known().socket() != 0 || (begun != null && begins(place.known(), one, at, begun));
        if (!another) {
            return place;
        }
        if (place.known().ownsTuple()) {
            close(place, begun == null ? at : begun, null);
        }
        return null;
    }

    /** Whether a socket that has begun is another one than that which a poll found under its tuple. */
    private boolean begins(MissingConnection known, Observation one, Moment at, Moment begun) {
        SocketState found = known.connection().state();
        // What waited at a listener until its handshake had ended was a request, which nobody tells, and becomes a
        // socket now.
        boolean request = one.before() == SocketState.LISTEN && found == SocketState.SYN_RECV;
        if (request || isBefore(begun, rows.span().began())) {
            return false;
        }
        if (isBefore(rows.span().ended(), begun)) {
            return true;
        }
        // Its row was read before it began, or after.
        boolean observedLate = !isBefore(rows.span().ended(), at) && found != SocketState.TIME_WAIT;
        return found != one.before() && !(observedLate && one.after().mayBecome(found));
    }

    static boolean isBefore(Moment one, Moment other) {
        return one.nanos() - other.nanos() < 0;
    }

    /** The connection that has a key; null where there is none, or where several have it. */
    @Nullable
    Place byKey(Connection seen) {
        Integer its = rowless.byTuple(seen);
        if (its != null) {
            return listed(its);
        }
        KeyIndex keys = index == null ? new KeyIndex(rows) : index;
        index = keys;
        Place found = null;
        for (int row = keys.find(seen, KeyIndex.NONE); row != KeyIndex.NONE; row = keys.find(seen, row)) {
            if (isVacant(row)) {
                continue;
            }
            if (found != null) {
                // Listeners that share a port: which of them it is about is for the next poll to say, by their inodes.
                return null;
            }
            found = inRow(row);
        }
        return found;
    }

    /** Whether a row stands for no connection, or tells nothing true any more. */
    boolean isVacant(int row) {
        return lifetimes[row] == null || outdated.get(row);
    }

    Place inRow(int row) {
        Lifetime lifetime = Objects.requireNonNull(lifetimes[row], "a row that stands for a connection");
        Connection known = lifetime.connection(rows, row);
        return new Place(
                null,
                row,
                new MissingConnection(known, lifetime, row, rows.span().began()));
    }

    private Place listed(Integer slot) {
        return new Place(slot, KeyIndex.NONE, rowless.at(slot));
    }

    private void open(Observation one, Connection seen, Moment at, Moment begun) {
        Owner opener = one.owner();
        Lifetime lifetime = changes.observed(begun, one.direction());
        lifetime = opener == null ? lifetime : lifetime.heldBy(opener);
        changes.exactly(begun);
        Connection opened = lifetime.identified(
                seen.toBuilder().state(one.first()).owner(opener).build());
        changes.opened(opened, begun);
        MissingConnection known = MissingConnection.opening(opened, lifetime, one.socket(), begun);
        changes.exactly(at);
        Place place = Place.nowhere(known);
        if (one.after() == SocketState.CLOSE) {
            end(place, one, at);
        } else {
            become(place, one, one.after(), at);
        }
    }

    private void become(Place place, Observation one, SocketState state, Moment at) {
        Outcome outcome = state == SocketState.TIME_WAIT ? orderly(one) : null;
        MissingConnection known = place.heldBy(one.owner()).known();
        Lifetime its = ended(known.lifetime(), outcome, one);
        Connection now = known.connection().toBuilder()
                .state(state)
                .traffic(its.traffic())
                .build();
        if (known.isSuspect()) {
            changes.reprieved();
        }
        changes.seen(place.known().connection(), now, at);
        replace(place, known.observed(now, its, one.socket(), at));
    }

    private static Outcome orderly(Observation one) {
        return one.outcome() == null ? Outcome.CLOSED : one.outcome();
    }

    private void end(Place place, Observation one, Moment at) {
        boolean inOrder = one.outcome() == null || one.outcome() == Outcome.CLOSED;
        boolean waits = one.before() == SocketState.FIN_WAIT2 || one.before() == SocketState.CLOSING;
        // A poll may have found what is left of it before it is told how that came.
        boolean isLate = isBefore(at, rows.span().began());
        if (inOrder && waits && (isLate || place.known().connection().state() != SocketState.TIME_WAIT)) {
            become(place, one, SocketState.TIME_WAIT, at);
        } else {
            close(place.heldBy(one.owner()), at, one);
        }
    }

    private static Lifetime ended(Lifetime lifetime, @Nullable Outcome outcome, Observation one) {
        Lifetime its = outcome == null ? lifetime : lifetime.ending(outcome);
        return one.traffic() == null ? its : its.carrying(one.traffic());
    }

    /** @param one what told its end; null where nothing did */
    private void close(Place place, Moment at, @Nullable Observation one) {
        Connection last = place.known().connection();
        Lifetime lifetime = place.known().lifetime();
        Lifetime its = one == null ? lifetime : ended(lifetime, one.outcome(), one);
        changes.closed(last.toBuilder().traffic(its.traffic()).build(), at, its);
        gone(place, 0, at);
    }

    /** It has been told that a connection is closed. */
    void gone(Place place, long cookie, Moment at) {
        Connection last = place.known().connection();
        ended.add(new Ended(Tuple.of(last), last.inode(), cookie, at));
        remove(place);
    }

    /** A connection is otherwise, and no row tells it as it is. */
    void replace(Place place, MissingConnection now) {
        remove(place);
        add(now);
    }

    private void remove(Place place) {
        Integer listed = place.listed();
        if (place.row() != KeyIndex.NONE) {
            outdated.set(place.row());
        } else if (listed != null) {
            rowless.remove(listed);
        }
    }

    void add(MissingConnection one) {
        rowless.add(one);
    }

    /** Whether a row tells nothing true any more. */
    public boolean isOutdated(int row) {
        return outdated.get(row);
    }

    /** Those that are believed alive and that no row tells as they are. */
    public List<MissingConnection> rowless() {
        return rowless.all();
    }

    /** Those that ended since a moment, so that a read that had begun by then may have found them. */
    public List<Ended> endedSince(Moment began) {
        List<Ended> since = new ArrayList<>();
        for (Ended one : ended) {
            if (!isBefore(one.at, began)) {
                since.add(one);
            }
        }
        return since;
    }

    /** How many connections fewer than rows there are; negative where there are more. */
    public int fewer() {
        return outdated.cardinality() - rowless.size();
    }

    public FileTable believed() {
        return new FileTable(rows, lifetimes, rowless.slots(), (BitSet) outdated.clone(), newest);
    }
}
