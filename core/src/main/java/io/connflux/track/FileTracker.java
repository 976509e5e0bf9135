package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Moment;
import io.connflux.model.Owner;
import io.connflux.model.RowProblem;
import io.connflux.observation.Observation;
import io.connflux.observation.SocketEnd;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import io.connflux.track.align.Alignment;
import io.connflux.track.align.IntList;
import io.connflux.track.align.RowIndex;
import io.connflux.track.direction.Listeners;
import io.connflux.track.known.FileTable;
import io.connflux.track.known.Lifetime;
import io.connflux.track.known.MissingConnection;
import io.connflux.track.observed.ClosedSockets;
import io.connflux.track.observed.ObservedEnds;
import io.connflux.track.observed.ObservedFile;
import io.connflux.track.told.Changes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last known truth about one file's connections: its newest table, what is remembered of each row, and the suspects. */
final class FileTracker {

    private final Listeners listeners;
    private final Alignment alignment = new Alignment();

    private SocketTable table;
    /** One for each row, null where it repeats another one. Not changed once the poll is over: tables share it. */
    private @Nullable Lifetime[] lifetimes;

    private int vacantRows;
    /** Those that no row told at the last poll. */
    private List<MissingConnection> rowless = List.of();
    /** What has been observed since; null where nothing was. */
    private @Nullable ObservedFile observed;

    private @Nullable ObservedEnds ends;
    private final ClosedSockets closed = new ClosedSockets();

    private @Nullable FileTable believed;

    /** Begins with a table whose connections were there before. */
    FileTracker(SocketTable first, Listeners listeners, Changes changes) {
        this.listeners = listeners;
        table = first;
        lifetimes = new @Nullable Lifetime[first.size()];
        RowIndex index = new RowIndex();
        index.prepareFor(first);
        // Those without an inode last: what an earlier tracker knew may be one that has its inode still.
        meet(index, true, changes);
        meet(index, false, changes);
    }

    private void meet(RowIndex index, boolean live, Changes changes) {
        // From the end: of a row that was read twice the last reading counts, see Repetitions.
        for (int row = table.size() - 1; row >= 0; row--) {
            if ((table.inode(row) != 0) != live) {
                continue;
            }
            if (index.add(table, row) >= 0) {
                vacantRows++;
                changes.repeated();
            } else {
                lifetimes[row] = changes.existing(table, row, direction(table, row, null));
            }
        }
    }

    /** Follows one observed change, see {@link ObservedFile#observe}. */
    void observe(Observation one, Moment at, @Nullable Moment begun, Changes changes) {
        ObservedFile since = observed;
        if (since == null) {
            since = new ObservedFile(table, lifetimes, rowless, changes);
            observed = since;
        }
        SocketEnd end = one.end();
        if (end == null) {
            since.observe(one, at, begun);
        } else {
            ObservedEnds its = ends == null ? new ObservedEnds(table, closed, since, changes, this::direction) : ends;
            ends = its;
            its.observe(one, end, at);
        }
        believed = null;
    }

    /** Compares the newest table with the one before, and tells what changed. */
    void reconcile(SocketTable newer, Changes changes) {
        changes.read(newer.span());
        alignment.align(table, newer);
        if (vacantRows > 0 || observed != null) {
            unlinkVacant(newer.size());
        }
        boolean inPlace =
                alignment.isInPlace() && alignment.stateChanges().size() == 0 && alignment.links() == newer.size();
        @Nullable Lifetime[] now = inPlace ? lifetimes : carriedOver(newer.size());
        followStates(newer, now, changes);
        followOwners(newer, now, changes);
        vacantRows = 0;
        List<MissingConnection> known = observed == null ? rowless : observed.rowless();
        if (alignment.links() < table.size() || alignment.links() < newer.size() || !known.isEmpty()) {
            List<ObservedFile.Ended> ended = observed == null
                    ? List.of()
                    : observed.endedSince(newer.span().began());
            Reconciliation reconciliation = new Reconciliation(this, newer, now, ended, changes);
            rowless = reconciliation.settle(missing(known));
            vacantRows = reconciliation.vacantRows();
        }
        lifetimes = now;
        table = newer;
        observed = null;
        ends = null;
        believed = null;
    }

    /** Tells all its connections closed, as none of them was there any more at the end of the poll; it is of no use afterwards. */
    void close(Changes changes) {
        FileTable last = believed();
        for (int position = 0; position < last.positions(); position++) {
            Connection connection = last.at(position);
            if (connection != null) {
                changes.closed(connection, last.lastSeen(position), last.lifetime(position));
            }
        }
    }

