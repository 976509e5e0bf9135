package io.connflux.stream;

import io.connflux.model.Snapshot;
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
 * @param time when it was made
 * @param took how long the read took
 * @param skipped ticks so far at which the read before had not ended
 */
record Poll(
        long number,
        @Nullable Snapshot previous,
        Snapshot snapshot,
        @Nullable String failure,
        Instant time,
        Duration took,
        long skipped) {}
