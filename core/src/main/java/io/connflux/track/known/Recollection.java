package io.connflux.track.known;

import io.connflux.model.Protocol;
import io.connflux.table.SocketTable;
import io.connflux.track.align.KeyIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a tracker before this one knew. A row is the same connection where it has the same key, and the same inode
 * or one of them has none, as between two polls; each is found once.
 */
public final class Recollection {

    private final boolean sameBoot;
    private final List<Known> files = new ArrayList<>();
    private final Set<Long> namespaces = new HashSet<>();
    private final Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);

    /**
     * All of them.
     *
     * @param remembered one for each file
     * @param sameBoot whether any of them can be there still
     */
    public Recollection(List<FileTable> remembered, boolean sameBoot) {
        this.sameBoot = sameBoot;
        for (FileTable table : remembered) {
            long namespace = table.rows().namespace().inode();
            namespaces.add(namespace);
            protocols.add(table.rows().protocol());
            files.add(new Known(namespace, table));
        }
    }

    /** What is remembered of a row's connection; null where it was not known. */
    @Nullable
    public Lifetime claim(SocketTable rows, int row) {
        Known file = file(rows);
        return file == null || !sameBoot ? null : file.claim(rows, row);
    }

    /** Whether a row that was not known has appeared since: its file was looked at, or its namespace was not there. */
    public boolean knows(SocketTable rows) {
        return file(rows) != null
                || (protocols.contains(rows.protocol())
                        && !namespaces.contains(rows.namespace().inode()));
    }

    /** Forgets the files that have been found again. */
    public void settle() {
        files.removeIf(Known::isAsked);
    }

    private @Nullable Known file(SocketTable rows) {
        for (Known file : files) {
            if (file.namespace == rows.namespace().inode() && file.table.rows().protocol() == rows.protocol()) {
                return file;
            }
        }
        return null;
    }

    /** One file's, chained by the hash of their keys. */
    private static final class Known {
        private final long namespace;
        private final FileTable table;
        private final KeyIndex keys;
        private final BitSet claimed = new BitSet();
        private boolean asked;

        private Known(long namespace, FileTable table) {
            this.namespace = namespace;
            this.table = table;
            keys = new KeyIndex(table.rows());
        }

        private boolean isAsked() {
            return asked;
        }

        private @Nullable Lifetime claim(SocketTable rows, int row) {
            asked = true;
            int found = find(rows, row);
            if (found == KeyIndex.NONE) {
                return null;
            }
            claimed.set(found);
            Lifetime its = table.lifetime(found);
            SocketTable before = table.rows();
            return rows.inode(row) == 0 && before.inode(found) != 0
                    ? its.keeping(before.printedUid(found), before.inode(found), before.owner(found))
                    : its;
        }

        private int find(SocketTable rows, int row) {
            SocketTable before = table.rows();
            int oneWithoutInode = KeyIndex.NONE;
            for (int at = keys.first(rows.keyHash(row)); at != KeyIndex.NONE; at = keys.next(at)) {
                if (claimed.get(at) || !before.sameKey(at, rows, row)) {
                    continue;
                }
                boolean follows = before.state(at).mayBecome(rows.state(row));
                if (before.inode(at) != 0 && before.inode(at) == rows.inode(row)) {
                    return follows ? at : KeyIndex.NONE;
                }
                if (follows && (before.inode(at) == 0 || rows.inode(row) == 0)) {
                    oneWithoutInode = at;
                }
            }
            return oneWithoutInode;
        }
    }
}
