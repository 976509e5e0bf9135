package io.connflux.procfs.raw;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The lines of one file of recorded polls, and the bytes behind some. One thread. */
final class RawReader implements Closeable {

    private static final Pattern TAB = Pattern.compile("\t");

    /** Longer than any line that is written. */
    private static final int LONGEST = 1 << 16;

    /** More than one read ever gives. */
    private static final int MOST_BYTES = 1 << 20;

    private final InputStream in;

    RawReader(Path file) throws IOException {
        // No channel: a thread that is interrupted would close it in the middle of a poll.
        InputStream raw = new FileInputStream(file.toFile());
        try {
            in = new BufferedInputStream(new GZIPInputStream(raw, 1 << 13), 1 << 16);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** The fields of the next line; null where the file ends before it, also where who wrote it was killed. */
    @Nullable
    List<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int one = first();
        if (one < 0) {
            return null;
        }
        for (; one != '\n'; one = in.read()) {
            if (one < 0 || line.size() > LONGEST) {
                throw one < 0
                        ? new EOFException("it ends in the middle of a line")
                        : new IOException("no line of a poll");
            }
            line.write(one);
        }
        return List.of(TAB.split(line.toString(StandardCharsets.UTF_8), -1));
    }

    private int first() throws IOException {
        try {
            return in.read();
        } catch (EOFException e) {
            // Nobody has ended the file; each poll was written to its end all the same.
            return -1;
        }
    }

    /** So many bytes, and the line feed behind them. */
    byte[] bytes(int count) throws IOException {
        if (count < 0 || count > MOST_BYTES) {
            throw new IOException("a read of " + count + " bytes");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count || in.read() != '\n') {
            throw new EOFException("it ends in the middle of a read");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
