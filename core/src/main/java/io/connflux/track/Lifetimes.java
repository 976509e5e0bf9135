package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Moment;
import io.connflux.track.align.IntList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of connections beyond their present rows: their numbers, when they opened, who began them, and the uid and
 * inode of their live phase, which an orphan's or TIME_WAIT's row no longer tells.
 *
 * <p>A connection's recollection is one int. Where only the number and the direction are remembered, which is so for all that
 * existed at the start, the int itself says both; else it names a slot here.
 */
@SuppressWarnings("EnumOrdinal") // an int is what is kept for each row
final class Lifetimes {

    /** A row that repeats another one, and stands for no connection. */
    static final int REPEATED = -1;

    private static final Direction[] DIRECTIONS = Direction.values();

    /** An int that says all has the direction in its lowest two bits, and how far its number is from the first one above. */
    private static final int DIRECTION_BITS = 2;

    /** Slot 0, and from there downwards. */
    private static final int FIRST_SLOT = -2;

    private final long firstNumber;
    private long[] number = new long[64];
    /** Null where nobody saw it open. Those that one read found share one. */
    private @Nullable Moment[] opened = new @Nullable Moment[64];

    private int[] uid = new int[64];
    private long[] inode = new long[64];
    private byte[] direction = new byte[64];
    private final IntList free = new IntList();
    private int freeTaken;
    private int used;

    /** @param firstNumber that of the first connection it may be asked to remember */
    Lifetimes(long firstNumber) {
        this.firstNumber = firstNumber;
    }

    /** The same entries, apart from what comes; for looking things up. */
    Lifetimes copy() {
        Lifetimes copy = new Lifetimes(firstNumber);
        copy.number = Arrays.copyOf(number, used);
        copy.opened = Arrays.copyOf(opened, used);
        copy.uid = Arrays.copyOf(uid, used);
        copy.inode = Arrays.copyOf(inode, used);
        copy.direction = Arrays.copyOf(direction, used);
        return copy;
    }

    /** Bytes of heap that it takes. */
    long bytes() {
        return 400 + 33L * opened.length + 4L * free.size();
    }

    /** For a connection that nobody saw open. */
    int existing(long itsNumber, Direction itsDirection) {
        long distance = itsNumber - firstNumber;
        return distance <= Integer.MAX_VALUE >> DIRECTION_BITS
                ? (int) distance << DIRECTION_BITS | itsDirection.ordinal()
                : FIRST_SLOT - slot(itsNumber, null, itsDirection);
    }

    /** For a connection that had opened at the end of the read that found it first. */
    int opened(long itsNumber, Moment found, Direction itsDirection) {
        return FIRST_SLOT - slot(itsNumber, found, itsDirection);
    }

    /** The same with what is known of its live phase kept from now on. */
    int keeping(int recollection, long liveUid, long liveInode) {
        int slot = isSlot(recollection)
                ? FIRST_SLOT - recollection
                : slot(number(recollection), null, direction(recollection));
        uid[slot] = (int) liveUid;
        inode[slot] = liveInode;
        return FIRST_SLOT - slot;
    }

    /** A connection has ended. */
    void forget(int recollection) {
        if (isSlot(recollection)) {
            free.add(FIRST_SLOT - recollection);
        }
    }

    /** What tells a connection from all others of the tracker, from its first row to its last. */
    long number(int recollection) {
        return isSlot(recollection)
                ? number[FIRST_SLOT - recollection]
                : firstNumber + (recollection >>> DIRECTION_BITS);
    }

    Direction direction(int recollection) {
        return DIRECTIONS[
                isSlot(recollection)
                        ? direction[FIRST_SLOT - recollection]
                        : recollection & ((1 << DIRECTION_BITS) - 1)];
    }

    /** When a connection had opened; null where nobody saw it. */
    @Nullable
    Moment openedAt(int recollection) {
        return isSlot(recollection) ? opened[FIRST_SLOT - recollection] : null;
    }

    /** A connection as its row tells it, completed by what is remembered. */
    Connection complete(Connection row, int recollection) {
        int slot = FIRST_SLOT - recollection;
        boolean fromMemory = row.inode() == 0 && isSlot(recollection) && inode[slot] != 0;
        return new Connection(
                row.namespace(),
                row.protocol(),
                row.local(),
                row.remote(),
                row.state(),
                fromMemory ? liveUid(slot) : row.uid(),
                fromMemory ? inode[slot] : row.inode(),
                direction(recollection),
                row.activity(),
                row.owner());
    }

    private static boolean isSlot(int recollection) {
        return recollection <= FIRST_SLOT;
    }

    /** All ones is no user's id ({@code uid_valid} in {@code include/linux/uidgid.h}), so it can stand for none. */
    private long liveUid(int slot) {
        return uid[slot] == -1 ? Connection.UNKNOWN_UID : Integer.toUnsignedLong(uid[slot]);
    }

    private int slot(long itsNumber, @Nullable Moment found, Direction itsDirection) {
        int slot = freeTaken < free.size() ? free.get(freeTaken++) : used++;
        if (freeTaken == free.size()) {
            free.clear();
            freeTaken = 0;
        }
        if (slot == number.length) {
            int capacity = slot << 1;
            number = Arrays.copyOf(number, capacity);
            opened = Arrays.copyOf(opened, capacity);
            uid = Arrays.copyOf(uid, capacity);
            inode = Arrays.copyOf(inode, capacity);
            direction = Arrays.copyOf(direction, capacity);
        }
        number[slot] = itsNumber;
        opened[slot] = found;
        uid[slot] = -1;
        inode[slot] = 0;
        direction[slot] = (byte) itsDirection.ordinal();
        return slot;
    }
}
