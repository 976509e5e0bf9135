package io.connflux.procfs.file;

import java.io.IOException;

/** The bytes of a file, read by read. */
@FunctionalInterface
public interface SocketBytes {

    /**
     * One {@code read()}.
     *
     * @return how many bytes came, 0 or less at the end
     */
    int read(byte[] into, int at, int most) throws IOException;
}
