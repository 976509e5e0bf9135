package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.Traffic;
import io.connflux.table.ColumnProblem;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import io.connflux.track.difference.CoarseDifference;
import io.connflux.track.difference.TrafficDifference;
import io.connflux.track.known.ConnectionsOfFiles;
import io.connflux.track.known.FileRow;
import io.connflux.track.known.FileTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is true after one snapshot: every connection that a {@link ConnectionTracker} holds for alive, with its identity, when it
 * was seen opening, its direction and its owner. Immutable, so that many subscribers may stand at the same table, and each may stay
 * behind for as long as it likes: {@link #changesSince} brings it to a later one in one step.
 *
 * <p>Shares the columns of its snapshot, and what is remembered of a connection with all tables that have it: 4 bytes for each
 * row are its own where anything has changed, and 40 more for each connection are shared by all.
 */
public final class ConnectionTable {

    private static final Set<Protocol> ALL = EnumSet.allOf(Protocol.class);

    private final String tracker;
    private final Snapshot snapshot;
    private final Moment found;
    private final Moment pollBefore;
    private final long firstFreeNumber;
    /** By the namespace's inode. */
    private final Map<Long, Map<Protocol, FileTable>> namespaces;

    /**
     * Keeps what it is given, in its order, which may not change any more.
     *
     * @param tracker the first part of its connections' ids
     * @param found when it was true
     * @param pollBefore when the read of the poll before its snapshot had begun
     * @param firstFreeNumber above those of all connections seen until then
     */
    ConnectionTable(
            String tracker,
            Snapshot snapshot,
            Moment found,
            Moment pollBefore,
            long firstFreeNumber,
            Map<Long, Map<Protocol, FileTable>> namespaces) {
        this.tracker = tracker;
        this.snapshot = snapshot;
        this.found = found;
        this.pollBefore = pollBefore;
        this.firstFreeNumber = firstFreeNumber;
        this.namespaces = namespaces;
    }

    /** The name of its tracker: the first part of all {@link Connection#id}. */
    public String tracker() {
        return tracker;
    }

    /** Above the numbers, the last part of {@link Connection#id}, of all connections that its tracker had met until then. */
    public long firstFreeNumber() {
        return firstFreeNumber;
    }

    /** Whose rows it has, perhaps none: the files that have been read at least once. */
    public List<SocketFile> files() {
        List<SocketFile> files = new ArrayList<>();
        namespaces
                .values()
                .forEach(tables -> tables.forEach((protocol, table) ->
                        files.add(new SocketFile(table.rows().namespace(), protocol))));
        return files;
    }

    /** Those files' parts of it. */
    List<FileTable> tables() {
        return namespaces.values().stream()
                .flatMap(tables -> tables.values().stream())
                .toList();
    }

    /** The newest snapshot. A file that it could not read is here as it was last. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** When it was true: the time of its snapshot, or of what was observed since. */
    public Instant time() {
        return found.time();
    }

    /** How many connections there are, for each protocol whose file has ever been read. */
    public Map<Protocol, Integer> counts() {
        return counts(row -> true);
    }

    /**
     * How many of them are chosen, for each of these protocols.
     *
     * @param chosen sees one row after the other, all through one object
     */
    public Map<Protocol, Integer> counts(Predicate<? super ConnectionRow> chosen) {
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        namespaces
                .values()
                .forEach(tables -> tables.forEach((protocol, table) -> {
                    FileRow row = new FileRow(table);
                    int count = 0;
                    while (row.forward(chosen)) {
                        count++;
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
     * Names each thing that it keeps in memory, with the bytes of heap that it takes, about. One that several tables keep, as
     * they do the rows of a file that could not be read again, is named by each of them.
     */
    public void weigh(ObjLongConsumer<Object> each) {
        namespaces.values().forEach(tables -> tables.values().forEach(table -> table.weigh(each)));
    }

    /** All connections, namespace by namespace, {@code tcp} first, in the order of the files; each made when it is reached. */
    public Iterable<Connection> connections() {
        return connections(ALL);
    }

    /** Those of these protocols. */
    public Iterable<Connection> connections(Set<Protocol> protocols) {
        return connections(protocols, row -> true);
    }

    /**
     * Those of these protocols that are chosen; no object is made for any other.
     *
     * @param chosen sees one row after the other, all through one object
     */
    public Iterable<Connection> connections(Set<Protocol> protocols, Predicate<? super ConnectionRow> chosen) {
        return () -> new ConnectionsOfFiles(
                namespaces.values().stream()
                        .flatMap(tables -> tables.entrySet().stream())
                        .filter(entry -> protocols.contains(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .iterator(),
                chosen);
    }

    /**
     * What of these protocols could not be read, as a newcomer is told it: files, lines, and columns of lines that count.
     *
     * @return {@link ConnectionEvent.Lost} and {@link ConnectionEvent.Unreadable}
     */
    public List<ConnectionEvent> problems(Set<Protocol> protocols) {
        List<ConnectionEvent> notices = new ArrayList<>();
        for (NamespaceTables namespace : snapshot.namespaces()) {
            namespace.missing().forEach((protocol, problem) -> {
                if (protocols.contains(protocol) && !problem.absent()) {
                    notices.add(new ConnectionEvent.Lost(time(), problem.reason(), known(namespace, protocol)));
                }
            });
            for (SocketTable table : namespace.tables()) {
                if (protocols.contains(table.protocol())) {
                    notices.addAll(UnreadableNotices.of(table, Set.of(), time()));
                    for (ColumnProblem problem : table.columnProblems()) {
                        notices.add(new ConnectionEvent.Unreadable(time(), problem.rows(), problem.first()));
                    }
                }
            }
        }
        return notices;
    }

    /** How many connections are believed of a file that could not be read. */
    private int known(NamespaceTables namespace, Protocol protocol) {
        FileTable table =
                namespaces.getOrDefault(namespace.namespace().inode(), Map.of()).get(protocol);
        return table == null ? 0 : table.positions();
    }

    /**
     * The difference between an older table of the same tracker and this one: what happened in between, without the steps.
     * Applied to the older one it gives this one. What came and went in between is not in it.
     *
     * @return the closed first, then the changed, then the opened, for each file of each namespace. An {@code opened} has the
     *     time at which its connection was first seen; all others that of this table's read of the file. {@code since} is when
     *     the older table's read of the file began, or the last one that saw the connection.
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

    /**
     * Those of these protocols that have carried something since an older table of the same tracker, each with {@link
     * Traffic#rate}: over the time between the two reads; of one that has opened since, over the time since it was seen opened, and at
     * least that since the poll before. Only what the newest read found is among them, where its source tells traffic; not those that
     * were observed since, nor any of which the older table does not say what it had carried by then.
     *
     * @param chosen sees one row after the other, all through one object
     * @return namespace by namespace, in the order of the files for the most part
     */
    public List<Connection> carriedSince(
            ConnectionTable older, Set<Protocol> protocols, Predicate<? super ConnectionRow> chosen) {
        List<Connection> carried = new ArrayList<>();
        Moment earliest = older.snapshot.span().began();
        Moment poll = earliest.after(pollBefore).isZero() ? pollBefore : earliest;
        namespaces.forEach((inode, tables) -> tables.forEach((protocol, table) -> {
            if (protocols.contains(protocol)) {
                FileTable before =
                        older.namespaces.getOrDefault(inode, Map.of()).get(protocol);
                new TrafficDifference(before != null ? before : FileTable.none(protocol), table, poll, chosen, carried)
                        .tell(older.firstFreeNumber);
            }
        }));
        return carried;
    }

    private void diff(
            @Nullable FileTable before, ConnectionTable older, @Nullable FileTable now, List<ConnectionEvent> events) {
        FileTable some = now != null ? now : before;
        if (some != null) {
            FileTable none = FileTable.none(some.rows().protocol());
            Moment seen =
                    before != null ? before.began() : older.snapshot.span().began();
            Moment until = now != null ? now.found() : found;
            new CoarseDifference(before != null ? before : none, now != null ? now : none, older.firstFreeNumber)
                    .tell(seen, until, events);
        }
    }
}
