package io.connflux.track.align;

import io.connflux.table.SocketTable;
import java.util.Arrays;

/** The rows of a table by key and inode: open addressing over row numbers. Made when first asked, at most once a table. */
public final class RowIndex {

    private static final int EMPTY = -1;

    private int[] slots = new int[0];
    private int mask;
    private boolean made;

    void clear() {
        made = false;
    }

    /** The first row of {@code table} with the key and inode of a row of {@code other}; -1 where there is none. */
    int find(SocketTable table, SocketTable other, int otherRow) {
        if (!made) {
            makeFor(table);
        }
        for (int slot = slot(other, otherRow); slots[slot] != EMPTY; slot = (slot + 1) & mask) {
            int row = slots[slot];
            if (table.inode(row) == other.inode(otherRow) && table.sameKey(row, other, otherRow)) {
                return row;
            }
        }
        return EMPTY;
    }

    /** Adds a row, or gives the row of the same key and inode that is there already; -1 where it was added. */
    public int add(SocketTable table, int row) {
        int slot = slot(table, row);
        while (slots[slot] != EMPTY) {
            int there = slots[slot];
            if (table.inode(there) == table.inode(row) && table.sameKey(there, table, row)) {
                return there;
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = row;
        return EMPTY;
    }

    /** Makes room for all rows of a table, with none in it yet. */
    public void prepareFor(SocketTable table) {
        int capacity = Integer.highestOneBit(Math.max(8, table.size())) << 2;
        if (slots.length < capacity || slots.length > capacity << 2) {
            slots = new int[capacity];
        }
        mask = slots.length - 1;
        Arrays.fill(slots, EMPTY);
        made = true;
    }

    private void makeFor(SocketTable table) {
        prepareFor(table);
        for (int row = 0; row < table.size(); row++) {
            add(table, row);
        }
    }

    private int slot(SocketTable table, int row) {
        long inode = table.inode(row);
        return (table.keyHash(row) ^ (int) ((inode * 0x9E3779B97F4A7C15L) >>> 32)) & mask;
    }
}
