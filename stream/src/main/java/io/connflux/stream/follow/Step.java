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
 * One poll compared with the one before, or what was observed since, once for all who share it. Immutable. A {@link Follower} brings a subscriber to it from
 * wherever it stands.
 *
 * @param number 1, 2, 3 … without a gap
 * @param at when the poll had ended, or the last change been observed
 * @param table what is true after it: as before where it failed
 * @param changes what changed since the step before, and notices; none in the first step
 * @param counters what the stream has done so far
 * @param failure why nothing could be read; null where the poll did not fail
 * @param polled whether it is a poll
 * @param recent the changes of the steps before it as well; null where who misses a step is not to be told its changes
 */
public record Step(
        long number,
        Moment at,
        ConnectionTable table,
        List<ConnectionEvent> changes,
        StreamCounters counters,
        @Nullable String failure,
        boolean polled,
        @Nullable RecentChanges recent) {

    public Step {
        changes = List.copyOf(changes);
    }

    /** A poll, of a run that only polls. */
    public Step(
            long number,
            Moment at,
            ConnectionTable table,
            List<ConnectionEvent> changes,
            StreamCounters counters,
            @Nullable String failure) {
        this(number, at, table, changes, counters, failure, true, null);
    }

    /** What changed since an earlier step, step by step; null where that is not known. */
    @Nullable
    List<ConnectionEvent> changesSince(long earlier) {
        return recent == null ? null : recent.between(earlier, number);
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
