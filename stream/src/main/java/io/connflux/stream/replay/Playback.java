package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** A recording as one subscriber is told it, piece by piece. One thread. */
interface Playback extends Closeable {

    /** Events told together at most. Too low costs writes, too high costs memory. */
    int MOST = 512;

    /**
     * The next events, of one time unless all are wanted at once; or fewer, where there are many.
     *
     * @return none at the end
     * @throws IOException where what is recorded cannot be opened, or is nothing
     */
    List<ConnectionEvent> next() throws IOException;
}
