package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Owner;
import io.connflux.model.SocketState;
import io.connflux.table.SocketTable;
import io.connflux.track.align.Alignment;
import io.connflux.track.align.Gap;
import io.connflux.track.align.Tuple;
import io.connflux.track.known.Lifetime;
import io.connflux.track.known.MissingConnection;
import io.connflux.track.observed.ObservedFile;
import io.connflux.track.told.Changes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Settles the few connections of one poll that have no row in their old place, against the few rows that have no past. Objects
 * are made here freely: what comes here has changed.
 */
final class Reconciliation {

    /** Polls that may miss a row which each of them can have hidden, before it is taken for gone. */
    private static final int MAX_LOOKS = 4;

    private final FileTracker tracker;
    private final Changes changes;
    private final SocketTable newer;
    private final @Nullable Lifetime[] now;
    private final List<ObservedFile.Ended> ended;
    private final Gap gap;

    private final Map<Tuple, List<MissingConnection>> missing = new LinkedHashMap<>();
    private final Map<Tuple, List<NewRow>> appeared = new LinkedHashMap<>();
    private final List<MissingConnection> held = new ArrayList<>();
    private int vacantRows;

    /** A row without a past. */
    record NewRow(int row, Connection connection) {}

    /**
     * @param now what is remembered of each newer row; null where it has no past. Is completed here
     * @param ended those that were observed to end after the read had begun, so that there may be a row of theirs
     */
    Reconciliation(
            FileTracker tracker,
            SocketTable newer,
            @Nullable Lifetime[] now,
            List<ObservedFile.Ended> ended,
            Changes changes) {
        this.tracker = tracker;
        this.changes = changes;
        this.newer = newer;
        this.now = now;
        this.ended = ended;
        this.gap = new Gap(tracker.alignment(), tracker.table(), newer, tracker.problemTexts());
    }

    /** Tells what became of them, and gives those that are still believed alive without a row. */
    List<MissingConnection> settle(List<MissingConnection> known) {
        for (MissingConnection one : known) {
            missing.computeIfAbsent(Tuple.of(one.connection()), tuple -> new ArrayList<>(1))
                    .add(one);
        }
        for (int row = 0; row < newer.size(); row++) {
            if (tracker.alignment().olderOf(row) == Alignment.NONE) {
                Connection connection = newer.connection(row);
                appeared.computeIfAbsent(Tuple.of(connection), tuple -> new ArrayList<>(1))
                        .add(new NewRow(row, connection));
            }
        }
        dropEnded((one, row) -> row.inode() != 0 && one.inode() == row.inode(), true);
        match(Reconciliation::sameInode);
        match(Reconciliation::oneWithoutInode);
        dropEnded((one, row) -> row.inode() == 0 || one.inode() == 0, false);
        vacantRows += new Repetitions(this, newer, now, changes, tracker.seen()).drop(appeared, missing);
        Set<MissingConnection> left = Collections.newSetFromMap(new IdentityHashMap<>());
        missing.values().forEach(left::addAll);
        for (MissingConnection one : known) {
            if (left.contains(one)) {
                closeOrHold(one);
            }
        }
        appeared.values().forEach(rows -> rows.forEach(this::open));
        return List.copyOf(held);
    }

    /** Rows of the new table that stand for no connection of their own. */
    int vacantRows() {
        return vacantRows;
    }

    /** Takes rows out that were read before their connection ended. */
    private void dropEnded(BiPredicate<ObservedFile.Ended, Connection> same, boolean surely) {
        for (ObservedFile.Ended one : ended) {
            List<NewRow> rows = appeared.getOrDefault(one.tuple(), List.of());
            for (Iterator<NewRow> each = rows.iterator(); each.hasNext(); ) {
                NewRow row = each.next();
                long cookie = newer.cookie(row.row());
                boolean known = one.cookie() != 0 && cookie != 0;
                if (known ? surely && one.cookie() == cookie : same.test(one, row.connection())) {
                    each.remove();
                    vacate(row);
                }
            }
        }
    }

    private void vacate(NewRow row) {
        now[row.row()] = null;
        vacantRows++;
    }

    private static boolean sameInode(MissingConnection known, Connection row) {
        return row.inode() != 0 && known.connection().inode() == row.inode();
    }

    private static boolean oneWithoutInode(MissingConnection known, Connection row) {
        return (row.inode() == 0 || known.connection().inode() == 0)
                && (known.connection().state().mayBecome(row.state()) || known.socket() != 0);
    }

