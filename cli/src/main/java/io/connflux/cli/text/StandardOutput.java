package io.connflux.cli.text;

import io.connflux.stream.sink.ClosedPipe;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Standard output, which throws what goes wrong: {@code System.out}, a {@code PrintStream}, keeps a closed pipe to itself, and
 * the command would never end.
 *
 * <p>A disk that is full takes the beginning of a write: half a line, to which whoever appends next would glue his first. It is
 * taken back from a regular file, where it still is the end of it.
 */
public final class StandardOutput extends OutputStream {

    private final OutputStream out;
    private final Path file;

    public StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out), Path.of("/proc/self/fd/1"));
    }

    /** @param file what {@code out} writes to */
    public StandardOutput(OutputStream out, Path file) {
        this.out = out;
        this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            if (ClosedPipe.isCause(e)) {
                throw e;
            }
            takeBack(bytes, from, from + length);
            throw new IOException("standard output: " + e.getMessage(), e);
        }
    }

    /** Only what certainly is ours: the bytes behind the file's last line have to begin a line of the write that failed. */
    private void takeBack(byte[] bytes, int from, int to) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, to - (long) from));
            channel.read(end, size - end.capacity());
            byte[] written = end.array();
            int half = written.length;
            while (half > 0 && written[half - 1] != '\n') {
                half--;
            }
            if ((half > 0 || written.length == size) && isLineStart(bytes, from, to, written, half)) {
                channel.truncate(size - (written.length - half));
            }
        } catch (IOException e) {
            // It may not be read, or is gone: the error that is told is that of the write.
            return;
        }
    }

    private static boolean isLineStart(byte[] bytes, int from, int to, byte[] written, int half) {
        int length = written.length - half;
        for (int i = from; i + length <= to; i++) {
            boolean starts = i == from || bytes[i - 1] == '\n';
            if (starts && Arrays.equals(bytes, i, i + length, written, half, written.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
