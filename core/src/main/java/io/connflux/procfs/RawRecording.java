package io.connflux.procfs;

import io.connflux.procfs.raw.RawPolls;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RawRecorder} has kept: each poll is read by the same parser as then, with the times of then. It ends. One thread at a
 * time.
 */
public final class RawRecording implements SnapshotSource, Closeable {

    private final Path directory;
    private final RawPolls polls;
    private @Nullable Snapshot next;

    private RawRecording(Path directory, RawPolls polls) {
        this.directory = directory;
        this.polls = polls;
    }

    /**
     * The one in a directory.
     *
     * @throws IOException where there is none
     */
    public static RawRecording in(Path directory) throws IOException {
        return new RawRecording(directory, new RawPolls(directory));
    }

    /** Whether there is a further poll. */
    public boolean hasNext() throws IOException {
        if (next == null) {
            next = polls.next();
        }
        return next != null;
    }

    /** {@inheritDoc} Behind the last poll, it cannot be read. */
    @Override
    public Snapshot read() throws IOException {
        Snapshot snapshot = hasNext() ? next : null;
        next = null;
        if (snapshot == null) {
            throw new IOException(directory + " has no further poll");
        }
        return snapshot;
    }

    /** What could not be read up to here, in words that name the file. */
    public List<String> damages() {
        return polls.damages();
    }

    @Override
    public void close() throws IOException {
        polls.close();
    }
}
