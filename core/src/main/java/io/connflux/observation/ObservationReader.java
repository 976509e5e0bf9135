package io.connflux.observation;

import java.io.Closeable;
import java.io.IOException;

/** What an {@link ObservationSource} tells from the time it was opened. One caller at a time; {@link #close} may come from any. */
public interface ObservationReader extends Closeable {

    /**
     * All that happened before this call and has not been taken yet. Waits some milliseconds for what the kernel has not handed
     * over yet, and up to a second where the host is so busy that this takes longer: what is not there then is told by the next
     * call. Later ones may be among them, but none is missing before one that is told. Nothing is given by one that was closed.
     *
     * @return in the order in which it happened
     * @throws IOException where nothing more can be watched; the reader is to be closed then
     */
    Observations take() throws IOException;

    /** What is known of the host's network namespaces at this moment. */
    HostNamespaces namespaces();

    /** Ends it, with its threads and whatever it made in the kernel; a second time it does nothing. */
    @Override
    void close() throws IOException;
}
