package io.connflux.stream;

import io.connflux.model.Moment;
import io.connflux.table.Snapshot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one tick brought.
 *
 * @param number 1, 2, 3 …
 * @param previous the last good snapshot before; null for the first
 * @param snapshot the newest good snapshot: this poll's own unless it failed
 * @param failure why this poll failed; null where it did not
 * @param at when it had ended
 * @param took how long the read took
 * @param skipped ticks so far at which the read before had not ended
 * @param clockSteps of the wall clock so far
 */
record Poll(
        long number,
        @Nullable Snapshot previous,
        Snapshot snapshot,
        @Nullable String failure,
        Moment at,
        Duration took,
        long skipped,
        ClockSteps clockSteps) {

    /** Of notices about it. */
    Instant time() {
        return failure == null ? snapshot.time() : at.time();
    }
}
