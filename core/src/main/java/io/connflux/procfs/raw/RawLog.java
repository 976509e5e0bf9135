package io.connflux.procfs.raw;

import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.PlainText;
import io.connflux.model.Protocol;
import io.connflux.procfs.file.ReadLog;
import io.connflux.table.FileProblem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is read to compressed files of a directory, each whole polls, and removes the oldest of them where they are too many.
 * A poll is on the disk when it has ended. Where it cannot be written, no more is. One thread at a time.
 */
public final class RawLog implements ReadLog {

    private final Path directory;
    private final long fileBytes;
    private final long allBytes;
    private final Deque<Path> written = new ArrayDeque<>();
    private @Nullable OutputStream out;
    private Path file;
    private int files;
    private volatile @Nullable String problem;

    /**
     * @param fileBytes so many of one file at least. Too low leaves many files, too high removes many polls at once
     * @param allBytes so many of all files at most, but for the last
     * @throws IOException where the directory cannot be made, or has such files
     */
    public RawLog(Path directory, long fileBytes, long allBytes) throws IOException {
        this.directory = directory;
        this.fileBytes = fileBytes;
        this.allBytes = allBytes;
        this.file = directory;
        Files.createDirectories(directory);
        if (!RawFiles.in(directory).isEmpty()) {
            throw new IOException(directory
                    + " has the polls of an earlier recording: they would be mixed; give an empty" + " directory");
        }
    }

    /** Why nothing is written any more; null while it is. Any thread. */
    public @Nullable String problem() {
        return problem;
    }

    /** A poll begins. */
    public void poll(Moment began, ByteOrder order) {
        try {
            if (out != null && Files.size(file) >= fileBytes) {
                out.close();
                out = null;
                removeOldest();
            }
            if (out == null && problem == null) {
                file = RawFiles.file(directory, ++files);
                out = new BufferedOutputStream(
                        new GZIPOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 13, true),
                        1 << 14);
                written.add(file);
            }
        } catch (IOException e) {
            failed(e);
        }
        line("poll\t" + text(began) + "\t" + (order == ByteOrder.LITTLE_ENDIAN ? "little" : "big"));
    }

    private void removeOldest() throws IOException {
        long bytes = 0;
        for (Path each : written) {
            bytes += Files.size(each);
        }
        while (bytes > allBytes && written.size() > 1) {
            Path oldest = written.remove();
            bytes -= Files.size(oldest);
            Files.delete(oldest);
        }
    }

    @Override
    public void file(
            Path path, Protocol protocol, NetworkNamespace namespace, int expectedRows, boolean shifted, Moment began) {
        String name = namespace.name();
        line(String.join(
                "\t",
                "file",
                protocol.label(),
                Long.toString(namespace.inode()),
                name == null ? "" : PlainText.of(name),
                Integer.toString(expectedRows),
                shifted ? "shifted" : "whole",
                text(began),
                PlainText.of(path.toString())));
    }

    @Override
    public void opened(boolean kernel) {
        line(kernel ? "kernel" : "plain");
    }

    @Override
    public void read(byte[] bytes, int at, int asked, int count) {
        if (count > 0) {
            line("read\t" + count);
            write(bytes, at, count);
            line("");
        }
    }

    @Override
    public void ended(Moment ended) {
        line("done\t" + text(ended));
    }

    @Override
    public void missing(Protocol protocol, FileProblem missing) {
        line("missing\t" + (missing.absent() ? "absent" : "failed") + "\t" + PlainText.of(missing.reason()));
    }

    /** A poll ends: all of it is written. */
    public void end(Moment ended) {
        line("end\t" + text(ended));
        try {
            if (out != null) {
                out.flush();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private static String text(Moment moment) {
        return moment.clock() + "\t" + moment.nanos();
    }

    private void line(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    private void write(byte[] bytes, int at, int count) {
        try {
            if (out != null) {
                out.write(bytes, at, count);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        problem = "the polls are recorded no further in " + directory + ": "
                + (e.getMessage() == null ? e.toString() : e.getMessage());
        out = null;
    }
}
