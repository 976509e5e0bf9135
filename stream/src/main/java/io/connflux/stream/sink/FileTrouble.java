package io.connflux.stream.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What a {@link FileSink} met that does not end it. */
public sealed interface FileTrouble {

    /** Which file. */
    Path file();

    /** Nothing can be written, for want of room for example. It is tried again until it can; told once for each such time. */
    record Blocked(Path file, IOException cause) implements FileTrouble {}

    /** It can be written again. */
    record Over(Path file, Duration lasted) implements FileTrouble {}

    /**
     * The end came while nothing could be written.
     *
     * @param lines that waited, and are not in the file
     */
    record Unwritten(Path file, long lines) implements FileTrouble {}

    /** It could not be opened anew: what comes goes to the file that was open. Tried again; told once for each such time. */
    record NotReopened(Path file, IOException cause) implements FileTrouble {}

    /** It could not make room for a new one, or an old one not be compressed: it grows on, or that stays as it is. */
    record NotRotated(Path file, IOException cause) implements FileTrouble {}
}
