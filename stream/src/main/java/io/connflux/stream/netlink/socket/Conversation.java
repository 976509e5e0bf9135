package io.connflux.stream.netlink.socket;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Requests, and what is answered to them. Not for several threads. */
public interface Conversation extends Closeable {

    /** How one begins. */
    interface Opening {
        Conversation open() throws IOException;
    }

    /** Sends all that a buffer has. */
    void send(ByteBuffer bytes) throws IOException;

    /**
     * Puts the next message at the start of a buffer; does not wait for one.
     *
     * @return its bytes
     */
    int receive(ByteBuffer into) throws IOException;

    @Override
    void close();
}
