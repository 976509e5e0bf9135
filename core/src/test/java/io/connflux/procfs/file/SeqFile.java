package io.connflux.procfs.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Reads of a file in procfs as {@code seq_read_iter} in {@code fs/seq_file.c} makes them: whole rows into one page until the next
 * does not fit or the reader has enough, the rest of the last row at the next read. A table that gets more rows while it is read
 * has a tail without end, as the kernel's has under churn.
 */
final class SeqFile implements SocketBytes {

    private final int pageSize;
    private final Deque<byte[]> rows = new ArrayDeque<>();
    private final List<String> tail;
    private byte[] rest = new byte[0];
    private int reads;
    private int readsBehindEnd;

    /** @param tail rows that are found again at each read behind the last row; none where there are no others by then */
    SeqFile(int pageSize, List<String> lines, List<String> tail) {
        this.pageSize = pageSize;
        this.tail = tail;
        lines.forEach(this::add);
    }

    /** How many reads there were. */
    int reads() {
        return reads;
    }

    /** How many times the whole table would have been walked for what comes behind its end. */
    int readsBehindEnd() {
        return readsBehindEnd;
    }

    @Override
    public int read(byte[] into, int at, int most) {
        reads++;
        if (rows.isEmpty() && rest.length == 0) {
            readsBehindEnd++;
            tail.forEach(this::add);
        }
        int count = Math.min(rest.length, most);
        System.arraycopy(rest, 0, into, at, count);
        if (count < rest.length) {
            rest = Arrays.copyOfRange(rest, count, rest.length);
            return count;
        }
        byte[] page = new byte[pageSize];
        int printed = 0;
        while (!rows.isEmpty() && printed < most - count && printed + rows.element().length < pageSize) {
            byte[] row = rows.remove();
            System.arraycopy(row, 0, page, printed, row.length);
            printed += row.length;
        }
        int room = Math.min(printed, most - count);
        System.arraycopy(page, 0, into, at + count, room);
        rest = Arrays.copyOfRange(page, room, printed);
        return count + room;
    }

    private void add(String line) {
        rows.add(line.getBytes(StandardCharsets.US_ASCII));
    }
}
