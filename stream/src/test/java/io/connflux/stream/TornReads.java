package io.connflux.stream;

import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.Snapshot;
import io.connflux.source.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** A source that looks at what it passes on: how torn was it, and what would a plain difference have made of it? */
final class TornReads implements SnapshotSource {

    private static final int PORTS = 1 << 16;

    private final SnapshotSource source;
    private final List<SocketsProcess> idle;
    private final int idleRows;
    private long polls;
    private long repeated;
    private long missing;
    private long beforeLast;
    private long last;
    private long longestThree;

    /** @param idleRows how many rows there are of idle connections, in every truth */
    TornReads(SnapshotSource source, List<SocketsProcess> idle, int idleRows) {
        this.source = source;
        this.idle = idle;
        this.idleRows = idleRows;
    }

    @Override
    public synchronized Snapshot read() throws IOException {
        long start = System.nanoTime();
        Snapshot snapshot = source.read();
        if (polls >= 2) {
            longestThree = Math.max(longestThree, System.nanoTime() - beforeLast);
        }
        beforeLast = last;
        last = start;
        polls++;
        BitSet seen = new BitSet();
        for (Connection row : snapshot.connections(Protocol.TCP)) {
            for (int i = 0; i < idle.size() && row.hasPeer(); i++) {
                if (idle.get(i).owns(row)) {
                    int place = (2 * i + 1) * PORTS + idle.get(i).end(row);
                    repeated += seen.get(place) ? 1 : 0;
                    seen.set(place);
                }
            }
        }
        missing += idleRows - seen.cardinality();
        return snapshot;
    }

    synchronized long polls() {
        return polls;
    }

    /** Rows of idle connections that a read gave twice. */
    synchronized long repeated() {
        return repeated;
    }

    /** Rows of idle connections that a read did not give: each a false {@code closed} to whoever compares plainly. */
    synchronized long missing() {
        return missing;
    }

    /** From the start of a read to the end of the next but one, at most: what lives longer was there for two whole reads. */
    synchronized Duration longestThree() {
        return Duration.ofNanos(longestThree);
    }

    @Override
    public synchronized String toString() {
        return polls + " polls, three of them took " + longestThree().toMillis()
                + " ms at most; idle rows that a read gave twice " + repeated + ", not at all " + missing;
    }
}
