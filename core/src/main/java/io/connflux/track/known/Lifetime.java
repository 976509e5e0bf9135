package io.connflux.track.known;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import io.connflux.model.Direction;
import io.connflux.model.Moment;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.Traffic;
import io.connflux.table.SocketTable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one connection beyond its present row. Immutable, and shared by the tables of all polls between which it
 * stays the same; 40 bytes.
 *
 * @param tracker the name of who met it, the first part of its id
 * @param number tells it from all others of that tracker; those that were met later have higher ones
 * @param opened when the read that found it first had ended; null where it was there before
 * @param direction who began it, judged when it was first seen
 * @param live its live phase, once its row does not tell that any more, and who was observed to hold it; null as long as its row
 *     tells all
 * @param ending what is known of its end, of one whose row is there still, in TIME_WAIT; null where that is nothing
 */
public record Lifetime(
        String tracker,
        long number,
        @Nullable Moment opened,
        Direction direction,
        @Nullable Live live,
        @Nullable Ending ending) {

    /** The longest number has ten digits of these for 3.6 quadrillion connections. */
    private static final int RADIX = 36;

    /** Of one that is open. */
    public Lifetime(String tracker, long number, @Nullable Moment opened, Direction direction) {
        this(tracker, number, opened, direction, null, null);
    }

    /**
     * What an orphan's or TIME_WAIT's row does not tell.
     *
     * @param inode 0 where no row has told it, nor the uid
     */
    record Live(long uid, long inode, @Nullable Owner owner) {

        /** Whether the owner is known where a row with an inode does not say it: a search has not found it yet, or will not. */
        boolean isHeldBeyond(@Nullable Owner rows) {
            return owner instanceof Owner.Held && !(rows instanceof Owner.Held);
        }
    }

    /**
     * How it ended.
     *
     * @param outcome null where nobody saw that
     * @param traffic what it had carried; null where nobody tells it
     */
    record Ending(@Nullable Outcome outcome, @Nullable Traffic traffic) {}

    /** The same, its row having lost the inode. */
    public Lifetime keeping(long uid, long inode, @Nullable Owner owner) {
        return new Lifetime(tracker, number, opened, direction, new Live(uid, inode, owner), ending);
    }

    /** The same, with who was observed to hold it. */
    public Lifetime heldBy(Owner observed) {
        Live known =
                live == null ? new Live(Connection.UNKNOWN_UID, 0, observed) : new Live(live.uid, live.inode, observed);
        return new Lifetime(tracker, number, opened, direction, known, ending);
    }

    /** The same, as it has ended. */
    public Lifetime ending(@Nullable Outcome how) {
        return new Lifetime(tracker, number, opened, direction, live, new Ending(how, traffic()));
    }

    /** The same, as it is known what it carried. */
    public Lifetime carrying(@Nullable Traffic carried) {
        return new Lifetime(tracker, number, opened, direction, live, new Ending(outcome(), carried));
    }

    /** How it ended; null where it has not, or nobody saw that. */
    @Nullable
    public Outcome outcome() {
        return ending == null ? null : ending.outcome;
    }

    /** What it had carried when it ended; null where it has not, or nobody tells it. */
    @Nullable
    public Traffic traffic() {
        return ending == null ? null : ending.traffic;
    }

    /** The connection as somebody else than a row tells it, with its identity. */
    public Connection identified(Connection observed) {
        return observed.toBuilder()
                .id(id())
                .opened(openedAt())
                .direction(direction)
                .build();
    }

    /** The connection as a row tells it, completed by what is remembered. */
    public Connection connection(SocketTable rows, int row) {
        Connection.Builder whole = rows.builder(row).id(id()).opened(openedAt()).direction(direction);
        if (ending != null && ending.traffic != null) {
            whole.traffic(ending.traffic);
        }
        Live known = remembered(rows, row);
        return known == null
                ? whole.owner(owner(rows.owner(row))).build()
                : whole.uid(known.uid).inode(known.inode).owner(known.owner).build();
    }

    /** The owner of that connection. */
    @Nullable
    public Owner owner(SocketTable rows, int row) {
        Live known = remembered(rows, row);
        return known == null ? owner(rows.owner(row)) : known.owner;
    }

    /**
     * The owner where the row has an inode.
     *
     * @param rows who its search says it is
     */
    @Nullable
    public Owner owner(@Nullable Owner rows) {
        return live != null && live.isHeldBeyond(rows) ? live.owner : rows;
    }

    /** What is told in place of what the row says; null where the row tells it. */
    @Nullable
    Live remembered(SocketTable rows, int row) {
        return rows.inode(row) == 0 ? live : null;
    }

    String id() {
        return tracker + '-' + Long.toString(number, RADIX);
    }

    /** {@link ConnectionRow#openedMillis}. */
    long openedMillis() {
        return opened == null ? ConnectionRow.UNKNOWN_TIME : opened.millis();
    }

    private @Nullable Instant openedAt() {
        return opened == null ? null : opened.time();
    }
}
