package io.connflux.stream.tracefs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What the kernel counts of one CPU's buffer ({@code per_cpu/cpuN/stats}). For one thread. */
final class CpuStats implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocate(1024);
    private String text = "";

    CpuStats(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file);
    }

    /** Asks anew. */
    void read() throws IOException {
        bytes.clear();
        channel.read(bytes, 0);
        text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    /** Events that nobody has read yet. */
    long waiting() throws IOException {
        return number("entries: ");
    }

    /** Events that somebody has read. */
    long taken() throws IOException {
        return number("\nread events: ");
    }

    /** Events that nobody will read: overwritten, or dropped where there was no room. */
    long lost() throws IOException {
        return number("\noverrun: ") + number("\ncommit overrun: ") + number("\ndropped events: ");
    }

    private long number(String name) throws IOException {
        int at = text.indexOf(name);
        int from = at + name.length();
        int to = text.indexOf('\n', from);
        if (at < 0 || to < 0) {
            throw new IOException(file + " does not say '" + name.strip() + "'; this kernel's trace cannot be read");
        }
        return Long.parseLong(text, from, to, 10);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
