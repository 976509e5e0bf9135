package io.connflux.procfs.file;

import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.table.FileProblem;
import java.nio.file.Path;

/** Sees what is read of socket files, read by read, on the thread that reads. */
public interface ReadLog {

    /** Sees nothing. */
    ReadLog NONE = new ReadLog() {};

    /**
     * A file is going to be read.
     *
     * @param expectedRows about how many rows will come
     * @param shifted whether its first read is shorter
     */
    default void file(
            Path path,
            Protocol protocol,
            NetworkNamespace namespace,
            int expectedRows,
            boolean shifted,
            Moment began) {}

    /** It was opened. */
    default void opened(boolean kernel) {}

    /** One read gave some bytes. */
    default void read(byte[] bytes, int at, int asked, int count) {}

    /** All of it was read. */
    default void ended(Moment ended) {}

    /** It could not be read. */
    default void missing(Protocol protocol, FileProblem problem) {}
}
