package io.connflux.stream.snapshot;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.stream.encode.EventEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** A table as lines of a schema: each connection as an {@code existing} event. */
public final class SnapshotLines {

    /** Bytes gathered before they are written. Too low costs writes, too high costs memory. */
    private static final int CHUNK = 1 << 16;

    private SnapshotLines() {}

    /**
     * Writes a line for each connection, numbered from 1, and does not flush.
     *
     * @param time when the table was read
     * @param encoder of the schema; one without lines, as it is afterwards
     */
    public static void write(Instant time, Iterable<Connection> connections, EventEncoder encoder, OutputStream out)
            throws IOException {
        long seq = 0;
        for (Connection connection : connections) {
            encoder.append(++seq, new ConnectionEvent.Existing(time, connection));
            if (encoder.length() > CHUNK) {
                encoder.writeTo(out);
            }
        }
        encoder.writeTo(out);
    }
}
