package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.table.ColumnProblem;
import io.connflux.table.FileProblem;
import io.connflux.table.NamespaceTables;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import io.connflux.track.direction.Listeners;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last known truth about one network namespace: a {@link FileTracker} for each of its files. */
final class NamespaceTracker {

    /** Notices a poll makes of lines that cannot be read; further ones of the file are one notice with a count. */
    private static final int MAX_UNREADABLE = 10;

    private final Changes changes;
    private final Listeners listeners = new Listeners();
    private final Map<Protocol, FileTracker> tables = new EnumMap<>(Protocol.class);
    private final Set<Protocol> lost = EnumSet.noneOf(Protocol.class);
    /** Files that gave their first table late: what it lacks at its seams is known with the second one, and then it is told. */
    private final Set<Protocol> untold = EnumSet.noneOf(Protocol.class);
    /** Columns that could not be read: a kernel that prints one otherwise does so in each row, at each poll. */
    private final Set<String> toldColumns = new HashSet<>();

    NamespaceTracker(Changes changes) {
        this.changes = changes;
    }

    /**
     * Compares what its files gave with what is known.
     *
     * @param first whether this is the first look at anything, so that a table may lack rows and is not told yet
     * @param announced whether the baseline has been told: what is found in a file that was not there before opened since
     */
    void reconcile(NamespaceTables newest, boolean first, boolean announced) {
        listeners.read(newest);
        newest.tables().forEach(table -> reconcile(table, first, announced));
        newest.missing().forEach(this::lose);
    }

    /** The namespace is gone, and all its connections with it. */
    void close() {
        told().values().forEach(FileTracker::close);
    }

    /** The tables that a subscriber knows of. */
    Map<Protocol, FileTracker> told() {
        Map<Protocol, FileTracker> told = new EnumMap<>(Protocol.class);
        told.putAll(tables);
        told.keySet().removeAll(untold);
        return told;
    }

    private void reconcile(SocketTable table, boolean first, boolean announced) {
        Protocol protocol = table.protocol();
        FileTracker tracker = tables.get(protocol);
        boolean wasLost = lost.remove(protocol);
        Set<String> oldProblems = tracker == null ? Set.of() : tracker.problemTexts();
        if (tracker != null) {
            boolean late = untold.remove(protocol);
            changes.silent(late || !announced);
            tracker.reconcile(table, listeners);
            changes.silent(!announced);
            if (late) {
                tellExisting(tracker);
            }
        } else if (announced && !wasLost) {
            // The file was not there, so none of its connections was: all of them opened since.
            SocketTable empty = new SocketTableBuilder(table.namespace(), protocol, 0).build();
            tracker = new FileTracker(empty.readIn(changes.pollBefore()), listeners, changes);
            tables.put(protocol, tracker);
            tracker.reconcile(table, listeners);
        } else {
            tracker = new FileTracker(table, listeners, changes);
            tables.put(protocol, tracker);
            if (!first && table.hasSeams()) {
                untold.add(protocol);
            } else if (announced) {
                tellExisting(tracker);
            }
        }
        tellUnreadable(table, oldProblems);
        for (ColumnProblem problem : table.columnProblems()) {
            if (toldColumns.add(table.protocol() + " " + problem.first().reason())) {
                changes.add(new ConnectionEvent.Unreadable(
                        changes.nextSeq(), changes.time(), problem.rows(), problem.first()));
            }
        }
    }

    private void tellExisting(FileTracker table) {
        for (int i = 0; i < table.positions(); i++) {
            Connection connection = table.at(i);
            if (connection != null) {
                changes.add(new ConnectionEvent.Existing(changes.nextSeq(), changes.time(), connection));
            }
        }
    }

    private void lose(Protocol protocol, FileProblem problem) {
        FileTracker tracker = tables.get(protocol);
        boolean news = tracker != null || !problem.absent();
        if (news && lost.add(protocol)) {
            changes.add(new ConnectionEvent.Lost(
                    changes.nextSeq(), changes.time(), problem.reason(), tracker == null ? 0 : tracker.size()));
        }
    }

    private void tellUnreadable(SocketTable table, Set<String> oldProblems) {
        changes.unreadable(table.problemCount());
        List<RowProblem> fresh = new ArrayList<>();
        for (RowProblem problem : table.problems()) {
            if (!oldProblems.contains(problem.text())) {
                fresh.add(problem);
            }
        }
        int untold = table.problemCount() - table.problems().size();
        for (int i = 0; i < fresh.size(); i++) {
            boolean rest = i == MAX_UNREADABLE - 1;
            long count = rest ? fresh.size() - i + untold : 1;
            changes.add(new ConnectionEvent.Unreadable(changes.nextSeq(), changes.time(), count, fresh.get(i)));
            if (rest) {
                return;
            }
        }
    }
}
