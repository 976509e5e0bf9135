package io.connflux.stream;

import io.connflux.stream.follow.Step;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is known of the polls of a source, from any thread, whoever reads it. */
final class PollWatch {

    /** When the read under way began, by {@link System#nanoTime}; null where none is. */
    private volatile @Nullable Long begun;

    private volatile @Nullable Ended last;

    private record Ended(Step step, int failed, long nanos) {}

    /** The same source, seen from here. */
    SnapshotSource over(SnapshotSource source) {
        return () -> read(source);
    }

    private Snapshot read(SnapshotSource source) throws IOException {
        begun = System.nanoTime();
        try {
            return source.read();
        } finally {
            begun = null;
        }
    }

    /** A poll has ended. One thread at a time. */
    void ended(Step step) {
        if (!step.polled()) {
            return;
        }
        Ended before = last;
        int failed = step.failure() == null ? 0 : before == null ? 1 : before.failed() + 1;
        last = new Ended(step, failed, System.nanoTime());
    }

    StreamHealth health(Duration interval) {
        Ended ended = last;
        Long readBegun = begun;
        long now = System.nanoTime();
        return new StreamHealth(
                interval,
                ended == null ? null : ended.step().table().time(),
                ended == null ? null : Duration.ofNanos(now - ended.nanos()),
                ended == null ? 0 : ended.failed(),
                ended == null ? null : ended.step().failure(),
                readBegun == null ? null : Duration.ofNanos(now - readBegun));
    }
}
