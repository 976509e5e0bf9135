package io.connflux.stream.tracefs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The pages of one CPU's buffer ({@code per_cpu/cpuN/trace_pipe_raw}). One thread reads, any may close.
 *
 * <p>Who reads does not wait any more, and gets nothing, once any process has closed what it had inherited of the open file ({@code
 * kernel/trace/trace.c}, {@code tracing_buffers_flush}): as each program does that this one starts. Opened anew, it waits again.
 */
final class TracePipe implements Closeable {

    private final Path file;
    private FileChannel channel;
    private boolean isClosed;

    TracePipe(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file);
    }

    /**
     * Waits for events, and reads them. Gives nothing where the kernel has none and does not wait, as while tracing is switched off.
     *
     * @throws ClosedChannelException once it is closed
     */
    int read(ByteBuffer page) throws IOException {
        int read = channel().read(page);
        return read > 0 ? read : openAnew().read(page);
    }

    private synchronized FileChannel channel() {
        return channel;
    }

    private synchronized FileChannel openAnew() throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        FileChannel before = channel;
        channel = FileChannel.open(file);
        before.close();
        return channel;
    }

    /** Wakes who waits for events. */
    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        channel.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
