package io.connflux.track.direction;

import io.connflux.model.Address;
import io.connflux.model.Protocol;
import io.connflux.table.SocketTable;
import org.jspecify.annotations.Nullable;

/** The listeners of one file at the newest poll and at the one before. */
final class ListenerHistory {

    private ListenerTable now;
    private ListenerTable before;
    private boolean failed;
    private boolean failedBefore;

    ListenerHistory(Protocol protocol) {
        now = new ListenerTable(protocol);
        before = new ListenerTable(protocol);
    }

    /** The file's newest table; null where there is none, because it could not be read or because there is no such file. */
    void read(@Nullable SocketTable table, boolean unreadable) {
        failedBefore = failed;
        failed = unreadable;
        if (unreadable) {
            return;
        }
        ListenerTable oldest = before;
        before = now;
        now = oldest;
        if (table == null) {
            now.clear();
        } else {
            now.read(table);
        }
    }

    /** Whether the poll before could not read it: a listener may have come and gone since the last one that is known. */
    boolean hasGap() {
        return failedBefore;
    }

    /** As {@link ListenerTable#covers}, at one of the two polls. */
    boolean cover(Address address, int port, long except) {
        return now.covers(address, port, except) || before.covers(address, port, except);
    }
}
