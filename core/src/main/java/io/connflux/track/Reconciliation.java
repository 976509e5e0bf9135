package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.table.SocketTable;
import io.connflux.track.align.Alignment;
import io.connflux.track.align.Gap;
import io.connflux.track.align.KeyFilter;
import io.connflux.track.align.Tuple;
import io.connflux.track.direction.Listeners;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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
    private final int[] now;
    private final Listeners listeners;
    private final Gap gaps;

    private final Map<Tuple, List<MissingConnection>> missing = new LinkedHashMap<>();
    private final Map<Tuple, List<NewRow>> appeared = new LinkedHashMap<>();
    private int repeatedRows;

    /** A row without a past. */
    private record NewRow(int row, Connection connection) {}

    Reconciliation(FileTracker tracker, SocketTable newer, int[] now, Listeners listeners) {
        this.tracker = tracker;
        this.changes = tracker.changes();
        this.newer = newer;
        this.now = now;
        this.listeners = listeners;
        this.gaps = new Gap(tracker.alignment(), tracker.table(), newer, tracker.problemTexts());
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
        match(Reconciliation::sameInode);
        match(Reconciliation::oneWithoutInode);
        dropRepeated();
        Set<MissingConnection> left = Collections.newSetFromMap(new IdentityHashMap<>());
        missing.values().forEach(left::addAll);
        List<MissingConnection> held = new ArrayList<>();
        for (MissingConnection one : known) {
            if (left.contains(one)) {
                closeOrHold(one, held);
            }
        }
        appeared.values().forEach(rows -> rows.forEach(this::open));
        return List.copyOf(held);
    }

    /** Rows of the new table that stand for no connection of their own. */
    int repeatedRows() {
        return repeatedRows;
    }

    private static boolean sameInode(MissingConnection known, Connection row) {
        return row.inode() != 0 && known.connection().inode() == row.inode();
    }

    private static boolean oneWithoutInode(MissingConnection known, Connection row) {
        return (row.inode() == 0 || known.connection().inode() == 0)
                && known.connection().state().mayBecome(row.state());
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
                    continueAs(known, row);
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

    private void continueAs(MissingConnection known, NewRow row) {
        Connection before = known.connection();
        if (known.isSuspect()) {
            changes.reprieved();
        }
        int recollection = known.recollection();
        if (!before.state().mayBecome(row.connection().state())) {
            close(known);
            open(row);
            return;
        }
        if (row.connection().inode() == 0 && before.inode() != 0) {
            recollection = tracker.memory().keeping(recollection, before.uid(), before.inode());
        }
        now[row.row()] = recollection;
        if (before.state() != row.connection().state()) {
            changes.stateChanged(
                    tracker.memory().complete(row.connection(), recollection),
                    known.lastSeen(),
                    before.state(),
                    tracker.memory().openedAt(recollection));
        }
    }

    /**
     * Torn reads give rows twice: a row beside another of its inode, or beside the one row its tuple can have, is none of its
     * own. The last reading counts. It is the newer one, and its place is the right one: what was inserted before the place
     * at which the kernel went on is printed between the first reading and the second, though it stands above both.
     */
    private void dropRepeated() {
        KeyFilter filter = new KeyFilter();
        appeared.values().forEach(rows -> rows.forEach(row -> filter.add(newer.keyHash(row.row()))));
        Map<Tuple, List<MissingConnection>> owners = new HashMap<>();
        missing.forEach((tuple, left) -> {
            if (left.stream().anyMatch(MissingConnection::ownsTuple)) {
                owners.put(tuple, left);
                left.forEach(known -> filter.add(SocketTable.keyHash(known.connection())));
            }
        });
        if (filter.isEmpty()) {
            return;
        }
        for (int row = 0; row < newer.size(); row++) {
            if (filter.mayContain(newer.keyHash(row)) && now[row] != Lifetimes.REPEATED && !isNew(row)) {
                Connection connection = newer.connection(row);
                Tuple tuple = Tuple.of(connection);
                dropRepetitionsOf(new NewRow(row, connection), appeared.get(tuple));
                List<MissingConnection> twice = owners.get(tuple);
                if (twice != null && !twice.isEmpty()) {
                    twice.forEach(known -> tracker.memory().forget(known.recollection()));
                    twice.clear();
                    changes.repeated();
                }
            }
        }
        appeared.values().forEach(this::dropRepeatedAmong);
    }

    private void dropRepetitionsOf(NewRow linked, @Nullable List<NewRow> rows) {
        if (rows == null) {
            return;
        }
        NewRow real = linked;
        for (Iterator<NewRow> each = rows.iterator(); each.hasNext(); ) {
            NewRow row = each.next();
            if (!repeats(row.connection(), real.connection())) {
                continue;
            }
            each.remove();
            if (row.row() < real.row()) {
                repeated(row);
            } else {
                int recollection = now[real.row()];
                Connection known = tracker.memory().complete(real.connection(), recollection);
                repeated(real);
                continueAs(new MissingConnection(known, recollection, 0, 0, 0, false, tracker.seen()), row);
                real = row;
            }
        }
    }

    /** Of rows without a past that repeat each other the last one stays. */
    private void dropRepeatedAmong(List<NewRow> rows) {
        for (int last = rows.size() - 1; last > 0; last--) {
            for (int i = last - 1; i >= 0; i--) {
                if (repeats(rows.get(i).connection(), rows.get(last).connection())) {
                    repeated(rows.remove(i));
                    last--;
                }
            }
        }
    }

    private void repeated(NewRow row) {
        now[row.row()] = Lifetimes.REPEATED;
        repeatedRows++;
        changes.repeated();
    }

    private boolean isNew(int row) {
        if (tracker.alignment().olderOf(row) != Alignment.NONE) {
            return false;
        }
        List<NewRow> rows = appeared.get(Tuple.of(newer.connection(row)));
        return rows != null && rows.stream().anyMatch(other -> other.row() == row);
    }

    private static boolean repeats(Connection row, Connection other) {
        if (row.inode() == other.inode()) {
            return true;
        }
        boolean oneTuple = row.protocol().isTcp() && row.hasPeer() && other.hasPeer();
        return oneTuple && (row.inode() == 0 || other.inode() == 0);
    }

    private void closeOrHold(MissingConnection known, List<MissingConnection> held) {
        List<NewRow> successors = appeared.get(Tuple.of(known.connection()));
        if (known.ownsTuple() && successors != null && !successors.isEmpty()) {
            close(known);
            return;
        }
        gaps.at(known.above(), known.below());
        if (gaps.hasProblem() && (known.unreadable() || gaps.hasNewProblem())) {
            held.add(known.held(gaps, known.looks(), true));
        } else if (gaps.hasSeam() && known.looks() + 1 < MAX_LOOKS) {
            if (known.looks() == 0) {
                changes.suspected();
            }
            held.add(known.held(gaps, known.looks() + 1, false));
        } else {
            close(known);
        }
    }

    private void close(MissingConnection known) {
        changes.closed(known.connection(), known.lastSeen(), tracker.memory().openedAt(known.recollection()));
        tracker.memory().forget(known.recollection());
    }

    private void open(NewRow row) {
        int recollection = tracker.first(newer, row.row(), listeners);
        now[row.row()] = recollection;
        changes.opened(tracker.memory().complete(row.connection(), recollection), tracker.seen());
    }
}