    private void match(BiPredicate<MissingConnection, Connection> same) {
        for (Map.Entry<Tuple, List<NewRow>> entry : appeared.entrySet()) {
            List<MissingConnection> candidates = missing.get(entry.getKey());
            if (candidates == null) {
                continue;
            }
            Iterator<NewRow> rows = entry.getValue().iterator();
            while (rows.hasNext()) {
                NewRow row = rows.next();
                MissingConnection known = take(candidates, row.connection(), same);
                if (known != null) {
                    rows.remove();
                    goOnAs(known, row);
                }
            }
        }
    }

    private static @Nullable MissingConnection take(
            List<MissingConnection> candidates, Connection row, BiPredicate<MissingConnection, Connection> same) {
        for (int i = 0; i < candidates.size(); i++) {
            if (same.test(candidates.get(i), row)) {
                return candidates.remove(i);
            }
        }
        return null;
    }

    /** A connection goes on in a row, unless its state says that it cannot. */
    void goOnAs(MissingConnection known, NewRow row) {
        Connection before = known.connection();
        if (known.isSuspect()) {
            changes.reprieved();
        }
        if (isOlder(row, known)) {
            vacate(row);
            hold(known, 0, false);
            return;
        }
        if (!before.state().mayBecome(row.connection().state())) {
            close(known);
            open(row);
            return;
        }
        Lifetime lifetime = known.lifetime();
        if (row.connection().inode() == 0 && before.inode() != 0) {
            lifetime = lifetime.keeping(
                    before.uid(),
                    before.inode(),
                    lastOwner(before, row.connection().owner()));
        }
        now[row.row()] = lifetime;
        Connection after = lifetime.connection(newer, row.row());
        if (known.socket() == 0) {
            changes.seen(before, after, known.lastSeen());
        } else {
            changes.learnt(before, after, known.lastSeen());
        }
    }

    /**
     * Whether a row shows a connection as it was before it was observed, or another one that had its tuple. What is left of one whose
     * peer has not closed yet has the state FIN_WAIT2 there until that has ({@code tcp_time_wait} in {@code
     * net/ipv4/tcp_minisocks.c}), and is no socket any more.
     */
    private boolean isOlder(NewRow row, MissingConnection known) {
        SocketState found = row.connection().state();
        SocketState state = known.connection().state();
        if (known.isObservedSince(newer.span().began())) {
            Tuple tuple = Tuple.of(known.connection());
            return found != state || ended.stream().anyMatch(one -> one.tuple().equals(tuple));
        }
        return known.socket() != 0
                && state == SocketState.TIME_WAIT
                && found == SocketState.FIN_WAIT2
                && row.connection().inode() == 0;
    }

    /** What is remembered of the owner of a connection whose row does not tell it any more: nobody will be found now. */
    private @Nullable Owner lastOwner(Connection before, @Nullable Owner rows) {
        Owner owner = before.owner();
        return owner == null || owner == Owner.Unnamed.PENDING ? changes.lastOwner(before.inode(), rows) : owner;
    }

    private void closeOrHold(MissingConnection known) {
        List<NewRow> successors = appeared.get(Tuple.of(known.connection()));
        if (known.ownsTuple() && successors != null && !successors.isEmpty()) {
            close(known);
            return;
        }
        if (known.isObservedSince(newer.span().began())) {
            hold(known, known.looks(), known.unreadable());
            return;
        }
        look(known);
        if (gap.hasProblem() && (known.unreadable() || gap.hasNewProblem())) {
            hold(known, known.looks(), true);
        } else if (gap.hasSeam() && known.looks() + 1 < MAX_LOOKS) {
            if (known.looks() == 0) {
                changes.suspected();
            }
            hold(known, known.looks() + 1, false);
        } else {
            close(known);
        }
    }

    private void hold(MissingConnection known, int looks, boolean byUnreadableLine) {
        look(known);
        held.add(known.held(gap, looks, byUnreadableLine));
    }

    private void look(MissingConnection known) {
        if (known.isNowhere()) {
            gap.anywhere();
        } else {
            gap.at(known.above(), known.below());
        }
    }

    private void close(MissingConnection known) {
        changes.closed(known.connection(), known.lastSeen(), known.lifetime());
    }

    private void open(NewRow row) {
        Lifetime lifetime = tracker.met(newer, row.row(), changes);
        now[row.row()] = lifetime;
        changes.opened(lifetime.connection(newer, row.row()), tracker.seen());
    }
}
