package io.connflux.procfs;

import io.connflux.procfs.raw.RawLog;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the socket files as they are read, for somebody who is to see what was read: every byte, and where each read ended. For one
 * source at a time: {@link ProcNet#recordedBy}.
 *
 * <p>It writes compressed files of some megabytes into a directory, each poll to its end, and removes the oldest where all are more
 * than the bound. A disk that is full ends the recording ({@link #problem}) and nothing else.
 */
public final class RawRecorder {

    private static final long FILE_BYTES = 4L << 20;

    private final RawLog log;

    private RawRecorder(RawLog log) {
        this.log = log;
    }

    /**
     * A recorder into a directory, which is made where it is not there.
     *
     * @param most bytes of all files together, but for some megabytes
     * @throws IOException where it cannot be made, or has an earlier recording in it
     */
    public static RawRecorder in(Path directory, long most) throws IOException {
        return new RawRecorder(new RawLog(directory, Math.min(FILE_BYTES, most / 4), most));
    }

    /** Why nothing is recorded any more; null while it is. Any thread. */
    public @Nullable String problem() {
        return log.problem();
    }

    RawLog log() {
        return log;
    }
}
