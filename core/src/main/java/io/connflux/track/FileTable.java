package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** One file's part of a {@link ConnectionTable}: a table, and behind its last row the connections believed alive without one. */
final class FileTable {

    /** Bytes that a suspect takes, with its connection and addresses. */
    private static final long SUSPECT = 320;

    private final SocketTable table;
    private final int[] recollections;
    private final Lifetimes memory;
    private final List<MissingConnection> suspects;

    /** Keeps what it is given, none of which may change any more. */
    FileTable(SocketTable table, int[] recollections, Lifetimes memory, List<MissingConnection> suspects) {
        this.table = table;
        this.recollections = recollections;
        this.memory = memory;
        this.suspects = suspects;
    }

    /** That of a file which is not there. */
    static FileTable none(Protocol protocol) {
        SocketTable empty = new SocketTableBuilder(protocol, 0).build();
        return new FileTable(empty, new int[0], new Lifetimes(0), List.of());
    }

    SocketTable table() {
        return table;
    }

    /** Names each thing that it keeps, with the bytes of heap that it takes. */
    void weigh(ObjLongConsumer<Object> each) {
        each.accept(table, table.bytes());
        each.accept(this, 64 + 4L * recollections.length + memory.bytes() + SUSPECT * suspects.size());
    }

    /** One for each row, and one for each suspect. */
    int positions() {
        return table.size() + suspects.size();
    }

    /** Whether the row at a position repeats another one, and stands for no connection. */
    boolean isRepeated(int position) {
        return position < table.size() && recollections[position] == Lifetimes.REPEATED;
    }

    /** A connection; null where its row {@link #isRepeated}. */
    @Nullable
    Connection at(int position) {
        if (position >= table.size()) {
            return suspects.get(position - table.size()).connection();
        }
        return isRepeated(position) ? null : memory.complete(table.connection(position), recollections[position]);
    }

    /** The same where no row is repeated. */
    Connection present(int position) {
        return Objects.requireNonNull(at(position), "a repeated row stands for no connection");
    }

    SocketState state(int position) {
        return position < table.size()
                ? table.state(position)
                : suspects.get(position - table.size()).connection().state();
    }

    /** The number of the connection at a position, see {@link Lifetimes#number}; not where its row {@link #isRepeated}. */
    long number(int position) {
        return memory.number(recollection(position));
    }

    /** When the connection at a position had opened; null where nobody saw it. */
    @Nullable
    Moment openedAt(int position) {
        return memory.openedAt(recollection(position));
    }

    /** @param read when the read of this table had begun, which found all but the suspects */
    Moment lastSeen(int position, Moment read) {
        return position < table.size()
                ? read
                : suspects.get(position - table.size()).lastSeen();
    }

    private int recollection(int position) {
        return position < table.size()
                ? recollections[position]
                : suspects.get(position - table.size()).recollection();
    }
}
