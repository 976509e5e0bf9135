package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Connection;
import io.connflux.process.OwnerSearch;
import io.connflux.table.Snapshot;
import io.connflux.track.ConnectionTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One poll compared with the one before, once for all who share it. Immutable.
 *
 * <p>Who was given the step before takes {@link #changes}. Who comes now begins with the connections of {@link #truth}. Who
 * missed steps takes {@link ConnectionTable#changesSince} from the truth it had.
 *
 * @param number 1, 2, 3 … without a gap
 * @param snapshot the newest table that could be read
 * @param truth what is held for true after it
 * @param changes what changed since the step before, and notices, numbered through all steps; none in the first step
 * @param counters what the shared stream has done so far
 * @param owners who knows whose the connections are; null where that was not asked for. {@link #changes} have it already
 */
public record Step(
        long number,
        Snapshot snapshot,
        ConnectionTable truth,
        List<ConnectionEvent> changes,
        StreamCounters counters,
        @Nullable OwnerSearch owners) {

    public Step {
        changes = List.copyOf(changes);
    }

    /** A connection of {@link #truth} or {@link #snapshot} with its owner, where owners are asked for. */
    public Connection owned(Connection connection) {
        return owners == null ? connection : owners.complete(connection);
    }

    /** An event that was made of two truths, with the owner of its connection. */
    public ConnectionEvent owned(ConnectionEvent event) {
        return owners != null && event instanceof ConnectionEvent.Change change ? owners.complete(change) : event;
    }
}
