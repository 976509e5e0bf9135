package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionEvent;
import io.connflux.model.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConnectionTracker} holds for true at one moment: every connection it has told of, or would have, and not yet
 * told closed. Immutable, so that many subscribers may stand at the same truth, and each may stay behind for as long as it
 * likes: {@link #changesSince} brings it to a later one in one step.
 *
 * <p>Shares the columns of its snapshot. Of its own it has 4 bytes for each row, and 25 more for each that was seen to open.
 */
public final class Truth {

    private final Instant time;
    /** By the namespace's inode. */
    private final Map<Long, Map<Protocol, TableTruth>> namespaces;

    /** Keeps what it is given, in its order, which may not change any more. */
    Truth(Instant time, Map<Long, Map<Protocol, TableTruth>> namespaces) {
        this.time = time;
        this.namespaces = namespaces;
    }

    /** The time of its snapshot. */
    public Instant time() {
        return time;
    }

    /** How many connections there are, for each protocol whose file has ever been read. */
    public Map<Protocol, Integer> counts() {
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        namespaces
                .values()
                .forEach(tables -> tables.forEach((protocol, table) -> {
                    int count = 0;
                    for (int i = 0; i < table.positions(); i++) {
                        count += table.isRepeated(i) ? 0 : 1;
                    }
                    counts.merge(protocol, count, Integer::sum);
                }));
        return counts;
    }

    /** How many rows it keeps in memory, repeated ones with them; cheaper than {@link #counts}. */
    public long rows() {
        return namespaces.values().stream()
                .flatMap(tables -> tables.values().stream())
                .mapToLong(TableTruth::positions)
                .sum();
    }

    /**
     * Names each thing that it keeps in memory, with the bytes of heap that it takes, about. One that several truths keep, as
     * they do the table of a file that could not be read again, is named by each of them.
     */
    public void weigh(ObjLongConsumer<Object> each) {
        namespaces.values().forEach(tables -> tables.values().forEach(table -> table.weigh(each)));
    }

    /** The connections of these protocols, namespace by namespace, {@code tcp} first, in the order of the files; each made when it is reached. */
    public Iterable<Connection> connections(Set<Protocol> protocols) {
        return () -> new Connections(namespaces.values().stream()
                .flatMap(tables -> tables.entrySet().stream())
                .filter(entry -> protocols.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .iterator());
    }

    /**
     * The difference between an older truth of the same tracker and this one: what happened in between, without the steps.
     * Applied to the older one it gives this one. What came and went in between is not in it.
     *
     * @return the closed first, then the changed, then the opened, for each file of each namespace. An {@code opened} has the time at which
     *     its connection was first seen, so that it agrees with the {@code opened} of later events; all others have this
     *     truth's time. {@code seq} is 1, 2, 3 …
     */
    public List<ConnectionEvent> changesSince(Truth older) {
        List<ConnectionEvent> events = new ArrayList<>();
        older.namespaces.forEach((inode, tables) -> {
            if (!namespaces.containsKey(inode)) {
                tables.values().forEach(table -> diff(table, older, null, events));
            }
        });
        namespaces.forEach((inode, tables) -> {
            Map<Protocol, TableTruth> before = older.namespaces.getOrDefault(inode, Map.of());
            tables.forEach((protocol, table) -> diff(before.get(protocol), older, table, events));
        });
        return events;
    }

    private void diff(
            @Nullable TableTruth before, Truth older, @Nullable TableTruth now, List<ConnectionEvent> events) {
        TableTruth some = now != null ? now : before;
        if (some != null) {
            TableTruth none = TableTruth.none(some.table().protocol());
            new CoarseDiff(before != null ? before : none, older.time, now != null ? now : none, time).tell(events);
        }
    }

    private static final class Connections implements Iterator<Connection> {
        private final Iterator<TableTruth> tables;
        private @Nullable TableTruth table;
        private @Nullable Connection next;
        private int position;

        private Connections(Iterator<TableTruth> tables) {
            this.tables = tables;
        }

        @Override
        public boolean hasNext() {
            while (next == null) {
                if (table == null || position == table.positions()) {
                    if (!tables.hasNext()) {
                        return false;
                    }
                    table = tables.next();
                    position = 0;
                } else {
                    next = table.at(position++);
                }
            }
            return true;
        }

        @Override
        public Connection next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Connection connection = next;
            next = null;
            return connection;
        }
    }
}
