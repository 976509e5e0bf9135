package io.connflux.track;

import io.connflux.model.ConnectionEvent;
import io.connflux.model.FileProblem;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.Snapshot;
import io.connflux.model.SocketTable;
import io.connflux.model.SocketTableBuilder;
import io.connflux.model.StreamCounters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last known truth of one subscriber. Give it snapshots, in order, and it tells what changed; it may be given every
 * snapshot or only some, and what it told, applied to its baseline, is always the newest one.
 *
 * <p>A file that cannot be read at the start is not in the baseline. Once it can be, nobody knows what of it opened meanwhile:
 * its connections are told as {@code existing}, whether or not the subscriber asked for those of the baseline. Where the file
 * was not there at all, none of its connections was, and they are told as {@code opened}.
 *
 * <p>It has no thread, no clock and no lock: one caller at a time.
 */
public final class ConnectionTracker {

    /** Notices a poll makes of lines that cannot be read; further ones of the file are one notice with a count. */
    private static final int MAX_UNREADABLE = 10;

    private final boolean existing;
    private final Changes changes = new Changes();
    private final Listeners listeners = new Listeners();
    private final Map<Protocol, TableTracker> tables = new EnumMap<>(Protocol.class);
    private final Set<Protocol> lost = EnumSet.noneOf(Protocol.class);
    /** Files that gave their first table late: what it lacks at its seams is known with the second one, and then it is told. */
    private final Set<Protocol> untold = EnumSet.noneOf(Protocol.class);

    private int looks;
    private boolean announced;

    /** @param existing whether the connections of the baseline are told one by one before it */
    public ConnectionTracker(boolean existing) {
        this.existing = existing;
    }

    /**
     * Whether the first snapshot may have left rows out, so that a second one is needed before anything is told. It should be
     * taken at once.
     */
    public boolean awaitsSecondLook() {
        return looks == 1 && !announced;
    }

    /**
     * Compares a snapshot with what is known.
     *
     * @return what changed since the last call, in the order in which it is to be told; the first time the baseline, or
     *     nothing where this {@link #awaitsSecondLook}. To be read, if at all, before the next call.
     */
    public Iterable<ConnectionEvent> reconcile(Snapshot snapshot) {
        looks++;
        changes.begin(snapshot.time(), !announced);
        listeners.read(snapshot);
        snapshot.tables().forEach(table -> reconcile(table.protocol(), table));
        snapshot.missing().forEach(this::lose);
        if (announced) {
            return changes.drain();
        }
        if (looks == 1 && snapshot.hasSeams()) {
            return List.of();
        }
        announced = true;
        return Baseline.of(told(), existing, changes);
    }

    /** A notice that a whole poll failed. */
    public ConnectionEvent lost(Instant time, String reason) {
        return new ConnectionEvent.Lost(changes.nextSeq(), time, reason, size());
    }

    /** A notice with counters. */
    public ConnectionEvent stats(Instant time, StreamCounters counters) {
        return new ConnectionEvent.Stats(changes.nextSeq(), time, counters);
    }

    /** What is held for true after the newest snapshot; a copy of a few bytes for each connection. */
    public Truth truth() {
        Map<Protocol, TableTruth> truths = new EnumMap<>(Protocol.class);
        told().forEach((protocol, table) -> truths.put(protocol, table.truth()));
        return new Truth(changes.time(), truths);
    }

    public TrackerCounters counters() {
        return changes.counters();
    }

    /** How many connections are known. */
    public int size() {
        int size = 0;
        for (TableTracker table : told().values()) {
            size += table.size();
        }
        return size;
    }

    private void reconcile(Protocol protocol, SocketTable table) {
        TableTracker tracker = tables.get(protocol);
        boolean wasLost = lost.remove(protocol);
        Set<String> oldProblems = tracker == null ? Set.of() : tracker.problemTexts();
        if (tracker != null) {
            boolean late = untold.remove(protocol);
            changes.begin(changes.time(), late || !announced);
            tracker.reconcile(table, listeners);
            changes.begin(changes.time(), !announced);
            if (late) {
                tellExisting(tracker);
            }
        } else if (announced && !wasLost) {
            // The file was not there, so none of its connections was: all of them opened since.
            SocketTable empty = new SocketTableBuilder(protocol, 0).build();
            tracker = new TableTracker(empty, changes.time(), listeners, changes);
            tables.put(protocol, tracker);
            tracker.reconcile(table, listeners);
        } else {
            tracker = new TableTracker(table, changes.time(), listeners, changes);
            tables.put(protocol, tracker);
            if (looks > 1 && table.hasSeams()) {
                untold.add(protocol);
            } else if (announced) {
                tellExisting(tracker);
            }
        }
        tellUnreadable(table, oldProblems);
    }

    /** The tables that a subscriber knows of. */
    private Map<Protocol, TableTracker> told() {
        Map<Protocol, TableTracker> told = new EnumMap<>(Protocol.class);
        told.putAll(tables);
        told.keySet().removeAll(untold);
        return told;
    }

    private void tellExisting(TableTracker table) {
        for (int i = 0; i < table.positions(); i++) {
            var connection = table.at(i);
            if (connection != null) {
                changes.add(new ConnectionEvent.Existing(changes.nextSeq(), changes.time(), connection));
            }
        }
    }

    private void lose(Protocol protocol, FileProblem problem) {
        TableTracker tracker = tables.get(protocol);
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
