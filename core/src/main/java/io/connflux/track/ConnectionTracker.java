package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.track.known.FileTable;
import io.connflux.track.known.Recollection;
import io.connflux.track.placement.ObservedSockets;
import io.connflux.track.placement.PlacedObservation;
import io.connflux.track.told.Changes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows the connections of a host. Give it snapshots, in order, and it tells what changed, and what is true now: a {@link
 * ConnectionTable}, in which each connection has the identity that it was given when it was first seen.
 *
 * <p>A file that cannot be read at the start is not in the first table. Once it can be, nobody knows what of it opened meanwhile:
 * its connections are told as {@code existing}. Where the file was not there at all, none of its connections was, and they are
 * told as {@code opened}.
 *
 * <p>Each network namespace is looked at for itself: the same addresses and ports in two of them are two connections. One that
 * a snapshot has for the first time has opened all its connections since the snapshot before, and one that a snapshot does not
 * have any more has closed them.
 *
 * <p>It has no thread, no clock and no lock: one caller at a time.
 */
public final class ConnectionTracker {

    /** Characters of the random part of an id: 62 bits in base 36. The number behind it leaves an id below 24. */
    private static final int NAME = 12;

    private final Changes changes;
    /** By inode: a namespace may get its name later. */
    private final Map<Long, NamespaceTracker> namespaces = new TreeMap<>();

    private final ObservedSockets sockets = new ObservedSockets();

    private @Nullable Snapshot newest;
    private Moment time = Moment.at(Instant.EPOCH);
    private int looks;
    private long lost;
    private long unplacedBefore;
    private boolean ready;

    /** A tracker whose ids no other one gives, for all practical purposes: they begin with 62 random bits. */
    public ConnectionTracker() {
        this(random());
    }

    /** For tests, which want to know the ids. */
    ConnectionTracker(String name) {
        changes = new Changes(name);
    }

    private ConnectionTracker(Changes changes) {
        this.changes = changes;
    }

    /**
     * A tracker that goes on where another one of the same host ended. What it finds again keeps its identity, and {@link
     * ConnectionTable#changesSince} of its first table, asked for those since the remembered one, is what has happened meanwhile.
     *
     * @param remembered see {@link RememberedTable}
     * @param sameBoot whether the host has not been started anew since; if it was, none of the connections can be there any more
     */
    public static ConnectionTracker resuming(ConnectionTable remembered, boolean sameBoot) {
        return new ConnectionTracker(new Changes(
                remembered.tracker(), remembered.firstFreeNumber(), new Recollection(remembered.tables(), sameBoot)));
    }

    private static String random() {
        String digits = Long.toString(new SecureRandom().nextLong() >>> 2, Character.MAX_RADIX);
        return "0".repeat(Math.max(0, NAME - digits.length())) + digits;
    }

    /**
     * Whether the first snapshot may have left rows out, so that a second one is needed before there is a table. It should be
     * taken at once.
     */
    public boolean awaitsSecondLook() {
        return looks == 1 && !ready;
    }

    /**
     * Compares a snapshot with what is known.
     *
     * @return what changed since the table before, in the order in which it is to be told, and notices of what could not be
     *     read; nothing as long as there was no table
     */
    public List<ConnectionEvent> reconcile(Snapshot snapshot) {
        looks++;
        newest = snapshot;
        time = snapshot.span().ended();
        changes.begin(snapshot);
        closeAllBut(snapshot.namespaces());
        for (NamespaceTables tables : snapshot.namespaces()) {
            namespaces
                    .computeIfAbsent(tables.namespace().inode(), inode -> new NamespaceTracker(changes))
                    .reconcile(tables, looks == 1, ready);
        }
        List<ConnectionEvent> told = changes.drain();
        if (ready) {
            return told;
        }
        ready = looks > 1 || !snapshot.hasSeams();
        if (ready) {
            changes.settled();
            // What was missed before there was a table is in it, if it still is there.
            lost = 0;
            unplacedBefore = sockets.unplaced();
        }
        return List.of();
    }

    /**
     * Follows changes that were observed since, one by one. A snapshot that was read meanwhile comes afterwards: what it says of a
     * connection that was observed after its read had begun may be older, and counts for less.
     *
     * @param observed all that happened until now; where some were lost, what is true is known again after the next snapshot
     * @param now on the clock of the observations' times
     * @param host what is known of the namespaces
     * @return what changed, in the order in which it happened, each at the time at which it did; nothing as long as there is no table
     */
    public List<ConnectionEvent> observe(Observations observed, Moment now, HostNamespaces host) {
        if (observed.lost() > 0) {
            lost += observed.lost();
            if (!isOfEndsAlone(observed)) {
                sockets.forget();
            }
        }
        for (Observation one : observed.all()) {
            for (PlacedObservation placed : sockets.place(one, host, namespaces.keySet())) {
                NamespaceTracker namespace = namespaces.get(placed.namespace());
                if (ready && namespace != null) {
                    Moment begun = placed.begun().isPresent()
                            ? now.minusNanos(now.nanos() - placed.begun().getAsLong())
                            : null;
                    boolean isOwn = host.onlyOne() || placed.namespace() == 0 || placed.namespace() == host.own();
                    Observation its = isOwn ? placed.one() : placed.one().carrying(null);
                    namespace.observe(its, now.minusNanos(now.nanos() - its.nanos()), begun);
                }
            }
        }
        time = now;
        return ready ? changes.drain() : List.of();
    }

    /** Who tells ends alone has lost nothing that would say of another socket where it is. */
    private static boolean isOfEndsAlone(Observations observed) {
        return !observed.all().isEmpty() && observed.all().stream().allMatch(one -> one.end() != null);
    }

    /**
     * How many observed changes belong nowhere that is known, so that only a poll can tell what came of them; since there is a table.
     */
    public long unplaced() {
        return sockets.unplaced() - unplacedBefore;
    }

    /**
     * How many sockets have ended, as {@link Observation#end} tells, of which it is not known what they were: attempts that failed,
     * connections that were reset, and both between two polls, mostly.
     */
    public long unknownEnds() {
        return changes.unknownEnds();
    }

    /**
     * What is held for true after the newest snapshot, and what was observed since; costs nothing.
     *
     * @throws IllegalStateException where there has been no snapshot, or this {@link #awaitsSecondLook}
     */
    public ConnectionTable table() {
        if (!ready) {
            throw new IllegalStateException(
                    "there is no table before the first snapshot, or while it awaits a second look");
        }
        Map<Long, Map<Protocol, FileTable>> tables = new TreeMap<>();
        namespaces.forEach((inode, namespace) -> {
            Map<Protocol, FileTable> files = new EnumMap<>(Protocol.class);
            namespace.told().forEach((protocol, file) -> files.put(protocol, file.believed()));
            tables.put(inode, files);
        });
        return new ConnectionTable(
                changes.tracker(),
                Objects.requireNonNull(newest),
                time,
                changes.pollBefore().began(),
                changes.firstFreeNumber(),
                tables);
    }

    /** What it has counted so far. */
    public TrackerCounters counters() {
        Changes.Counted counted = changes.counted();
        return new TrackerCounters(
                counted.repeated(),
                counted.suspected(),
                counted.reprieved(),
                counted.unreadable(),
                counted.opens(),
                lost,
                unplaced());
    }

    /** How many connections are known. */
    public int size() {
        return namespaces.values().stream()
                .flatMap(namespace -> namespace.told().values().stream())
                .mapToInt(FileTracker::size)
                .sum();
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
}
