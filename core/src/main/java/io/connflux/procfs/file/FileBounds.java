package io.connflux.procfs.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How much of a file is read in one poll. What stands in a socket file's place may have no end: {@code /dev/zero}, a file that grows
 * faster than it is read.
 *
 * @param rows so many rows there may be
 * @param bytesBeside so many bytes there may be that are part of no row
 */
public record FileBounds(long rows, long bytesBeside) {

    /** Too low, and the greatest hosts cannot be read; too high, and a file without end takes long and much memory at each poll. */
    private static final long MOST_ROWS = 10_000_000;

    /**
     * What a row takes: 46 to 74 bytes in this table and in the last one, half of that again while its columns grow, and what is
     * remembered of it. Too low, and a table fills the heap before it is known to be too long.
     */
    private static final long HEAP_FOR_ROW = 256;

    /** Damaged rows that are read all the same. Too low, and a damaged file is none; too high, and garbage takes long. */
    private static final long MOST_BYTES_BESIDE = 64L << 20;

    /** A row's length with room to spare. */
    private static final long ROW_BYTES = 512;

    public static FileBounds ofThisHeap() {
        return new FileBounds(Math.min(MOST_ROWS, Runtime.getRuntime().maxMemory() / HEAP_FOR_ROW), MOST_BYTES_BESIDE);
    }

    /** @throws IOException where a file has more by now */
    void check(Path path, long bytes, long found) throws IOException {
        if (found > rows) {
            throw new IOException(
                    path + " has more than " + rows + " rows, which is what this heap has room for; if it is a"
                            + " socket file that ends, give Java a larger one (-Xmx in JAVA_TOOL_OPTIONS)");
        }
        if (bytes > bytesBeside + found * ROW_BYTES) {
            throw new IOException(path + " does not end: " + bytes + " bytes were read, and " + found
                    + " rows were in them; this is no socket file");
        }
    }
}
