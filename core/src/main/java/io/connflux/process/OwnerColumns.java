package io.connflux.process;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.process.sockets.KnownSockets;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows of a snapshot their owners. Those of rows that are as they were come from the snapshot before: to look each of a
 * great table up costs more than to read it. One thread.
 */
final class OwnerColumns {

    /**
     * Rows of the table before that may have gone in one place. Too low, and what follows is looked up; too high, and each new row
     * costs as many comparisons.
     */
    private static final int WINDOW = 8;

    private static final int LOW_BITS = 0xFFFF;

    private final KnownSockets known;
    private Map<File, SocketTable> before = new HashMap<>();

    private record File(NetworkNamespace namespace, Protocol protocol) {}

    OwnerColumns(KnownSockets known) {
        this.known = known;
    }

    /**
     * The same snapshot with owners.
     *
     * @param changed inodes of sockets of which something else is known than at the snapshot before
     * @param last see {@link Snapshot#lastOwners}
     */
    Snapshot fill(Snapshot snapshot, Set<Long> changed, Map<Long, Owner> last) {
        Map<File, SocketTable> now = new HashMap<>();
        BitSet maybe = new BitSet();
        changed.forEach(inode -> maybe.set(low(inode)));
        Snapshot filled = snapshot.ownedBy(
                rows -> {
                    File file = new File(rows.namespace(), rows.protocol());
                    SocketTable older = before.get(file);
                    SocketTable owned = older != null && changed.isEmpty() && isSame(rows, older)
                            ? rows.ownedAs(older)
                            : rows.ownedBy(owners(rows, older, changed, maybe));
                    now.put(file, owned);
                    return owned;
                },
                last);
        before = now;
        return filled;
    }

    private static boolean isSame(SocketTable rows, SocketTable older) {
        boolean same = rows.size() == older.size();
        for (int row = 0; same && row < rows.size(); row++) {
            same = isSame(rows, row, older, row);
        }
        return same;
    }

    private static boolean isSame(SocketTable rows, int row, SocketTable older, int olderRow) {
        return rows.inode(row) == older.inode(olderRow) && rows.stateNumber(row) == older.stateNumber(olderRow);
    }

    private @Nullable Owner[] owners(SocketTable rows, @Nullable SocketTable older, Set<Long> changed, BitSet maybe) {
        @Nullable Owner[] owners = new @Nullable Owner[rows.size()];
        int next = 0;
        for (int row = 0; row < owners.length; row++) {
            long inode = rows.inode(row);
            int at = older == null ? -1 : find(rows, row, older, next);
            if (older != null && at >= 0) {
                next = at + 1;
                if (!maybe.get(low(inode)) || !changed.contains(inode)) {
                    owners[row] = older.owner(at);
                    continue;
                }
            }
            owners[row] = known.of(inode, rows.state(row));
        }
        return owners;
    }

    private static int find(SocketTable rows, int row, SocketTable older, int next) {
        int end = Math.min(older.size(), next + WINDOW);
        for (int at = next; at < end; at++) {
            if (isSame(rows, row, older, at)) {
                return at;
            }
        }
        return -1;
    }

    private static int low(long inode) {
        return (int) inode & LOW_BITS;
    }
}
