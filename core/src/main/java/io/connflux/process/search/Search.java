package io.connflux.process.search;

import io.connflux.model.Connection;
import io.connflux.model.Owner;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.OwnerProcess;
import io.connflux.model.ProcessChoice;
import io.connflux.process.files.DescriptorFiles;
import io.connflux.process.files.ProcessDetails;
import io.connflux.process.files.ProcessFiles;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.files.ProcessTable;
import io.connflux.process.names.NameService;
import io.connflux.process.sockets.KnownSocket;
import io.connflux.process.sockets.KnownSockets;
import io.connflux.process.sockets.SeenInodes;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is done in each poll: a {@link Glance} at the processes, which finds most of what is new, and where that was not enough a
 * {@link Walk} over all descriptors. One thread at a time.
 */
public final class Search implements SeenInodes.Sightings {

    /**
     * Descriptors of a host that are walked over at once, 25 ms of them. On others a socket has to be there in a second poll to be
     * looked for so: too high, and each connection that is closed at once has all of them read.
     */
    private static final int FEW = 4_096;

    /** Polls in which a socket of an earlier search may be met: the first may have missed its row. */
    private static final int REMEMBERED_POLLS = 2;

    private final ProcessFiles processes;
    private final ProcessDetails details;
    private final DescriptorFiles descriptors;
    private final ProcessTable table;
    private final @Nullable NameService names;
    private final KnownSockets holdings;
    private final LikelyOwners likely;
    private final MissingOwners quest;
    private final Relatives relatives;
    private final Rechecks rechecks;
    private final SeenInodes inodes = new SeenInodes();
    /** Those without a row in one snapshot, which may have been hidden in it. */
    private final Map<Long, KnownSocket> vanished = new HashMap<>();

    /** Who was told to hold sockets that have not been met yet, by inode. */
    private final Map<Long, Owner.Held> remembered = new HashMap<>();

    private @Nullable Walk walk;
    private long poll;
    private volatile boolean denied;
    private volatile boolean awaitsChosen;

    public Search(
            Path proc, InstantSource clock, KnownSockets holdings, @Nullable NameService names, ProcessChoice choice) {
        processes = new ProcessFiles(proc);
        details = new ProcessDetails(proc, clock);
        this.holdings = holdings;
        this.names = names;
        descriptors = new DescriptorFiles(proc);
        table = new ProcessTable(processes);
        likely = new LikelyOwners(details, table, choice);
        quest = new MissingOwners(holdings, likely, processes, this::describe);
        relatives = new Relatives(descriptors, table);
        rechecks = new Rechecks(table, descriptors, holdings, quest);
        awaitsChosen = likely.hasChoice();
    }

    /** What reads a process. */
    public ProcessDetails details() {
        return details;
    }

    public boolean awaitsChosen() {
        return awaitsChosen;
    }

    public boolean wasDenied() {
        return denied;
    }

    /** Whether the newest snapshot has a row of a socket. */
    public boolean isThere(long inode) {
        return inodes.isThere(inode);
    }

    public long linksRead() {
        return descriptors.linksRead();
    }

    public void follow(Snapshot snapshot, BooleanSupplier spent) {
        poll++;
        if (poll > REMEMBERED_POLLS) {
            remembered.clear();
        }
        Set<Long> before = Set.copyOf(vanished.keySet());
        inodes.take(snapshot, this);
        // Where the table was read in several pages, a row may have been hidden, and nobody let it go.
        release(List.copyOf(vanished.values()).stream()
                .filter(holding -> !snapshot.hasSeams() || before.contains(holding.inode()))
                .toList());
        rechecks.goOn(inodes, poll);
        relatives.begin(poll);
        search(spent);
        quest.takeFound().forEach(holding -> rechecks.begin(holding, poll));
        if (names != null && names.ask(snapshot.time(), spent)) {
            holdings.rename();
        }
    }

