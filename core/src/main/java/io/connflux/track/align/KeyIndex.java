package io.connflux.track.align;

import io.connflux.model.Connection;
import io.connflux.table.SocketTable;
import io.connflux.table.TableRow;
import java.util.Arrays;

/** The rows of a table by their keys, those with one hash chained. */
public final class KeyIndex {

    /** Behind the last row of a chain. */
    public static final int NONE = -1;

    private final SocketTable rows;
    private final int[] heads;
    private final int[] next;

    /** Looks at each row once. */
    public KeyIndex(SocketTable rows) {
        this.rows = rows;
        heads = new int[Integer.highestOneBit(Math.max(1, rows.size())) << 1];
        Arrays.fill(heads, NONE);
        next = new int[rows.size()];
        for (int row = 0; row < next.length; row++) {
            int place = rows.keyHash(row) & (heads.length - 1);
            next[row] = heads[place];
            heads[place] = row;
        }
    }

    /** The first row that may have a key. */
    public int first(int keyHash) {
        return heads[keyHash & (heads.length - 1)];
    }

    /** The next one after that. */
    public int next(int row) {
        return next[row];
    }

    /** The first row behind another one, or of all, that has the key of a connection; {@link #NONE} where there is no more. */
    public int find(Connection one, int behind) {
        int row = behind == NONE ? first(TableRow.keyHash(one)) : next[behind];
        while (row != NONE && !has(row, one)) {
            row = next[row];
        }
        return row;
    }

    private boolean has(int row, Connection one) {
        return rows.localPort(row) == one.local().port()
                && rows.remotePort(row) == one.remote().port()
                && rows.local(row).equals(one.local().address())
                && rows.remote(row).equals(one.remote().address());
    }
}
