package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Protocol;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The last known truth of one subscriber. Give it snapshots, in order, and it tells what changed; it may be given every
 * snapshot or only some, and what it told, applied to its baseline, is always the newest one.
 *
 * <p>A file that cannot be read at the start is not in the baseline. Once it can be, nobody knows what of it opened meanwhile:
 * its connections are told as {@code existing}, whether or not the subscriber asked for those of the baseline. Where the file
 * was not there at all, none of its connections was, and they are told as {@code opened}.
 *
 * <p>Each network namespace is looked at for itself: the same addresses and ports in two of them are two connections. One that
 * a snapshot has for the first time has opened all its connections since the snapshot before, and one that a snapshot does not
 * have any more has closed them.
 *
 * <p>It has no thread, no clock and no lock: one caller at a time.
 */
public final class ConnectionTracker {

    private final boolean existing;
    private final Changes changes = new Changes();
    /** By inode: a namespace may get its name later. */
    private final Map<Long, NamespaceTracker> namespaces = new TreeMap<>();

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
        changes.begin(snapshot.span(), !announced);
        closeAllBut(snapshot.namespaces());
        for (NamespaceTables newest : snapshot.namespaces()) {
            namespaces
                    .computeIfAbsent(newest.namespace().inode(), inode -> new NamespaceTracker(changes))
                    .reconcile(newest, looks == 1, announced);
        }
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
    public ConnectionTable truth() {
        Map<Long, Map<Protocol, FileTable>> truths = new TreeMap<>();
        namespaces.forEach((inode, namespace) -> {
            Map<Protocol, FileTable> tables = new EnumMap<>(Protocol.class);
            namespace.told().forEach((protocol, table) -> tables.put(protocol, table.truth()));
            truths.put(inode, tables);
        });
        return new ConnectionTable(changes.poll(), changes.firstFreeNumber(), truths);
    }

    public TrackerCounters counters() {
        return changes.counters();
    }

    /** How many connections are known. */
    public int size() {
        int size = 0;
        for (FileTracker table : told()) {
            size += table.size();
        }
        return size;
    }

    private void closeAllBut(List<NamespaceTables> present) {
        Set<Long> inodes = new HashSet<>();
        present.forEach(each -> inodes.add(each.namespace().inode()));
        namespaces.entrySet().removeIf(entry -> {
            boolean gone = !inodes.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    private List<FileTracker> told() {
        List<FileTracker> told = new ArrayList<>(4 * namespaces.size());
        namespaces.values().forEach(namespace -> told.addAll(namespace.told().values()));
        return told;
    }
}