    /** What is believed now. */
    FileTable believed() {
        FileTable now = believed;
        if (now == null) {
            now = observed == null ? new FileTable(table, lifetimes, rowless) : observed.believed();
            believed = now;
        }
        return now;
    }

    /** How many connections are known. */
    int size() {
        int there = table.size() - vacantRows;
        return observed == null ? there + rowless.size() : there - observed.fewer();
    }

    SocketTable table() {
        return table;
    }

    Alignment alignment() {
        return alignment;
    }

    /** When the last read had begun: whatever is otherwise now has happened since. */
    Moment seen() {
        return table.span().began();
    }

    Set<String> problemTexts() {
        Set<String> texts = new HashSet<>();
        for (RowProblem problem : table.problems()) {
            texts.add(problem.text());
        }
        return texts;
    }

    /** What is remembered, from now on, of a connection that is first seen now. */
    Lifetime met(SocketTable newer, int row, Changes changes) {
        return changes.appeared(newer, row, direction(newer, row, changes.silent() ? null : table));
    }

    /** Who began a connection that has opened since the newest table. */
    private Direction direction(Connection opened) {
        SocketTableBuilder one = new SocketTableBuilder(opened.protocol(), 1);
        one.connection(opened);
        return direction(one.build(), 0, table);
    }

    private Direction direction(SocketTable rows, int row, @Nullable SocketTable before) {
        Direction known = rows.direction(row);
        return known == Direction.UNKNOWN ? listeners.direction(rows, row, before) : known;
    }

    private void unlinkVacant(int newerSize) {
        for (int row = 0; row < newerSize; row++) {
            int older = alignment.olderOf(row);
            if (older != Alignment.NONE && isVacant(older)) {
                alignment.unlink(row);
            }
        }
    }

    private boolean isVacant(int row) {
        return lifetimes[row] == null || (observed != null && observed.isOutdated(row));
    }

    private @Nullable Lifetime[] carriedOver(int newerSize) {
        @Nullable Lifetime[] now = new @Nullable Lifetime[newerSize];
        for (int row = 0; row < newerSize; row++) {
            int older = alignment.olderOf(row);
            if (older != Alignment.NONE) {
                now[row] = lifetimes[older];
            }
        }
        return now;
    }

    /** Tells the state changes of rows that are in their places with their inodes. */
    private void followStates(SocketTable newer, @Nullable Lifetime[] now, Changes changes) {
        IntList changed = alignment.stateChanges();
        for (int i = 0; i < changed.size(); i++) {
            int row = changed.get(i);
            int older = alignment.olderOf(row);
            if (older == Alignment.NONE) {
                continue;
            }
            Lifetime lifetime = linked(now, row);
            Connection before = lifetime.connection(table, older);
            if (before.state().mayBecome(newer.state(row))) {
                changes.seen(before, lifetime.connection(newer, row), seen());
            } else {
                closed.remember(table, older);
                changes.closed(before, seen(), lifetime);
                Lifetime another = met(newer, row, changes);
                now[row] = another;
                changes.opened(another.connection(newer, row), seen());
            }
        }
    }

    /** Tells the other owners of rows that are in their places, with their inodes, in their states. */
    private void followOwners(SocketTable newer, @Nullable Lifetime[] now, Changes changes) {
        if (newer.sharesOwners(table)) {
            return;
        }
        for (int row = 0; row < newer.size(); row++) {
            int older = alignment.olderOf(row);
            // One object for as long as it is the same: only what is another object has to be compared.
            if (older == Alignment.NONE
                    || newer.owner(row) == table.owner(older)
                    || newer.stateNumber(row) != table.stateNumber(older)) {
                continue;
            }
            Lifetime lifetime = linked(now, row);
            Owner before = lifetime.owner(table, older);
            if (!Objects.equals(before, lifetime.owner(newer, row))) {
                changes.seen(lifetime.connection(table, older), lifetime.connection(newer, row), seen());
            }
        }
    }

    private static Lifetime linked(@Nullable Lifetime[] now, int row) {
        return Objects.requireNonNull(now[row], "a row with a link stands for a connection");
    }

    private List<MissingConnection> missing(List<MissingConnection> known) {
        List<MissingConnection> missing = new ArrayList<>(table.size() - alignment.links() + known.size());
        for (int row = 0; row < table.size(); row++) {
            Lifetime lifetime = lifetimes[row];
            if (alignment.newerOf(row) == Alignment.NONE && lifetime != null && !isVacant(row)) {
                closed.remember(table, row);
                missing.add(new MissingConnection(lifetime.connection(table, row), lifetime, row, seen()));
            }
        }
        missing.addAll(known);
        return missing;
    }
}