    /** What an earlier search told: it is true until this one has looked, where those processes are still there. */
    public void remember(Iterable<Connection> told) {
        Map<OwnerProcess, Boolean> there = new HashMap<>();
        for (Connection connection : told) {
            if (connection.owner() instanceof Owner.Held held && connection.inode() != 0) {
                List<OwnerProcess> left = held.processes().stream()
                        .filter(process -> there.computeIfAbsent(process, this::isThere))
                        .toList();
                if (!left.isEmpty()) {
                    remembered.put(connection.inode(), new Owner.Held(left));
                }
            }
        }
    }

    private boolean isThere(OwnerProcess process) {
        Stat now = table.renew(process.pid());
        return now != null && now.startTicks() == process.startTicks();
    }

    /** A row of it again: it was hidden by others that went while the table was read, or its file could not be read. */
    @Override
    public void back(long inode) {
        KnownSocket holding = holdings.get(inode);
        if (holding != null && (vanished.remove(inode) != null || isReleased(holding))) {
            holdings.tell(holding, Unnamed.PENDING);
            quest.lookFor(holding, poll);
        }
    }

    private static boolean isReleased(KnownSocket holding) {
        return holding.owner() == Unnamed.RELEASED || holding.owner() == Unnamed.EXITED;
    }

    @Override
    public void met(SocketTable rows, int row) {
        KnownSocket holding = KnownSocket.of(rows, row);
        holdings.meet(holding);
        Owner.Held before = remembered.remove(holding.inode());
        if (before != null) {
            holdings.tell(holding, before);
        }
        quest.lookFor(holding, poll);
    }

    @Override
    public void forgotten(long inode) {
        holdings.forget(inode);
    }

    @Override
    public void vanished(long inode) {
        KnownSocket holding = holdings.get(inode);
        if (holding == null) {
            return;
        }
        holding.holders().forEach(table::gone);
        quest.leave(holding);
        if (holding.owner() == null || holding.owner() == Unnamed.PENDING) {
            vanished.put(inode, holding);
        }
    }

    private void release(Collection<KnownSocket> left) {
        for (KnownSocket holding : left) {
            vanished.remove(holding.inode());
            holdings.tell(holding, holding.left());
        }
    }

    private void search(BooleanSupplier spent) {
        if (walk == null && relatives.isDone()) {
            quest.rest();
        }
        Looks looks = new Looks(descriptors, table, quest, relatives, spent);
        quest.takeSeenBefore().forEach(place -> looks.at(place.process(), place.descriptor()));
        if (quest.missesSome()) {
            table.refresh();
            details.users().refresh();
            LikelyOwners.Order order = likely.order(quest.missing());
            Glance glance = new Glance(descriptors, table, looks, poll);
            List<Stat> all = order.processes();
            glance.atLikely(all, order);
            awaitsChosen = awaitsChosen && !begun().goOnChosen(looks);
            if (!awaitsChosen) {
                glance.atOthers(all);
            }
        }
        relatives.goOn(looks);
        if (!awaitsChosen) {
            walk(new Looks(descriptors, table, quest, relatives, spent));
        }
        if (!quest.missesSome()) {
            walk = null;
            awaitsChosen = false;
        }
    }

    private void walk(Looks looks) {
        while (quest.missesSome() && (walk != null || isWorthAWalk())) {
            Walk now = begun();
            if (!now.goOn(looks)) {
                break;
            }
            end(now);
        }
        relatives.goOn(looks);
    }

    private boolean isWorthAWalk() {
        return poll == 1 || quest.missesSomeSinceBefore(poll) || table.descriptorsInAll() <= FEW;
    }

    private Walk begun() {
        Walk now = walk;
        if (now == null) {
            table.refresh();
            Set<Stat> there = Set.copyOf(table.processes());
            likely.retain(there);
            quest.begin(there);
            now = new Walk(descriptors, table, likely.order(quest.missing()).processes(), likely::isChosen);
            walk = now;
        }
        return now;
    }

    private void end(Walk ended) {
        walk = null;
        Unnamed reason = ended.wasDenied() ? Unnamed.PERMISSION : processes.hidden();
        denied |= reason == Unnamed.PERMISSION;
        quest.end(reason);
    }

    private @Nullable OwnerProcess describe(Stat stat) {
        OwnerProcess process = details.process(stat);
        if (names != null && process != null && process.user() == null) {
            names.want(process.uid());
        }
        return process;
    }
}
