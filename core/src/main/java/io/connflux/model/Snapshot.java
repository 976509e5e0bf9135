package io.connflux.model;

import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All connections that one poll found, with its time, the rows that could not be read and the files that were not there.
 * Immutable; shared between all subscribers.
 */
public final class Snapshot {

    private final Instant time;
    private final ByteOrder byteOrder;
    private final EnumMap<Protocol, SocketTable> tables;
    private final EnumMap<Protocol, FileProblem> missing;
    private final @Nullable KernelCounters kernelCounters;

    private Snapshot(Builder builder) {
        time = builder.time;
        byteOrder = builder.byteOrder;
        tables = new EnumMap<>(builder.tables);
        missing = new EnumMap<>(builder.missing);
        kernelCounters = builder.kernelCounters;
    }

    /** A snapshot of connections that come from elsewhere than {@code /proc}, a test or another tool for example. */
    public static Snapshot of(Instant time, Iterable<Connection> connections) {
        Map<Protocol, SocketTableBuilder> tables = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            tables.put(protocol, new SocketTableBuilder(protocol, 16));
        }
        for (Connection connection : connections) {
            SocketTableBuilder table = tables.get(connection.protocol());
            if (table != null) {
                add(table, connection);
            }
        }
        Builder builder = new Builder(time);
        tables.values().forEach(table -> builder.table(table.build()));
        return builder.build();
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
        table.identity(connection.state().number(), Math.max(0, connection.uid()), connection.inode());
        SocketActivity a = connection.activity();
        table.activity(a.txQueue(), a.rxQueue(), a.timer(), a.when(), a.retransmits(), a.timeout(), a.drops());
    }

    /** When the poll began. */
    public Instant time() {
        return time;
    }

    /** The byte order of the host that printed the files. */
    public ByteOrder byteOrder() {
        return byteOrder;
    }

    /** The rows of one file; null where it was absent, unreadable or not asked for. */
    public @Nullable SocketTable table(Protocol protocol) {
        return tables.get(protocol);
    }

    /** The files that gave a table, in their usual order. */
    public List<SocketTable> tables() {
        return List.copyOf(tables.values());
    }

    /** The files that were asked for and gave none. */
    public Map<Protocol, FileProblem> missing() {
        return Collections.unmodifiableMap(missing);
    }

    /** How many rows there are in all files. */
    public int size() {
        int size = 0;
        for (SocketTable table : tables.values()) {
            size += table.size();
        }
        return size;
    }

    /** All rows as connections, {@code tcp} first, in the order of the files. */
    public List<Connection> connections() {
        List<Connection> all = new ArrayList<>(size());
        tables.values().forEach(table -> all.addAll(table.connections()));
        return all;
    }

    /** The rows of one file as connections, each made when it is asked for; empty where there is no such table. */
    public List<Connection> connections(Protocol protocol) {
        SocketTable table = tables.get(protocol);
        return table == null ? List.of() : table.connections();
    }

    /** Lines that could not be read, as far as their texts were kept. */
    public List<RowProblem> problems() {
        List<RowProblem> all = new ArrayList<>();
        tables.values().forEach(table -> all.addAll(table.problems()));
        return all;
    }

    /** Whether rows may have been left out or repeated: some file came in more than one read. */
    public boolean hasSeams() {
        for (SocketTable table : tables.values()) {
            if (table.hasSeams()) {
                return true;
            }
        }
        return false;
    }

    /** What the kernel had counted at this time; null where it could not be read. */
    public @Nullable KernelCounters kernelCounters() {
        return kernelCounters;
    }

    /** Puts a snapshot together from tables. */
    public static final class Builder {
        private final Instant time;
        private ByteOrder byteOrder = ByteOrder.nativeOrder();
        private final EnumMap<Protocol, SocketTable> tables = new EnumMap<>(Protocol.class);
        private final EnumMap<Protocol, FileProblem> missing = new EnumMap<>(Protocol.class);
        private @Nullable KernelCounters kernelCounters;

        public Builder(Instant time) {
            this.time = time;
        }

        public Builder byteOrder(ByteOrder order) {
            byteOrder = order;
            return this;
        }

        public Builder table(SocketTable table) {
            tables.put(table.protocol(), table);
            return this;
        }

        public Builder missing(Protocol protocol, FileProblem problem) {
            missing.put(protocol, problem);
            return this;
        }

        public Builder kernelCounters(@Nullable KernelCounters counters) {
            kernelCounters = counters;
            return this;
        }

        public Snapshot build() {
            return new Snapshot(this);
        }
    }
}
