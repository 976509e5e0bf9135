package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Moment;
import io.connflux.table.Snapshot;
import io.connflux.track.ConnectionTable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One poll compared with the one before, once for all who share it. Immutable. A {@link Follower} brings a subscriber to it from
 * wherever it stands.
 *
 * @param number 1, 2, 3 … without a gap
 * @param at when the poll had ended
 * @param table what is true after it: as before where it failed
 * @param changes what changed since the step before, and notices; none in the first step
 * @param counters what the stream has done so far
 * @param failure why nothing could be read; null where the poll did not fail
 */
public record Step(
        long number,
        Moment at,
        ConnectionTable table,
        List<ConnectionEvent> changes,
        StreamCounters counters,
        @Nullable String failure) {

    public Step {
        changes = List.copyOf(changes);
    }

    /** The newest snapshot that could be read. */
    public Snapshot snapshot() {
        return table.snapshot();
    }

    /** The time of its notices. */
    public Instant time() {
        return failure == null ? table.time() : at.time();
    }
}
