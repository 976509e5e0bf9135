package io.connflux.track.observed;

import io.connflux.model.SocketState;
import io.connflux.table.SocketTable;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The cookies of one file's sockets that are in no row any more, until their ends are told. */
public final class ClosedSockets {

    /**
     * Sockets whose end a poll has seen and nobody else has told, as a program has kept them. Too low, and one is told twice where very
     * many are kept; too high, and where nobody tells ends they take memory for nothing.
     */
    private static final int MOST = 1 << 14;

    /** Oldest first. */
    private final Set<Long> cookies = new LinkedHashSet<>();

    /** The socket of a row has gone. */
    public void remember(SocketTable rows, int row) {
        // What is in TIME_WAIT has no socket whose end would be told.
        if (rows.hasCookies()
                && rows.state(row) != SocketState.TIME_WAIT
                && cookies.add(rows.cookie(row))
                && cookies.size() > MOST) {
            Iterator<Long> oldest = cookies.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Whether a poll has told the end of a socket, or will, as it was in no row any more. */
    boolean forget(long cookie) {
        return cookies.remove(cookie);
    }
}
