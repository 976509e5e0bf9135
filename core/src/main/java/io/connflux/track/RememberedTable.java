package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTableBuilder;
import io.connflux.track.known.FileTable;
import io.connflux.track.known.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the {@link ConnectionTable} of an earlier run together again, of its connections, for {@link ConnectionTracker#resuming}. One
 * thread.
 */
public final class RememberedTable {

    private static final int RADIX = 36;

    private final String tracker;
    private final ReadSpan look;
    private final Map<SocketFile, Rows> files = new LinkedHashMap<>();

    /** The rows of one file, with what is remembered of each. */
    private static final class Rows {
        private final SocketTableBuilder table;
        private final List<Lifetime> lifetimes = new ArrayList<>();

        private Rows(SocketFile file) {
            table = new SocketTableBuilder(file.namespace(), file.protocol(), 16);
        }
    }

    /**
     * @param tracker {@link ConnectionTable#tracker}
     * @param look from when to when the poll was made after which the table was true: its {@link Moment#nanos} have to be of the
     *     clock that the next poll is timed by
     */
    public RememberedTable(String tracker, ReadSpan look) {
        this.tracker = tracker;
        this.look = look;
    }

    /** Adds a file that had been read, and may have had no row; once each. */
    public RememberedTable file(SocketFile file) {
        files.put(file, new Rows(file));
        return this;
    }

    /**
     * Adds a connection.
     *
     * @throws IllegalArgumentException where its file was not added, or its id is not one of the tracker's
     */
    public RememberedTable connection(Connection connection) {
        Rows rows = files.get(new SocketFile(connection.namespace(), connection.protocol()));
        if (rows == null) {
            throw new IllegalArgumentException("a connection of a file that was not read: " + connection);
        }
        rows.lifetimes.add(lifetime(connection));
        rows.table.connection(connection);
        return this;
    }

    private Lifetime lifetime(Connection connection) {
        if (!connection.id().startsWith(tracker + '-')) {
            throw new IllegalArgumentException("a connection of another tracker: " + connection.id());
        }
        long number = Long.parseLong(connection.id().substring(tracker.length() + 1), RADIX);
        return new Lifetime(tracker, number, moment(connection.opened()), connection.direction());
    }

    /** As if no clock had been set between that time and the look. */
    private @Nullable Moment moment(@Nullable Instant opened) {
        if (opened == null) {
            return null;
        }
        Moment seen = look.ended();
        return new Moment(
                opened, seen.nanos() - Duration.between(opened, seen.clock()).toNanos());
    }

    /**
     * The table.
     *
     * @param firstFreeNumber {@link ConnectionTable#firstFreeNumber}
     */
    public ConnectionTable build(long firstFreeNumber) {
        SnapshotBuilder snapshot = new SnapshotBuilder(look.ended().time()).span(look);
        Map<Long, Map<Protocol, FileTable>> tables = new TreeMap<>();
        files.forEach((file, rows) -> {
            var table = rows.table.build().readIn(look);
            snapshot.table(table);
            tables.computeIfAbsent(file.namespace().inode(), inode -> new EnumMap<>(Protocol.class))
                    .put(file.protocol(), new FileTable(table, rows.lifetimes.toArray(new Lifetime[0]), List.of()));
        });
        Snapshot whole = snapshot.build();
        return new ConnectionTable(tracker, whole, whole.span().ended(), look.began(), firstFreeNumber, tables);
    }
}
