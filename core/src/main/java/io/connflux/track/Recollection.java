package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Direction;
import java.util.Arrays;

/**
 * What is remembered of connections beyond their present rows: when they opened, who began them, and the uid and inode of
 * their live phase, which an orphan's or TIME_WAIT's row no longer tells.
 *
 * <p>A connection's recollection is one int. Where only the direction is remembered, which is so for all that existed at the
 * start, the int itself says it; else it names a slot here.
 */
@SuppressWarnings("EnumOrdinal") // an int is what is kept for each row
final class Recollection {

    /** A row that repeats another one, and stands for no connection. */
    static final int REPEATED = -1;

    private static final Direction[] DIRECTIONS = Direction.values();
    private static final int FIRST_SLOT = DIRECTIONS.length;
    private static final long NOT_SEEN = Long.MIN_VALUE;

    private long[] opened = new long[64];
    private long[] uid = new long[64];
    private long[] inode = new long[64];
    private byte[] direction = new byte[64];
    private final IntList free = new IntList();
    private int freeTaken;
    private int used;

    /** The same entries, apart from what comes; for looking things up. */
    Recollection copy() {
        Recollection copy = new Recollection();
        copy.opened = Arrays.copyOf(opened, used);
        copy.uid = Arrays.copyOf(uid, used);
        copy.inode = Arrays.copyOf(inode, used);
        copy.direction = Arrays.copyOf(direction, used);
        return copy;
    }

    /** Bytes of heap that it takes. */
    long bytes() {
        return 400 + 25L * opened.length + 4L * free.size();
    }

    /** For a connection that existed at the start. */
    static int of(Direction direction) {
        return direction.ordinal();
    }

    /** For a connection that opened at a time, in milliseconds of the epoch. */
    int opened(long time, Direction direction) {
        return FIRST_SLOT + slot(time, direction);
    }

    /** The same with what is known of its live phase kept from now on. */
    int keeping(int recollection, long liveUid, long liveInode) {
        int slot = recollection < FIRST_SLOT ? slot(NOT_SEEN, DIRECTIONS[recollection]) : recollection - FIRST_SLOT;
        uid[slot] = liveUid;
        inode[slot] = liveInode;
        return FIRST_SLOT + slot;
    }

    /** A connection has ended. */
    void forget(int recollection) {
        if (recollection >= FIRST_SLOT) {
            free.add(recollection - FIRST_SLOT);
        }
    }

    Direction direction(int recollection) {
        return DIRECTIONS[recollection < FIRST_SLOT ? recollection : direction[recollection - FIRST_SLOT]];
    }

    boolean sawOpening(int recollection) {
        return recollection >= FIRST_SLOT && opened[recollection - FIRST_SLOT] != NOT_SEEN;
    }

    /** Milliseconds of the epoch; only where {@link #sawOpening}. */
    long openedAt(int recollection) {
        return opened[recollection - FIRST_SLOT];
    }

    /** A connection as its row tells it, completed by what is remembered. */
    Connection complete(Connection row, int recollection) {
        boolean fromMemory = row.inode() == 0 && recollection >= FIRST_SLOT && inode[recollection - FIRST_SLOT] != 0;
        return new Connection(
                row.namespace(),
                row.protocol(),
                row.local(),
                row.remote(),
                row.state(),
                fromMemory ? uid[recollection - FIRST_SLOT] : row.uid(),
                fromMemory ? inode[recollection - FIRST_SLOT] : row.inode(),
                direction(recollection),
                row.activity(),
                row.owner());
    }

    private int slot(long time, Direction first) {
        int slot = freeTaken < free.size() ? free.get(freeTaken++) : used++;
        if (freeTaken == free.size()) {
            free.clear();
            freeTaken = 0;
        }
        if (slot == opened.length) {
            int capacity = slot << 1;
            opened = Arrays.copyOf(opened, capacity);
            uid = Arrays.copyOf(uid, capacity);
            inode = Arrays.copyOf(inode, capacity);
            direction = Arrays.copyOf(direction, capacity);
        }
        opened[slot] = time;
        uid[slot] = Connection.UNKNOWN_UID;
        inode[slot] = 0;
        direction[slot] = (byte) first.ordinal();
        return slot;
    }
}
