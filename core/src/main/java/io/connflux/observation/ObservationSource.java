package io.connflux.observation;

import java.io.IOException;

/** Something that tells single changes of sockets as they happen. */
@FunctionalInterface
public interface ObservationSource {

    /**
     * Begins to watch. What happens from then on is told by the reader, until it is closed.
     *
     * @param arrival is run, on a thread of the source, where there is something to take and there was nothing before; it
     *     returns soon, and does not throw
     * @throws IOException where that cannot be watched, by this user or on this host; the message names the file and the remedy
     */
    ObservationReader open(Runnable arrival) throws IOException;
}
