package io.connflux.track.align;

import io.connflux.table.SocketTable;
import java.util.Arrays;

/** The rows of a table by the cookies of their sockets. */
public final class CookieIndex {

    /** In place of a row. */
    public static final int NONE = -1;

    private final SocketTable rows;
    private final int[] places;

    /** Looks at each row once. */
    public CookieIndex(SocketTable rows) {
        this.rows = rows;
        places = new int[Integer.highestOneBit(Math.max(1, rows.size())) << 2];
        Arrays.fill(places, NONE);
        for (int row = 0; row < rows.size(); row++) {
            places[place(rows.cookie(row))] = row;
        }
    }

    /** The last row of a socket; {@link #NONE} where it has none. */
    public int find(long cookie) {
        return places[place(cookie)];
    }

    /** Where a cookie's row stands, or would. */
    private int place(long cookie) {
        int mask = places.length - 1;
        int place = (int) ((cookie * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (places[place] != NONE && rows.cookie(places[place]) != cookie) {
            place = (place + 1) & mask;
        }
        return place;
    }
}
