package io.connflux.table;

import io.connflux.model.Connection;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts a snapshot together from tables. */
public final class SnapshotBuilder {
    ReadSpan span;
    ByteOrder byteOrder = ByteOrder.nativeOrder();
    final Map<NetworkNamespace, NamespaceTables> namespaces = new TreeMap<>();
    UnseenNamespaces unseen = UnseenNamespaces.NONE;

    @Nullable
    KernelCounters kernelCounters;

    Map<Long, Owner> lastOwners = Map.of();

    /** Of a poll that took no time, unless {@link #span} says otherwise. */
    public SnapshotBuilder(Instant time) {
        span = ReadSpan.at(time);
    }

    /** From when to when the poll was made, and with it each table that has no time of its own. */
    public SnapshotBuilder span(ReadSpan poll) {
        span = poll;
        return this;
    }

    public SnapshotBuilder byteOrder(ByteOrder order) {
        byteOrder = order;
        return this;
    }

    /** Adds a namespace as a whole, in place of what is there of it. */
    public SnapshotBuilder namespace(NamespaceTables tables) {
        namespaces.put(tables.namespace(), tables);
        return this;
    }

    /** Adds a table to what is there of its namespace. */
    public SnapshotBuilder table(SocketTable table) {
        return add(table.namespace(), Map.of(table.protocol(), table), Map.of());
    }

    /** Adds a file that gave no table, of the namespace whose files were read, whichever it is. */
    public SnapshotBuilder missing(Protocol protocol, FileProblem problem) {
        return add(NetworkNamespace.UNSPECIFIED, Map.of(), Map.of(protocol, problem));
    }

    public SnapshotBuilder unseen(UnseenNamespaces namespaces) {
        unseen = namespaces;
        return this;
    }

    public SnapshotBuilder kernelCounters(@Nullable KernelCounters counters) {
        kernelCounters = counters;
        return this;
    }

    /** See {@link Snapshot#lastOwners}. */
    public SnapshotBuilder lastOwners(Map<Long, Owner> byInode) {
        lastOwners = Map.copyOf(byInode);
        return this;
    }

    public Snapshot build() {
        return new Snapshot(this);
    }

    /** Adds connections as rows of tables, all four files of each of their namespaces. */
    SnapshotBuilder connections(Iterable<Connection> connections) {
        Map<NetworkNamespace, Map<Protocol, SocketTableBuilder>> all = new TreeMap<>();
        for (Connection connection : connections) {
            SocketTableBuilder table = all.computeIfAbsent(connection.namespace(), SnapshotBuilder::builders)
                    .get(connection.protocol());
            if (table != null) {
                table.connection(connection);
            }
        }
        if (all.isEmpty()) {
            all.put(NetworkNamespace.UNSPECIFIED, builders(NetworkNamespace.UNSPECIFIED));
        }
        all.values().forEach(tables -> tables.values().forEach(table -> table(table.build())));
        return this;
    }

    private static Map<Protocol, SocketTableBuilder> builders(NetworkNamespace namespace) {
        Map<Protocol, SocketTableBuilder> tables = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            tables.put(protocol, new SocketTableBuilder(namespace, protocol, 16));
        }
        return tables;
    }

    private SnapshotBuilder add(
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
