package io.connflux.stream;

import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.stream.SocketsProcess.Life;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A source that looks at what it passes on: how torn was it, and what would a plain difference have made of it? */
final class TornReads implements SnapshotSource {

    private static final int PORTS = 1 << 16;

    private final SnapshotSource source;
    private final List<SocketsProcess> idle;
    private final int idleRows;
    private final List<Read> reads = new ArrayList<>();
    private long repeated;
    private long missing;

    private record Read(long start, long end) {}

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
        reads.add(new Read(start, System.nanoTime()));
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
        return reads.size();
    }

    /** Rows of idle connections that a read gave twice. */
    synchronized long repeated() {
        return repeated;
    }

    /** Rows of idle connections that a read did not give: each a false {@code closed} to whoever compares plainly. */
    synchronized long missing() {
        return missing;
    }

    /** Whether a connection was there for the whole of two reads, so that it had to be told. */
    synchronized boolean sawTwice(Life life) {
        int at = 0;
        for (int end = reads.size(); at < end; ) {
            int middle = (at + end) >>> 1;
            if (reads.get(middle).start() - life.born() < 0) {
                at = middle + 1;
            } else {
                end = middle;
            }
        }
        return at + 1 < reads.size() && reads.get(at + 1).end() - life.end() < 0;
    }

    @Override
    public synchronized String toString() {
        return reads.size() + " reads; idle rows that a read gave twice " + repeated + ", not at all " + missing;
    }
}
