package io.connflux.process.sockets;

import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import java.util.function.LongConsumer;

/**
 * Which inodes had a row, and in which snapshot last. Open addressing: every row of a snapshot that differs from the one before
 * is looked up; one that does not costs a comparison of a column.
 */
public final class SeenInodes {

    private static final int FIRST_CAPACITY = 1 << 10;

    /** Snapshots, of those that differ, in which a socket has no row before it is forgotten: ten minutes at one a second. */
    private static final long KEPT = 600;

    /** 0 is an empty place: no socket has that inode. */
    private long[] inodes = new long[FIRST_CAPACITY];

    private long[] lastIn = new long[FIRST_CAPACITY];
    private int size;
    private long current;

    /** The inodes of the current snapshot, row by row. */
    private long[] column = new long[0];

    /** What a snapshot is to the inodes of those before. */
    public interface Sightings {
        /** A row whose inode was not known. */
        void met(SocketTable rows, int row);

        /** It is known, and there was no row of it in the snapshot before. */
        void back(long inode);

        /** There was a row of it in the snapshot before, and is none any more. */
        void vanished(long inode);

        /** There was none for very long. */
        void forgotten(long inode);
    }

    /** Goes on to a snapshot. */
    public void take(Snapshot snapshot, Sightings sightings) {
        if (!isOther(snapshot)) {
            return;
        }
        current++;
        for (SocketTable rows : snapshot.tables()) {
            for (int row = 0; row < rows.size(); row++) {
                if (rows.inode(row) != 0) {
                    see(rows, row, sightings);
                }
            }
        }
        for (int i = 0; i < inodes.length; i++) {
            if (lastIn[i] == current - 1 && inodes[i] != 0) {
                sightings.vanished(inodes[i]);
            }
        }
        if (current % KEPT == 0) {
            keep(current - KEPT, inodes.length, sightings::forgotten);
        }
    }

    /** Whether the current snapshot has a row of it. */
    public boolean isThere(long inode) {
        int place = place(inode);
        return inodes[place] == inode && lastIn[place] == current;
    }

    /** Whether it has other sockets, or in another order. */
    private boolean isOther(Snapshot snapshot) {
        int rowsInAll = snapshot.tables().stream().mapToInt(SocketTable::size).sum();
        boolean other = rowsInAll != column.length;
        column = other ? new long[rowsInAll] : column;
        int at = 0;
        for (SocketTable rows : snapshot.tables()) {
            for (int row = 0; row < rows.size(); row++) {
                other |= column[at] != rows.inode(row);
                column[at++] = rows.inode(row);
            }
        }
        return other;
    }

    private void see(SocketTable rows, int row, Sightings sightings) {
        long inode = rows.inode(row);
        int place = place(inode);
        boolean known = inodes[place] == inode;
        boolean back = known && lastIn[place] < current - 1;
        inodes[place] = inode;
        lastIn[place] = current;
        if (back) {
            sightings.back(inode);
        } else if (!known) {
            if (++size > inodes.length / 2) {
                keep(0, inodes.length * 2, gone -> {});
            }
            sightings.met(rows, row);
        }
    }

    private void keep(long since, int capacity, LongConsumer forgotten) {
        long[] oldInodes = inodes;
        long[] oldLastIn = lastIn;
        inodes = new long[capacity];
        lastIn = new long[capacity];
        size = 0;
        for (int i = 0; i < oldInodes.length; i++) {
            if (oldInodes[i] != 0 && oldLastIn[i] < since) {
                forgotten.accept(oldInodes[i]);
            } else if (oldInodes[i] != 0) {
                int place = place(oldInodes[i]);
                inodes[place] = oldInodes[i];
                lastIn[place] = oldLastIn[i];
                size++;
            }
        }
    }

    private int place(long inode) {
        int mask = inodes.length - 1;
        int place = (int) ((inode * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (inodes[place] != 0 && inodes[place] != inode) {
            place = (place + 1) & mask;
        }
        return place;
    }
}
