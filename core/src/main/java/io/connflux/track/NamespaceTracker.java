package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.observation.Observation;
import io.connflux.table.ColumnProblem;
import io.connflux.table.FileProblem;
import io.connflux.table.NamespaceTables;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import io.connflux.track.direction.Listeners;
import io.connflux.track.known.FileTable;
import io.connflux.track.told.Changes;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last known truth about one network namespace: a {@link FileTracker} for each of its files. */
final class NamespaceTracker {

    private final Changes changes;
    private final Listeners listeners = new Listeners();
    private final Map<Protocol, FileTracker> files = new EnumMap<>(Protocol.class);
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
     * @param ready whether there has been a table of all: what is found in a file that was not there before opened since
     */
    void reconcile(NamespaceTables newest, boolean first, boolean ready) {
        listeners.read(newest);
        newest.tables().forEach(table -> {
            FileTracker known = files.get(table.protocol());
            Set<String> oldProblems = known == null ? Set.of() : known.problemTexts();
            reconcile(table, known, first, ready);
            tellUnreadable(table, oldProblems);
        });
        newest.missing().forEach(this::lose);
    }

    /** Follows an observed change; of a file that is not read, or not told yet, the next poll tells it. */
    void observe(Observation one, Moment at, @Nullable Moment begun) {
        FileTracker file = files.get(one.protocol());
        if (file != null && !untold.contains(one.protocol())) {
            file.observe(one, at, begun, changes);
        }
    }

    /** The namespace is gone, and all its connections with it. */
    void close() {
        told().values().forEach(file -> file.close(changes));
    }

    /** The files whose connections are in the table. */
    Map<Protocol, FileTracker> told() {
        Map<Protocol, FileTracker> told = new EnumMap<>(Protocol.class);
        told.putAll(files);
        told.keySet().removeAll(untold);
        return told;
    }

    private void reconcile(SocketTable table, @Nullable FileTracker known, boolean first, boolean ready) {
        Protocol protocol = table.protocol();
        boolean wasLost = lost.remove(protocol);
        if (known != null) {
            boolean late = untold.remove(protocol);
            known.reconcile(table, late || !ready ? changes.silently() : changes);
            if (late) {
                tellExisting(known);
            }
        } else if (ready && !wasLost) {
            // The file was not there, so none of its connections was: all of them opened since.
            SocketTable empty = new SocketTableBuilder(table.namespace(), protocol, 0).build();
            FileTracker fresh = new FileTracker(empty.readIn(changes.pollBefore()), listeners, changes);
            files.put(protocol, fresh);
            fresh.reconcile(table, changes);
        } else {
            FileTracker fresh = new FileTracker(table, listeners, changes);
            files.put(protocol, fresh);
            if (!first && table.hasSeams()) {
                untold.add(protocol);
            } else if (ready) {
                tellExisting(fresh);
            }
        }
    }

    private void tellExisting(FileTracker file) {
        FileTable table = file.believed();
        for (int position = 0; position < table.positions(); position++) {
            Connection connection = table.at(position);
            if (connection != null) {
                changes.add(new ConnectionEvent.Existing(changes.time(), connection));
            }
        }
    }

    private void lose(Protocol protocol, FileProblem problem) {
        FileTracker file = files.get(protocol);
        boolean news = file != null || !problem.absent();
        if (news && lost.add(protocol)) {
            changes.add(new ConnectionEvent.Lost(changes.time(), problem.reason(), file == null ? 0 : file.size()));
        }
    }

    private void tellUnreadable(SocketTable table, Set<String> oldProblems) {
        changes.unreadable(table.problemCount());
        UnreadableNotices.of(table, oldProblems, changes.time()).forEach(changes::add);
        for (ColumnProblem problem : table.columnProblems()) {
            if (toldColumns.add(table.protocol() + " " + problem.first().reason())) {
                changes.add(new ConnectionEvent.Unreadable(changes.time(), problem.rows(), problem.first()));
            }
        }
    }
}
