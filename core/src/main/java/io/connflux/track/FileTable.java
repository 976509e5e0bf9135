package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.SocketState;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One file's part of a {@link ConnectionTable}: its rows, what is remembered of each, and behind the last row the connections that
 * are believed alive without one. Immutable.
 */
final class FileTable {

    /** Bytes of heap that a suspect takes, with its connection and addresses. */
    private static final long SUSPECT = 320;

    /**
     * Bytes of heap for what is remembered of a row: 4 that refer to it, and 40 that all tables share which have the connection.
     * That half of them has gone from the newer tables is a guess: too low lets an old table take more than it is counted for, too
     * high lets go who lags a little.
     */
    private static final long LIFETIME = 24;

    private final SocketTable rows;
    private final @Nullable Lifetime[] lifetimes;
    private final List<MissingConnection> suspects;

    /** Keeps what it is given, none of which may change any more. */
    FileTable(SocketTable rows, @Nullable Lifetime[] lifetimes, List<MissingConnection> suspects) {
        this.rows = rows;
        this.lifetimes = lifetimes;
        this.suspects = suspects;
    }

    /** That of a file which is not there. */
    static FileTable none(Protocol protocol) {
        SocketTable empty = new SocketTableBuilder(protocol, 0).build();
        return new FileTable(empty, new Lifetime[0], List.of());
    }

    SocketTable rows() {
        return rows;
    }

    ReadSpan span() {
        return rows.span();
    }

    /** Names each thing that it keeps, with the bytes of heap that it takes, about. */
    void weigh(ObjLongConsumer<Object> each) {
        each.accept(rows, rows.bytes());
        each.accept(lifetimes, LIFETIME * lifetimes.length);
        each.accept(suspects, SUSPECT * suspects.size());
    }

    /** One for each row, and one for each suspect. */
    int positions() {
        return rows.size() + suspects.size();
    }

    /** Whether the row at a position repeats another one, and stands for no connection. */
    boolean isRepeated(int position) {
        return position < rows.size() && lifetimes[position] == null;
    }

    /** A connection; null where its row {@link #isRepeated}. */
    @Nullable
    Connection at(int position) {
        if (position >= rows.size()) {
            return suspect(position).connection();
        }
        Lifetime lifetime = lifetimes[position];
        return lifetime == null ? null : lifetime.connection(rows, position);
    }

    /** The same where no row is repeated. */
    Connection present(int position) {
        return Objects.requireNonNull(at(position), "a repeated row stands for no connection");
    }

    SocketState state(int position) {
        return position < rows.size()
                ? rows.state(position)
                : suspect(position).connection().state();
    }

    /** Whose the connection at a position is. */
    @Nullable
    Owner owner(int position) {
        return position < rows.size()
                ? lifetime(position).owner(rows, position)
                : suspect(position).connection().owner();
    }

    /** What is remembered of the connection at a position; not where its row {@link #isRepeated}. */
    Lifetime lifetime(int position) {
        Lifetime lifetime =
                position < rows.size() ? lifetimes[position] : suspect(position).lifetime();
        return Objects.requireNonNull(lifetime, "a repeated row stands for no connection");
    }

    /** When the last read that found the connection at a position had begun. */
    Moment lastSeen(int position) {
        return position < rows.size() ? rows.span().began() : suspect(position).lastSeen();
    }

    private MissingConnection suspect(int position) {
        return suspects.get(position - rows.size());
    }
}
