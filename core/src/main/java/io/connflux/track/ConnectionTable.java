package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
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
public final class ConnectionTable {

    private final ReadSpan span;
    private final long firstFreeNumber;
    /** By the namespace's inode. */
    private final Map<Long, Map<Protocol, FileTable>> namespaces;

    /**
     * Keeps what it is given, in its order, which may not change any more.
     *
     * @param firstFreeNumber above those of all connections seen until then
     */
    ConnectionTable(ReadSpan span, long firstFreeNumber, Map<Long, Map<Protocol, FileTable>> namespaces) {
        this.span = span;
        this.firstFreeNumber = firstFreeNumber;
        this.namespaces = namespaces;
    }

    /** The time of its snapshot. */
    public Instant time() {
        return span.ended().time();
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
                .mapToLong(FileTable::positions)
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
        return () -> {
            Iterator<ConnectionEvent.Existing> all = existing(protocols).iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Connection next() {
                    return all.next().connection();
                }
            };
        };
    }

    /** The same as a newcomer is told them: at this truth's time, and since when each is open; {@code seq} is 0. */
    public Iterable<ConnectionEvent.Existing> existing(Set<Protocol> protocols) {
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
     *     its connection was first seen, so that it agrees with the {@code opened} of later events; all others that of this
     *     truth's read of the file. {@code since} is when the older truth's read of the file began, or the last one that saw
     *     the connection. {@code seq} is 1, 2, 3 …
     */
    public List<ConnectionEvent> changesSince(ConnectionTable older) {
        List<ConnectionEvent> events = new ArrayList<>();
        older.namespaces.forEach((inode, tables) -> {
            if (!namespaces.containsKey(inode)) {
                tables.values().forEach(table -> diff(table, older, null, events));
            }
        });
        namespaces.forEach((inode, tables) -> {
            Map<Protocol, FileTable> before = older.namespaces.getOrDefault(inode, Map.of());
            tables.forEach((protocol, table) -> diff(before.get(protocol), older, table, events));
        });
        return events;
    }

    private void diff(
            @Nullable FileTable before, ConnectionTable older, @Nullable FileTable now, List<ConnectionEvent> events) {
        FileTable some = now != null ? now : before;
        if (some != null) {
            FileTable none = FileTable.none(some.table().protocol());
            Moment seen = (before != null ? before.table().span() : older.span).began();
            Moment found = (now != null ? now.table().span() : span).ended();
            new CoarseDifference(before != null ? before : none, now != null ? now : none, older.firstFreeNumber)
                    .tell(seen, found, events);
        }
    }

    private final class Connections implements Iterator<ConnectionEvent.Existing> {
        private final Iterator<FileTable> tables;
        private @Nullable FileTable table;
        private ConnectionEvent.@Nullable Existing next;
        private int position;

        private Connections(Iterator<FileTable> tables) {
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
                    next = existing(table, position++);
                }
            }
            return true;
        }

        @Override
        public ConnectionEvent.Existing next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            ConnectionEvent.Existing existing = next;
            next = null;
            return existing;
        }

        private ConnectionEvent.@Nullable Existing existing(FileTable of, int at) {
            Connection connection = of.at(at);
            Moment opened = connection == null ? null : of.openedAt(at);
            Instant openedAt = opened == null ? null : opened.time();
            return connection == null ? null : new ConnectionEvent.Existing(0, time(), connection, openedAt);
        }
    }
}
