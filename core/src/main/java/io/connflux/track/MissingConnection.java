package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.track.align.Gap;

/**
 * A connection that was known and has no row in its old place: it moved, changed its inode, was hidden, or is gone.
 *
 * @param connection as last seen, with what is remembered
 * @param lifetime what is remembered
 * @param above the row above its place, in the newest table before this poll
 * @param below the row below its place
 * @param looks how many polls have missed it so far
 * @param unreadable whether it is held because a line that cannot be read stood in its place
 * @param lastSeen when the last read that found it had begun
 */
record MissingConnection(
        Connection connection,
        Lifetime lifetime,
        int above,
        int below,
        int looks,
        boolean unreadable,
        Moment lastSeen) {

    /** One that was there at the last look. */
    MissingConnection(Connection connection, Lifetime lifetime, int row, Moment lastSeen) {
        this(connection, lifetime, row - 1, row + 1, 0, false, lastSeen);
    }

    boolean isSuspect() {
        return looks > 0 || unreadable;
    }

    /** The same connection, missed once more and still believed alive, in its place of a newer table. */
    MissingConnection held(Gap gap, int missed, boolean byUnreadableLine) {
        return new MissingConnection(
                connection, lifetime, gap.above(), gap.below(), missed, byUnreadableLine, lastSeen);
    }

    /** Whether no other live socket can have its tuple, so that a new row with the same one tells that this one is gone. */
    boolean ownsTuple() {
        return connection.protocol().isTcp() && connection.hasPeer();
    }
}
