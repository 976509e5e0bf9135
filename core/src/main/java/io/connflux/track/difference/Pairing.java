package io.connflux.track.difference;

import io.connflux.track.align.IntList;
import io.connflux.track.known.FileTable;
import java.util.Arrays;

/**
 * Which positions of two tables of one file are one connection: a merge by the connections' numbers. Which rows are one connection
 * has been decided by the tracker already.
 */
final class Pairing {

    /**
     * Positions of the older table looked at before an index is made. Too low, and a few closed connections cost an index of
     * what is left; too high, and where many closed each row costs as many comparisons.
     */
    private static final int WINDOW = 24;

    private static final int NONE = -1;

    private final FileTable older;
    private final FileTable newer;
    private final long firstNew;
    private final boolean[] paired;

    /** Who is told, position by position of the newer table: those in their order first. */
    interface Found {
        /**
         * A connection that both have.
         *
         * @param before its position in the older table
         */
        void paired(int before, int position);

        /** One that the older table has not. */
        void appeared(int position);
    }

    /** @param firstNew above the numbers of all connections that had been seen when the older table was taken */
    Pairing(FileTable older, FileTable newer, long firstNew) {
        this.older = older;
        this.newer = newer;
        this.firstNew = firstNew;
        this.paired = new boolean[older.positions()];
    }

    /** Whether the newer table has the connection at a position of the older one, once all are told. */
    boolean isPaired(int before) {
        return paired[before];
    }

    /** Tells of each connection of the newer table. */
    void tell(Found found) {
        IntList strays = new IntList();
        int next = 0;
        for (int position = 0; position < newer.positions(); position++) {
            if (newer.isVacant(position)) {
                continue;
            }
            long number = newer.lifetime(position).number();
            int before = number < firstNew ? find(number, next) : NONE;
            if (before != NONE) {
                pair(before, position, found);
                next = before + 1;
            } else if (number < firstNew) {
                strays.add(position);
            } else {
                found.appeared(position);
            }
        }
        if (strays.size() > 0) {
            pairByIndex(strays, found);
        }
    }

    private int find(long number, int from) {
        int end = Math.min(older.positions(), from + WINDOW);
        for (int position = from; position < end; position++) {
            if (!older.isVacant(position) && older.lifetime(position).number() == number) {
                return position;
            }
        }
        return NONE;
    }

    /** Those whose row has moved, or whose neighbours went in large numbers. */
    private void pairByIndex(IntList strays, Found found) {
        int[] index = new int[Integer.highestOneBit(Math.max(1, older.positions())) << 2];
        Arrays.fill(index, NONE);
        for (int position = 0; position < older.positions(); position++) {
            if (!paired[position] && !older.isVacant(position)) {
                index[place(index, older.lifetime(position).number())] = position;
            }
        }
        for (int i = 0; i < strays.size(); i++) {
            int position = strays.get(i);
            int before = index[place(index, newer.lifetime(position).number())];
            if (before == NONE) {
                // Known when the older table was taken, but not told yet.
                found.appeared(position);
            } else {
                pair(before, position, found);
            }
        }
    }

    /** The place of a number: where it stands, or the free one where it would. */
    private int place(int[] index, long number) {
        int mask = index.length - 1;
        int place = (int) ((number * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (index[place] != NONE && older.lifetime(index[place]).number() != number) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void pair(int before, int position, Found found) {
        paired[before] = true;
        found.paired(before, position);
    }
}
