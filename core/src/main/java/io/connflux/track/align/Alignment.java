package io.connflux.track.align;

import io.connflux.table.SocketTable;
import java.util.Arrays;

/**
 * Finds the rows of one table in the next one by walking both at once. The kernel prints a hash table, whose order does not
 * change while rows come and go, so the next row is nearly always the one expected.
 *
 * <p>A link means: same key, same inode. Links never cross, so that a row without one has a place: between the rows above and
 * below it that have.
 */
public final class Alignment {

    public static final int NONE = -1;

    /**
     * Rows looked at on either side before the index is asked. Too low, and short runs of new rows cost an index of the whole
     * table; too high, and each new row costs as many comparisons.
     */
    private static final int WINDOW = 24;

    /** Rows looked at on both sides at once, where some went and others came in one place. */
    private static final int SQUARE = 6;

    private int[] newerOf = new int[0];
    private int[] olderOf = new int[0];
    private final IntList stateChanges = new IntList();
    private final RowIndex index = new RowIndex();
    private int links;
    private int olderSize;
    private boolean inPlace;

    /** Compares two tables; what was found before is forgotten. */
    public void align(SocketTable older, SocketTable newer) {
        int n = older.size();
        int m = newer.size();
        newerOf = cleared(newerOf, n);
        olderOf = cleared(olderOf, m);
        stateChanges.clear();
        index.clear();
        links = 0;
        inPlace = n == m;
        olderSize = n;
        int next = 0;
        for (int row = 0; row < m; row++) {
            if (next < n && same(older, next, newer, row)) {
                link(older, next++, newer, row);
            } else if (next < n) {
                int found = find(older, next, newer, row);
                if (found >= next) {
                    link(older, found, newer, row);
                    next = found + 1;
                }
            }
        }
    }

    /** The newer row that an older one became, or {@link #NONE}. */
    public int newerOf(int olderRow) {
        return newerOf[olderRow];
    }

    /** The older row that a newer one was, or {@link #NONE}. */
    public int olderOf(int newerRow) {
        return olderOf[newerRow];
    }

    /** Newer rows with a link whose state is another than before. */
    public IntList stateChanges() {
        return stateChanges;
    }

    public int links() {
        return links;
    }

    /** Whether each row is linked with the row of its number. */
    public boolean isInPlace() {
        return inPlace && links == olderSize;
    }

    /** Takes a link away, where one of its rows turns out to be the repetition of another. */
    public void unlink(int newerRow) {
        newerOf[olderOf[newerRow]] = NONE;
        olderOf[newerRow] = NONE;
        links--;
        inPlace = false;
    }

    private void link(SocketTable older, int olderRow, SocketTable newer, int newerRow) {
        newerOf[olderRow] = newerRow;
        olderOf[newerRow] = olderRow;
        links++;
        inPlace &= olderRow == newerRow;
        if (older.stateNumber(olderRow) != newer.stateNumber(newerRow)) {
            stateChanges.add(newerRow);
        }
    }

    private int find(SocketTable older, int next, SocketTable newer, int row) {
        for (int ahead = 1; ahead <= WINDOW; ahead++) {
            if (next + ahead < older.size() && same(older, next + ahead, newer, row)) {
                return next + ahead;
            }
            if (row + ahead < newer.size() && same(older, next, newer, row + ahead)) {
                return NONE;
            }
        }
        for (int down = 0; down <= SQUARE; down++) {
            for (int ahead = 1; ahead <= SQUARE; ahead++) {
                if (next + down < older.size()
                        && row + ahead < newer.size()
                        && same(older, next + down, newer, row + ahead)) {
                    return NONE;
                }
            }
        }
        return index.find(older, newer, row);
    }

    private static boolean same(SocketTable older, int olderRow, SocketTable newer, int newerRow) {
        return older.inode(olderRow) == newer.inode(newerRow) && older.sameKey(olderRow, newer, newerRow);
    }

    private static int[] cleared(int[] links, int size) {
        int[] room = links.length < size ? new int[size + (size >> 3)] : links;
        Arrays.fill(room, 0, size, NONE);
        return room;
    }
}
