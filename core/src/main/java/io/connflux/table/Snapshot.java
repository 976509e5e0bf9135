package io.connflux.table;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.RowProblem;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All connections that one poll found, with its time, the rows that could not be read and the files that were not there: for
 * each network namespace what its files gave, which is one namespace unless others were asked for. Immutable; shared between
 * all subscribers.
 */
public final class Snapshot {

    private final ReadSpan span;
    private final ByteOrder byteOrder;
    private final List<NamespaceTables> namespaces;
    private final UnseenNamespaces unseen;
    private final @Nullable KernelCounters kernelCounters;
    private final Map<Long, Owner> lastOwners;

    Snapshot(SnapshotBuilder builder) {
        span = builder.span;
        byteOrder = builder.byteOrder;
        namespaces = builder.namespaces.values().stream()
                .map(tables -> tables.orReadIn(builder.span))
                .toList();
        unseen = builder.unseen;
        kernelCounters = builder.kernelCounters;
        lastOwners = builder.lastOwners;
    }

    /**
     * A snapshot of connections that come from elsewhere than {@code /proc}, a test or another tool for example: all that they
     * say but {@link Connection#id} and {@link Connection#opened}, which a tracker gives them.
     */
    public static Snapshot of(Instant time, Iterable<Connection> connections) {
        return of(ReadSpan.at(time), connections);
    }

    /** The same, read from and to a moment of both clocks. */
    public static Snapshot of(ReadSpan span, Iterable<Connection> connections) {
        return new SnapshotBuilder(span.ended().clock())
                .span(span)
                .connections(connections)
                .build();
    }

    /**
     * The same with the owners of its rows.
     *
     * @param owned gives each table with its owners
     * @param last see {@link #lastOwners}
     */
    public Snapshot ownedBy(UnaryOperator<SocketTable> owned, Map<Long, Owner> last) {
        SnapshotBuilder builder = new SnapshotBuilder(time())
                .span(span)
                .byteOrder(byteOrder)
                .unseen(unseen)
                .kernelCounters(kernelCounters)
                .lastOwners(last);
        namespaces.forEach(each -> builder.namespace(each.each(owned)));
        return builder.build();
    }

    /** When the poll had ended, in whole milliseconds, rounded up: all that it found had happened by then. */
    public Instant time() {
        return span.ended().time();
    }

    /** From when to when the poll was made; each table has a {@link SocketTable#span} of its own in it. */
    public ReadSpan span() {
        return span;
    }

    /** The byte order of the host that printed the files. */
    public ByteOrder byteOrder() {
        return byteOrder;
    }

    /**
     * What each network namespace gave, in their order. One that is not here any more is gone, with all its connections; one
     * that could not be read this time is here with {@link NamespaceTables#missing}.
     */
    public List<NamespaceTables> namespaces() {
        return namespaces;
    }

    /** What could not be seen of the network namespaces that were asked for. */
    public UnseenNamespaces unseen() {
        return unseen;
    }

    /** The rows of one file in the first namespace; null where it was absent, unreadable or not asked for. */
    public @Nullable SocketTable table(Protocol protocol) {
        return namespaces.isEmpty() ? null : namespaces.get(0).table(protocol);
    }

    /** The files that gave a table, namespace by namespace, in their usual order. */
    public List<SocketTable> tables() {
        if (namespaces.size() == 1) {
            return namespaces.get(0).tables();
        }
        List<SocketTable> all = new ArrayList<>(4 * namespaces.size());
        namespaces.forEach(each -> all.addAll(each.tables()));
        return List.copyOf(all);
    }

    /** The files that were asked for and gave none; of several namespaces without it, the first one's. */
    public Map<Protocol, FileProblem> missing() {
        Map<Protocol, FileProblem> all = new EnumMap<>(Protocol.class);
        namespaces.forEach(each -> each.missing().forEach(all::putIfAbsent));
        return Collections.unmodifiableMap(all);
    }

    /** How many rows there are in all files. */
    public int size() {
        int size = 0;
        for (SocketTable table : tables()) {
            size += table.size();
        }
        return size;
    }

    /** Whether owners were looked for, or given with the rows. */
    public boolean hasOwners() {
        return tables().stream().anyMatch(SocketTable::hasOwners);
    }

    /** All rows as connections, namespace by namespace, {@code tcp} first, in the order of the files. */
    public List<Connection> connections() {
        List<Connection> all = new ArrayList<>(size());
        tables().forEach(table -> all.addAll(table.connections()));
        return all;
    }

    /**
     * Those rows that are chosen, in the same order, repeated ones as often as they came; no object is made for any other.
     *
     * @param chosen sees one row after the other, all through one object
     */
    public List<Connection> connections(Predicate<? super ConnectionRow> chosen) {
        List<Connection> some = new ArrayList<>();
        for (SocketTable table : tables()) {
            TableRow row = new TableRow(table);
            for (int number = 0; number < table.size(); number++) {
                if (chosen.test(row.at(number))) {
                    some.add(table.connection(number));
                }
            }
        }
        return some;
    }

    /** The rows of one file as connections; empty where there is no such table. */
    public List<Connection> connections(Protocol protocol) {
        if (namespaces.size() == 1) {
            SocketTable table = table(protocol);
            return table == null ? List.of() : table.connections();
        }
        List<Connection> all = new ArrayList<>();
        for (SocketTable table : tables()) {
            if (table.protocol() == protocol) {
                all.addAll(table.connections());
            }
        }
        return all;
    }

    /** Lines that could not be read, as far as their texts were kept. */
    public List<RowProblem> problems() {
        List<RowProblem> all = new ArrayList<>();
        tables().forEach(table -> all.addAll(table.problems()));
        return all;
    }

    /** Columns that could not be read in rows which count all the same, file by file. */
    public List<ColumnProblem> columnProblems() {
        List<ColumnProblem> all = new ArrayList<>();
        tables().forEach(table -> all.addAll(table.columnProblems()));
        return all;
    }

    /** Whether rows may have been left out or repeated: some file came in more than one read. */
    public boolean hasSeams() {
        for (SocketTable table : tables()) {
            if (table.hasSeams()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What became known of the owners of sockets, by inode, that no row has any more: why nobody is named, where nobody had been
     * found while one had it.
     */
    public Map<Long, Owner> lastOwners() {
        return lastOwners;
    }

    /**
     * What the kernel had counted at this time, in all namespaces that were asked for together; null where it could not be
     * read.
     */
    public @Nullable KernelCounters kernelCounters() {
        return kernelCounters;
    }
}
