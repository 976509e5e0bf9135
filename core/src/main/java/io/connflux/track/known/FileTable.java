package io.connflux.track.known;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One file's part of a {@code ConnectionTable}: its rows, what is remembered of each, and behind the last row the connections that
 * no row tells: suspects, and those that were observed since the poll. Immutable.
 */
public final class FileTable {

    /** Bytes of heap that a connection without a row takes, with its addresses. */
    private static final long ROWLESS = 320;

    /**
     * Bytes of heap for what is remembered of a row: 4 that refer to it, and 40 that all tables share which have the connection.
     * That half of them has gone from the newer tables is a guess: too low lets an old table take more than it is counted for, too
     * high lets go who lags a little.
     */
    private static final long LIFETIME = 24;

    private static final String VACANT = "a vacant position stands for no connection";

    private final SocketTable rows;
    private final @Nullable Lifetime[] lifetimes;
    private final BitSet outdated;
    private final List<@Nullable MissingConnection> rowless;
    private final @Nullable Moment found;

    /** As a poll found it. Keeps what it is given, none of which may change any more. */
    public FileTable(
            SocketTable rows, @Nullable Lifetime[] lifetimes, List<? extends @Nullable MissingConnection> rowless) {
        this(rows, lifetimes, rowless, new BitSet(), null);
    }

    /**
     * As it has been observed since.
     *
     * @param rowless those that are believed alive and that no row tells as they are; null for one that is gone
     * @param outdated rows that tell nothing true any more
     * @param found when it was like this; null for when its read had ended
     */
    public FileTable(
            SocketTable rows,
            @Nullable Lifetime[] lifetimes,
            List<? extends @Nullable MissingConnection> rowless,
            BitSet outdated,
            @Nullable Moment found) {
        this.rows = rows;
        this.lifetimes = lifetimes;
        this.rowless = Collections.unmodifiableList(rowless);
        this.outdated = outdated;
        this.found = found;
    }

    /** That of a file which is not there. */
    public static FileTable none(Protocol protocol) {
        SocketTable empty = new SocketTableBuilder(protocol, 0).build();
        return new FileTable(empty, new Lifetime[0], List.of());
    }

    public SocketTable rows() {
        return rows;
    }

    /** When the read that found it had begun. */
    public Moment began() {
        return rows.span().began();
    }

    /** When that read had ended, or when it was observed since. */
    public Moment found() {
        return found == null ? rows.span().ended() : found;
    }

    /** Names each thing that it keeps, with the bytes of heap that it takes, about. */
    public void weigh(ObjLongConsumer<Object> each) {
        each.accept(rows, rows.bytes());
        each.accept(lifetimes, LIFETIME * lifetimes.length);
        each.accept(rowless, ROWLESS * rowless.size());
    }

    /** One for each row, and one for each connection without. */
    public int positions() {
        return rows.size() + rowless.size();
    }

    /** Whether a position stands for no connection: its row repeats another one, or tells nothing true any more. */
    public boolean isVacant(int position) {
        return position < rows.size()
                ? lifetimes[position] == null || outdated.get(position)
                : rowless.get(position - rows.size()) == null;
    }

    /** A connection; null where its position {@link #isVacant}. */
    @Nullable
    public Connection at(int position) {
        if (isVacant(position)) {
            return null;
        }
        return position < rows.size()
                ? lifetime(position).connection(rows, position)
                : rowless(position).connection();
    }

    /** The same where its position is not vacant. */
    public Connection present(int position) {
        return Objects.requireNonNull(at(position), VACANT);
    }

    public SocketState state(int position) {
        return position < rows.size()
                ? rows.state(position)
                : rowless(position).connection().state();
    }

    /** Whose the connection at a position is. */
    @Nullable
    public Owner owner(int position) {
        return position < rows.size()
                ? lifetime(position).owner(rows, position)
                : rowless(position).connection().owner();
    }

    /** What the connection at a position had carried when a read found it last; null where that is not known. */
    @Nullable
    public Traffic traffic(int position) {
        return position < rows.size()
                ? rows.traffic(position)
                : rowless(position).connection().traffic();
    }

    /** What is remembered of the connection at a position; not where that {@link #isVacant}. */
    public Lifetime lifetime(int position) {
        Lifetime lifetime =
                position < rows.size() ? lifetimes[position] : rowless(position).lifetime();
        return Objects.requireNonNull(lifetime, VACANT);
    }

    /** Whether the connection at a position was observed, and no row tells it as it is. */
    public boolean isObserved(int position) {
        return position >= rows.size() && rowless(position).socket() != 0;
    }

    /** When the last read that found the connection at a position had begun, or when it was observed. */
    public Moment lastSeen(int position) {
        return position < rows.size() ? began() : rowless(position).lastSeen();
    }

    private MissingConnection rowless(int position) {
        return Objects.requireNonNull(rowless.get(position - rows.size()), VACANT);
    }
}
