package io.connflux.track.known;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Owner;
import io.connflux.track.align.Gap;

/**
 * A connection that is known and has no row in its old place: it moved, changed its inode, was hidden, or is gone; or it was
 * observed since the last poll, and no row tells it as it is.
 *
 * @param connection as last seen, with what is remembered
 * @param lifetime what is remembered
 * @param above the row above its place, in the newest table before this poll
 * @param below the row below its place; {@link #NOWHERE} where it never had one
 * @param looks how many polls have missed it so far
 * @param unreadable whether it is held because a line that cannot be read stood in its place
 * @param socket who tells its changes one by one, as {@code Observation.socket} names it; 0 where nobody does
 * @param lastSeen when the last read that found it had begun, or when it was observed
 */
public record MissingConnection(
        Connection connection,
        Lifetime lifetime,
        int above,
        int below,
        int looks,
        boolean unreadable,
        long socket,
        Moment lastSeen) {

    private static final int NOWHERE = -1;

    /** One that was there at the last look. */
    public MissingConnection(Connection connection, Lifetime lifetime, int row, Moment lastSeen) {
        this(connection, lifetime, row - 1, row + 1, 0, false, 0, lastSeen);
    }

    /** One that was observed opening, and has never had a row. */
    public static MissingConnection opening(Connection connection, Lifetime lifetime, long socket, Moment at) {
        return new MissingConnection(connection, lifetime, NOWHERE, NOWHERE, 0, false, socket, at);
    }

    /** The same connection, observed as it is now. */
    public MissingConnection observed(Connection now, Lifetime its, long by, Moment at) {
        return new MissingConnection(now, its, above, below, 0, false, by, at);
    }

    /** The same connection, which was observed to be somebody's. */
    public MissingConnection heldBy(Owner owner) {
        return new MissingConnection(
                connection.ownedBy(owner), lifetime.heldBy(owner), above, below, looks, unreadable, socket, lastSeen);
    }

    public boolean isSuspect() {
        return looks > 0 || unreadable;
    }

    /** Whether it was observed after a moment, so that what a read found that had begun by then may be older. */
    public boolean isObservedSince(Moment began) {
        return socket != 0 && lastSeen.nanos() - began.nanos() >= 0;
    }

    /** Whether it never had a place among the rows. */
    public boolean isNowhere() {
        return below == NOWHERE;
    }

    /** The same connection, missed once more and still believed alive, in its place of a newer table. */
    public MissingConnection held(Gap gap, int missed, boolean byUnreadableLine) {
        return isNowhere()
                ? new MissingConnection(connection, lifetime, above, below, missed, byUnreadableLine, socket, lastSeen)
                : new MissingConnection(
                        connection, lifetime, gap.above(), gap.below(), missed, byUnreadableLine, socket, lastSeen);
    }

    /** Whether no other live socket can have its tuple, so that a new row with the same one tells that this one is gone. */
    public boolean ownsTuple() {
        return connection.protocol().isTcp() && connection.hasPeer();
    }
}
