package io.connflux.procfs;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketTable;
import io.connflux.model.SocketTableBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads socket files of one protocol from start to end, read by read, and tells the table where one read ended and the next began.
 *
 * <p>One {@code read()} gives one page of whole rows at most, however large the buffer ({@code seq_read_iter} in {@code
 * fs/seq_file.c}); between two of them the table may change.
 */
final class SocketFile {

    /** Bytes asked for at a time. Below the page size a page comes in pieces; above 8 KiB the JDK allocates natively each time. */
    private static final int READ = 8 * 1024;

    /** Pages are multiples of this on every architecture. */
    private static final int SMALLEST_PAGE = 4 * 1024;

    /** Longer than any row; what is longer is one problem, however long. */
    private static final int MAX_LINE = 4 * 1024;

    private final Protocol protocol;
    private final SocketRow row;
    private final byte[] buffer = new byte[READ + MAX_LINE + SocketRow.OVERRUN];

    private Path path = Path.of("");
    private SocketTableBuilder table;
    private int filled;
    private int lines;
    private int longestLine;
    private boolean skipping;

    /** @param reversed whether the host prints the bytes of each address word in reverse, as a little-endian one does */
    SocketFile(Protocol protocol, boolean reversed) {
        this.protocol = protocol;
        this.row = new SocketRow(protocol, reversed);
        this.table = new SocketTableBuilder(protocol, 0);
    }

    /**
     * Reads a file.
     *
     * @param namespace the one whose sockets the file has
     * @param expectedRows about how many rows will come
     * @param shifted whether to let reads begin half a page later than usual, so that what the last table had at a seam is
     *     in the middle of a read this time
     */
    SocketTable read(Path from, NetworkNamespace namespace, int expectedRows, boolean shifted) throws IOException {
        path = from;
        table = new SocketTableBuilder(namespace, protocol, expectedRows);
        filled = 0;
        lines = 0;
        longestLine = 0;
        skipping = false;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            boolean first = true;
            int last = 0;
            int count;
            while ((count = file.read(buffer, filled, READ)) > 0) {
                if (first && shifted && fullPage(count)) {
                    count = halfPage(count);
                    file.seek(count);
                }
                if (!first) {
                    table.seam();
                }
                first = false;
                last = count;
                filled += count;
                consume();
            }
            if (filled > 0) {
                line(0, filled);
            }
            // The kernel may have lost its place behind the last row too, unless that read ended for want of rows.
            if (!first && fullPage(last)) {
                table.seam();
            }
        }
        return table.build();
    }

    private void consume() {
        buffer[filled] = 0;
        int start = 0;
        int end;
        while ((end = Digits.lineFeed(buffer, start, filled)) < filled) {
            line(start, end);
            start = end + 1;
        }
        filled -= start;
        if (filled > MAX_LINE) {
            line(0, filled);
            skipping = true;
            filled = 0;
        } else if (filled > 0 && start > 0) {
            System.arraycopy(buffer, start, buffer, 0, filled);
        }
    }

    private void line(int start, int end) {
        if (skipping) {
            skipping = false;
            return;
        }
        lines++;
        longestLine = Math.max(longestLine, end - start + 1);
        if (lines == 1) {
            return;
        }
        byte behind = buffer[end];
        // So that a last line without a line feed ends too, whatever an earlier read left behind it.
        buffer[end] = '\n';
        if (!row.read(buffer, start, table)) {
            int wrongAt = Math.min(row.wrongAt(), end);
            table.problem(new RowProblem(
                    path.toString(),
                    lines,
                    wrongAt - start + 1,
                    "expected " + row.expected(),
                    text(start, Math.min(end, start + RowProblem.MAX_TEXT))));
        }
        buffer[end] = behind;
    }

    private String text(int start, int end) {
        byte[] ascii = new byte[end - start];
        for (int i = 0; i < ascii.length; i++) {
            byte b = buffer[start + i];
            ascii[i] = b < 0 ? (byte) '?' : b;
        }
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    /** Whether a read of this length ended because the page had no room for another row. */
    private boolean fullPage(int count) {
        int room = SMALLEST_PAGE - count % SMALLEST_PAGE;
        return count % SMALLEST_PAGE == 0 || room <= 2 * Math.max(longestLine, 200);
    }

    /** The length of the whole lines in the first half of a page. */
    private int halfPage(int count) {
        int end = count / 2;
        while (end > 0 && buffer[end - 1] != '\n') {
            end--;
        }
        return end == 0 ? count : end;
    }
}
