package io.connflux.table;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Something that can be asked for all connections at once. */
@FunctionalInterface
public interface SnapshotSource {

    /**
     * Reads everything, and blocks meanwhile. Called by one thread at a time, not always the same. A thread that is interrupted
     * meanwhile stays so, and gets a whole snapshot or an error; the next read is whole again.
     *
     * @return no earlier than the one before, which it leaves as it is. Its span brackets the read; each table's is within it.
     * @throws IOException where nothing at all could be read; the message names the path. What could be read only in part is
     *     a snapshot that says so.
     */
    Snapshot read() throws IOException;

    /** A source that gives these snapshots one after the other, and the last one ever after. For tests and replays. */
    static SnapshotSource of(Snapshot... snapshots) {
        List<Snapshot> all = List.of(snapshots);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a source needs at least one snapshot");
        }
        AtomicInteger next = new AtomicInteger();
        return () -> all.get(Math.min(next.getAndIncrement(), all.size() - 1));
    }
}
