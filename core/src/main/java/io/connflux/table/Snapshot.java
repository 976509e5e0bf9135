package io.connflux.table;

import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketActivity;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    private Snapshot(Builder builder) {
        span = builder.span;
        byteOrder = builder.byteOrder;
        namespaces = builder.namespaces.values().stream()
                .map(tables -> tables.orReadIn(builder.span))
                .toList();
        unseen = builder.unseen;
        kernelCounters = builder.kernelCounters;
    }

    /** A snapshot of connections that come from elsewhere than {@code /proc}, a test or another tool for example. */
    public static Snapshot of(Instant time, Iterable<Connection> connections) {
        Map<NetworkNamespace, Map<Protocol, SocketTableBuilder>> all = new TreeMap<>();
        for (Connection connection : connections) {
            SocketTableBuilder table = all.computeIfAbsent(connection.namespace(), Snapshot::builders)
                    .get(connection.protocol());
            if (table != null) {
                add(table, connection);
            }
        }
        if (all.isEmpty()) {
            all.put(NetworkNamespace.UNSPECIFIED, builders(NetworkNamespace.UNSPECIFIED));
        }
        Builder builder = new Builder(time);
        all.values().forEach(tables -> tables.values().forEach(table -> builder.table(table.build())));
        return builder.build();
    }

    private static Map<Protocol, SocketTableBuilder> builders(NetworkNamespace namespace) {
        Map<Protocol, SocketTableBuilder> tables = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            tables.put(protocol, new SocketTableBuilder(namespace, protocol, 16));
        }
        return tables;
    }

    private static void add(SocketTableBuilder table, Connection connection) {
        Endpoint local = connection.local();
        Endpoint remote = connection.remote();
        table.row(
                local.address().high(),
                local.address().low(),
                local.port(),
                remote.address().high(),
                remote.address().low(),
                remote.port());
        table.identity(connection.state().number(), connection.uid(), connection.inode());
        SocketActivity a = connection.activity();
        table.activity(a.txQueue(), a.rxQueue(), a.timer(), a.when(), a.retransmits(), a.timeout(), a.drops());
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

    /** All rows as connections, namespace by namespace, {@code tcp} first, in the order of the files. */
    public List<Connection> connections() {
        List<Connection> all = new ArrayList<>(size());
        tables().forEach(table -> all.addAll(table.connections()));
        return all;
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
     * What the kernel had counted at this time, in all namespaces that were asked for together; null where it could not be
     * read.
     */
    public @Nullable KernelCounters kernelCounters() {
        return kernelCounters;
    }

    /** Puts a snapshot together from tables. */
    public static final class Builder {
        private ReadSpan span;
        private ByteOrder byteOrder = ByteOrder.nativeOrder();
        private final Map<NetworkNamespace, NamespaceTables> namespaces = new TreeMap<>();
        private UnseenNamespaces unseen = UnseenNamespaces.NONE;
        private @Nullable KernelCounters kernelCounters;

        /** Of a poll that took no time, unless {@link #span} says otherwise. */
        public Builder(Instant time) {
            span = ReadSpan.at(time);
        }

        /** From when to when the poll was made, and with it each table that has no time of its own. */
        public Builder span(ReadSpan poll) {
            span = poll;
            return this;
        }

        public Builder byteOrder(ByteOrder order) {
            byteOrder = order;
            return this;
        }

        /** Adds a namespace as a whole, in place of what is there of it. */
        public Builder namespace(NamespaceTables tables) {
            namespaces.put(tables.namespace(), tables);
            return this;
        }

        /** Adds a table to what is there of its namespace. */
        public Builder table(SocketTable table) {
            return add(table.namespace(), Map.of(table.protocol(), table), Map.of());
        }

        /** Adds a file that gave no table, of the namespace whose files were read, whichever it is. */
        public Builder missing(Protocol protocol, FileProblem problem) {
            return add(NetworkNamespace.UNSPECIFIED, Map.of(), Map.of(protocol, problem));
        }

        public Builder unseen(UnseenNamespaces namespaces) {
            unseen = namespaces;
            return this;
        }

        public Builder kernelCounters(@Nullable KernelCounters counters) {
            kernelCounters = counters;
            return this;
        }

        public Snapshot build() {
            return new Snapshot(this);
        }

        private Builder add(
                NetworkNamespace namespace, Map<Protocol, SocketTable> more, Map<Protocol, FileProblem> problems) {
            Map<Protocol, SocketTable> tables = new EnumMap<>(Protocol.class);
            Map<Protocol, FileProblem> missing = new EnumMap<>(Protocol.class);
            NamespaceTables before = namespaces.get(namespace);
            if (before != null) {
                before.tables().forEach(table -> tables.put(table.protocol(), table));
                missing.putAll(before.missing());
            }
            tables.putAll(more);
            missing.putAll(problems);
            return namespace(new NamespaceTables(namespace, tables, missing));
        }
    }
}
