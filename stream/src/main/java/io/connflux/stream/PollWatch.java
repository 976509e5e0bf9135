package io.connflux.stream;

import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is known of the polls of a source, from any thread, whoever reads it. */
final class PollWatch {

    private volatile @Nullable Long since;
    private volatile @Nullable Ended last;

    private record Ended(Step step, int failed, long nanos) {}

    /** The same source, seen from here. */
    SnapshotSource over(SnapshotSource source) {
        return () -> read(source);
    }

    private Snapshot read(SnapshotSource source) throws IOException {
        since = System.nanoTime();
        try {
            return source.read();
        } finally {
            since = null;
        }
    }

    /** A poll has ended. One thread at a time. */
    void ended(Step step) {
        Ended before = last;
        int failed = step.failure() == null ? 0 : before == null ? 1 : before.failed() + 1;
        last = new Ended(step, failed, System.nanoTime());
    }

    StreamHealth health(Duration interval) {
        Ended ended = last;
        Long begun = since;
        long now = System.nanoTime();
        return new StreamHealth(
                interval,
                ended == null ? null : ended.step().table().time(),
                ended == null ? null : Duration.ofNanos(now - ended.nanos()),
                ended == null ? 0 : ended.failed(),
                ended == null ? null : ended.step().failure(),
                begun == null ? null : Duration.ofNanos(now - begun));
    }
}
