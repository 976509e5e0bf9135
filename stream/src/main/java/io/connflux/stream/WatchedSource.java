package io.connflux.stream;

import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A source that can be asked, from any thread, for how long it has been read. */
final class WatchedSource implements SnapshotSource {

    private final SnapshotSource source;
    private volatile @Nullable Long since;

    WatchedSource(SnapshotSource source) {
        this.source = source;
    }

    @Override
    public Snapshot read() throws IOException {
        since = System.nanoTime();
        try {
            return source.read();
        } finally {
            since = null;
        }
    }

    /** Null where it is not being read. */
    @Nullable
    Duration underWay() {
        Long begun = since;
        return begun == null ? null : Duration.ofNanos(System.nanoTime() - begun);
    }
}
