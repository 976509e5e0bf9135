package io.connflux.stream.poll;

import io.connflux.process.OwnerSearch;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;

/** A source whose snapshots have owners: those that a search finds in the time that it may take. */
public final class OwnerSearchingSource implements SnapshotSource {

    /** The first table has all owners still to be found. Too low, and the baseline of a large host lacks most of them. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final SnapshotSource source;
    private final OwnerSearch owners;
    private final Duration time;
    private boolean begun;

    /** @param interval of which half is for owners: what is found later is a change */
    public OwnerSearchingSource(SnapshotSource source, OwnerSearch owners, Duration interval) {
        this.source = source;
        this.owners = owners;
        this.time = interval.dividedBy(2);
    }

    @Override
    public Snapshot read() throws IOException {
        Snapshot snapshot = source.read();
        Duration allowed = begun || time.compareTo(FIRST) > 0 ? time : FIRST;
        begun = true;
        long end = System.nanoTime() + allowed.toNanos();
        // What is there of chosen processes is in the first table, however long their descriptors take.
        return owners.follow(
                snapshot,
                () -> System.nanoTime() - end > 0
                        && (!owners.awaitsChosen() || Thread.currentThread().isInterrupted()));
    }
}
