package io.connflux.procfs.file;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.procfs.row.Digits;
import io.connflux.procfs.row.SocketRow;
import io.connflux.procfs.row.UnusualRow;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads socket files of one protocol from start to end, read by read, and tells the table where one read ended and the next began.
 *
 * <p>One {@code read()} gives one page of whole rows at most, however large the buffer ({@code seq_read_iter} in {@code
 * fs/seq_file.c}); between two of them the table may change. After the last page no other read is made: it would have the kernel
 * count all rows again from the first bucket on, to find that there is none behind the last ({@code tcp_seek_last_pos} in {@code
 * net/ipv4/tcp_ipv4.c}), and where connections have opened meanwhile it would find the last ones again, and again.
 */
public final class SocketFile {

    /** Bytes asked for at a time. Below the page size a page comes in pieces; above 8 KiB the JDK allocates natively each time. */
    private static final int READ = 8 * 1024;

    /** What the first read of a shifted table asks for: half of the smallest page, so that all its seams move. */
    private static final int SHIFTED_READ = 2 * 1024;

    /** Rows that are more than one page of 4 KiB, so that there are seams to be moved. */
    private static final int ROWS_WITH_SEAMS = 20;

    /** Longer than any row; what is longer is one line all the same, read as far as this. */
    private static final int MAX_LINE = 4 * 1024;

    private final Protocol protocol;
    private final boolean reversed;
    private final FileBounds bounds;
    private final KernelFiles kernelFiles = new KernelFiles();
    private final PageEnd pageEnd = new PageEnd();
    private final SocketRow row;
    private final byte[] buffer = new byte[READ + MAX_LINE + SocketRow.OVERRUN];

    private Path path = Path.of("");
    private SocketTableBuilder table;
    private int filled;
    private int lines;
    private int longestLine;
    private boolean skipping;
    private boolean seamBehindLine;

    /** @param reversed whether the host prints the bytes of each address word in reverse, as a little-endian one does */
    public SocketFile(Protocol protocol, boolean reversed) {
        this(protocol, reversed, FileBounds.ofThisHeap());
    }

    SocketFile(Protocol protocol, boolean reversed, FileBounds bounds) {
        this.protocol = protocol;
        this.reversed = reversed;
        this.bounds = bounds;
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
     * @param log sees each read
     * @throws IOException where it cannot be read, does not end within its bounds, or the heap has no room for its rows
     */
    SocketTable read(Path from, NetworkNamespace namespace, int expectedRows, boolean shifted, ReadLog log)
            throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(from.toFile(), "r")) {
            // Its length as a file of text would have one: whatever has taken the path's place meanwhile is no file of
            // the kernel's.
            boolean kernel = file.length() == 0 && kernelFiles.contain(from);
            log.opened(kernel);
            SocketBytes bytes =
                    log == ReadLog.NONE ? file::read : (into, at, most) -> logged(file, into, at, most, log);
            return read(from, bytes, kernel, namespace, expectedRows, shifted);
        }
    }

    private static int logged(RandomAccessFile file, byte[] into, int at, int most, ReadLog log) throws IOException {
        int count = file.read(into, at, most);
        log.read(into, at, most, count);
        return count;
    }

    /**
     * Reads what was opened, or was read before.
     *
     * @param kernel whether the last page is the end; else the file ends with a read of no bytes
     */
    public SocketTable read(
            Path from, SocketBytes bytes, boolean kernel, NetworkNamespace namespace, int expectedRows, boolean shifted)
            throws IOException {
        path = from;
        table = new SocketTableBuilder(namespace, protocol, expectedRows);
        filled = 0;
        lines = 0;
        longestLine = 0;
        skipping = false;
        seamBehindLine = false;
        pageEnd.begin();
        try {
            readAll(bytes, kernel, shifted && expectedRows > ROWS_WITH_SEAMS ? SHIFTED_READ : READ);
            return table.build();
        } catch (OutOfMemoryError e) {
            int rows = table.size();
            throw new IOException(
                    path + ": a table of more than " + rows + " rows does not fit in a heap of "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MB; start Java with more (-Xmx)",
                    e);
        } finally {
            // Not kept for the next time: half of a table would stand in the way of the next one.
            table = new SocketTableBuilder(protocol, 0);
        }
    }

    private void readAll(SocketBytes bytes, boolean kernel, int firstRead) throws IOException {
        long all = 0;
        int count;
        int asked = firstRead;
        while ((count = bytes.read(buffer, filled, asked)) > 0) {
            int printedBefore = 0;
            if (all > 0 && filled == 0) {
                table.seam();
            } else if (all > 0) {
                // The kernel had printed this row before it looked for a place to go on.
                seamBehindLine = true;
                printedBefore = Digits.lineFeed(buffer, filled, filled + count) + 1 - filled;
            }
            all += count;
            filled += count;
            consume();
            bounds.check(path, all, table.size());
            pageEnd.read(asked, count, printedBefore, longestLine);
            if (kernel && pageEnd.isMet() && filled == 0) {
                return;
            }
            asked = READ;
        }
        if (filled > 0) {
            line(0, filled, false);
        }
        // The kernel may have lost its place behind the last row too, unless that read ended for want of rows.
        if (all > 0 && !pageEnd.isMet()) {
            table.seam();
        }
    }

    private void consume() {
        buffer[filled] = 0;
        int start = 0;
        int end;
        while ((end = Digits.lineFeed(buffer, start, filled)) < filled) {
            line(start, end, true);
            start = end + 1;
        }
        filled -= start;
        if (filled > MAX_LINE) {
            line(start, start + filled, false);
            skipping = true;
            filled = 0;
        } else if (filled > 0 && start > 0) {
            System.arraycopy(buffer, start, buffer, 0, filled);
        }
    }

    /** @param whole whether nothing of the line is missing that would tell the row from another one */
    private void line(int start, int end, boolean whole) {
        if (skipping) {
            skipping = false;
        } else {
            lines++;
            longestLine = Math.max(longestLine, end - start + 1);
            byte behind = buffer[end];
            // So that a last line without a line feed ends too, whatever an earlier read left behind it.
            buffer[end] = '\n';
            row(start, end, whole);
            buffer[end] = behind;
        }
        if (seamBehindLine) {
            seamBehindLine = false;
            table.seam();
        }
    }

    private void row(int start, int end, boolean whole) {
        if (row.read(buffer, start, table) || (lines == 1 && UnusualRow.isHeader(buffer, start, end))) {
            return;
        }
        UnusualRow unusual = new UnusualRow(protocol, reversed, buffer, start, end);
        if (unusual.addTo(table, whole)) {
            unusual.faults().forEach(fault -> table.absent(fault.column(), () -> problem(start, end, fault)));
        } else {
            table.problem(problem(start, end, unusual.faults().get(0)));
        }
    }

    private RowProblem problem(int start, int end, UnusualRow.Fault fault) {
        return new RowProblem(
                path.toString(),
                lines,
                Math.min(fault.at(), end) - start + 1,
                fault.reason(),
                text(start, Math.min(end, start + RowProblem.MAX_TEXT)));
    }

    private String text(int start, int end) {
        byte[] ascii = new byte[end - start];
        for (int i = 0; i < ascii.length; i++) {
            byte b = buffer[start + i];
            ascii[i] = b < 0 ? (byte) '?' : b;
        }
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
