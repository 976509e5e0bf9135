package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import io.connflux.table.SocketTable;
import io.connflux.track.align.Alignment;
import io.connflux.track.align.IntList;
import io.connflux.track.align.RowIndex;
import io.connflux.track.direction.Listeners;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last known truth about one file's connections: its newest table, what is remembered of each row, and the suspects. */
final class FileTracker {

    private final Changes changes;
    private final Lifetimes memory;
    private final Alignment alignment = new Alignment();

    private SocketTable table;
    private int[] recollections;
    private int[] spare = new int[0];
    private int repeatedRows;
    private List<MissingConnection> suspects = List.of();

    /** Begins with a table whose connections were there before. */
    FileTracker(SocketTable first, Listeners listeners, Changes changes) {
        this.changes = changes;
        memory = new Lifetimes(changes.firstFreeNumber());
        table = first;
        recollections = new int[first.size()];
        RowIndex index = new RowIndex();
        index.prepareFor(first);
        // From the end: of a row that was read twice the last reading counts, see Reconciliation.
        for (int row = first.size() - 1; row >= 0; row--) {
            boolean again = index.add(first, row) >= 0;
            recollections[row] = again
                    ? Lifetimes.REPEATED
                    : memory.existing(changes.nextNumber(), listeners.direction(first, row, null));
            if (again) {
                repeatedRows++;
                changes.repeated();
            }
        }
    }

    /** Compares the newest table with the one before, and tells what changed. */
    void reconcile(SocketTable newer, Listeners listeners) {
        changes.read(newer.span());
        alignment.align(table, newer);
        if (repeatedRows > 0) {
            unlinkRepeated(newer.size());
        }
        int[] now = spare.length < newer.size() ? new int[newer.size() + (newer.size() >> 4)] : spare;
        for (int row = 0; row < newer.size(); row++) {
            int older = alignment.olderOf(row);
            now[row] = older == Alignment.NONE ? 0 : recollections[older];
        }
        follow(newer, now, listeners);
        repeatedRows = 0;
        if (alignment.links() < table.size() || alignment.links() < newer.size() || !suspects.isEmpty()) {
            Reconciliation settlement = new Reconciliation(this, newer, now, listeners);
            suspects = settlement.settle(missing());
            repeatedRows = settlement.repeatedRows();
        }
        spare = recollections;
        recollections = now;
        table = newer;
    }

    /** Tells all its connections closed, as none of them was there any more at the end of the poll; it is of no use afterwards. */
    void close() {
        for (int row = 0; row < table.size(); row++) {
            if (recollections[row] != Lifetimes.REPEATED) {
                Connection connection = memory.complete(table.connection(row), recollections[row]);
                changes.closed(connection, seen(), memory.openedAt(recollections[row]));
            }
        }
        for (MissingConnection suspect : suspects) {
            changes.closed(suspect.connection(), suspect.lastSeen(), memory.openedAt(suspect.recollection()));
        }
    }

    /** How many connections are known. */
    int size() {
        return table.size() - repeatedRows + suspects.size();
    }

    /** How many positions {@link #at} has. */
    int positions() {
        return table.size() + suspects.size();
    }

    /** A known connection; null at the position of a repeated row. */
    @Nullable
    Connection at(int position) {
        if (position >= table.size()) {
            return suspects.get(position - table.size()).connection();
        }
        int recollection = recollections[position];
        return recollection == Lifetimes.REPEATED ? null : memory.complete(table.connection(position), recollection);
    }

    /** What is believed now, apart from what comes. */
    FileTable truth() {
        return new FileTable(table, Arrays.copyOf(recollections, table.size()), memory.copy(), suspects);
    }

    SocketTable table() {
        return table;
    }

    Changes changes() {
        return changes;
    }

    Lifetimes memory() {
        return memory;
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

    /** The recollection of a connection that is first seen now. */
    int first(SocketTable newer, int row, Listeners listeners) {
        var direction = listeners.direction(newer, row, changes.silent() ? null : table);
        long number = changes.nextNumber();
        return changes.silent()
                ? memory.existing(number, direction)
                : memory.opened(number, newer.span().ended(), direction);
    }

    private void unlinkRepeated(int newerSize) {
        for (int row = 0; row < newerSize; row++) {
            int older = alignment.olderOf(row);
            if (older != Alignment.NONE && recollections[older] == Lifetimes.REPEATED) {
                alignment.unlink(row);
            }
        }
    }

    /** Tells the state changes of rows that are in their places with their inodes. */
    private void follow(SocketTable newer, int[] now, Listeners listeners) {
        IntList changed = alignment.stateChanges();
        for (int i = 0; i < changed.size(); i++) {
            int row = changed.get(i);
            int older = alignment.olderOf(row);
            if (older == Alignment.NONE) {
                continue;
            }
            SocketState before = table.state(older);
            if (before.mayBecome(newer.state(row))) {
                changes.stateChanged(
                        memory.complete(newer.connection(row), now[row]), seen(), before, memory.openedAt(now[row]));
            } else {
                changes.closed(memory.complete(table.connection(older), now[row]), seen(), memory.openedAt(now[row]));
                memory.forget(now[row]);
                now[row] = first(newer, row, listeners);
                changes.opened(memory.complete(newer.connection(row), now[row]), seen());
            }
        }
    }

    private List<MissingConnection> missing() {
        List<MissingConnection> missing = new ArrayList<>(table.size() - alignment.links() + suspects.size());
        for (int row = 0; row < table.size(); row++) {
            if (alignment.newerOf(row) == Alignment.NONE && recollections[row] != Lifetimes.REPEATED) {
                Connection connection = memory.complete(table.connection(row), recollections[row]);
                missing.add(new MissingConnection(connection, recollections[row], row - 1, row + 1, 0, false, seen()));
            }
        }
        missing.addAll(suspects);
        return missing;
    }
}
