package io.connflux.enrich;

import io.connflux.enrich.ProcessFiles.Stat;
import io.connflux.model.Connection;
import io.connflux.model.Owner;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Snapshot;
import io.connflux.model.SocketState;
import io.connflux.model.SocketTable;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose sockets they are: the processes with a descriptor that links to {@code socket:[INODE]}.
 *
 * <p>The descriptors of the host are walked only when a snapshot has a socket of which nothing is known, those first that are
 * likely: who owned a socket of that local port, who was found lately, then the newest processes; and of each those descriptors
 * that no walk has looked at, before all others. The walk stops when all are found, and when its time is up, and goes on in the
 * next poll.
 *
 * <p>Once found, an owner stays with the connection to its end, through orphan and TIME_WAIT: {@link #complete} goes by the
 * inode that is remembered for it. While the row is live its holders are looked at again, 1, 2, 4, 8 … polls later, so that a
 * program that was executed, or a process that the socket was handed to, takes the place of the one before.
 *
 * <p>Holders that came by {@code fork} are all found: parent, children and siblings of a holder have it under the same number.
 * Of a listener they are searched under any number. A connection that several unrelated processes hold, or that one of them
 * has under another number, may lack some of them; the one that is told holds it.
 */
public final class OwnerSearch {

    /** Holders looked at again in one poll, at six files each. Too low follows late, too high costs each poll. */
    private static final int CHECKS_PER_POLL = 16;

    private final Path proc;
    private final ProcessFiles files;
    private final ProcessTable table;
    private final @Nullable NameService names;
    private final Map<Long, Holding> known = new ConcurrentHashMap<>();
    private final Map<Stat, OwnerProcess> described = new HashMap<>();
    private final LikelyOwners likely = new LikelyOwners();
    private final PriorityQueue<Check> checks = new PriorityQueue<>(Comparator.comparingLong(Check::poll));
    private final SeenInodes inodes = new SeenInodes();
    private final Set<Long> pending = new HashSet<>();
    /** A whole walk has not found them, and no reason is known. */
    private final Set<Long> unfound = new HashSet<>();

    private final Set<Long> asked = new HashSet<>();
    private @Nullable Walk walk;
    private long poll;
    private volatile boolean denied;

    private record Check(long poll, long inode) {}

    private OwnerSearch(Path proc, @Nullable NameService names) {
        this.proc = Objects.requireNonNull(proc, "proc");
        this.names = names;
        files = new ProcessFiles(proc);
        table = new ProcessTable(files);
    }

    /** A search in the processes of a {@code /proc}; the names of users come from {@code etc/passwd} beside it. */
    public static OwnerSearch at(Path proc) {
        return new OwnerSearch(proc, null);
    }

    /**
     * A search anew, which also asks for the names of users that {@code etc/passwd} does not have: {@link #follow} starts
     * {@code getent passwd UID} for each such uid, one child process at a time, and waits for it in what the search leaves of
     * its time. An answer that takes longer comes with a later poll; one that takes two seconds of waiting is given up and its
     * process killed. What was answered is remembered, for ten minutes at least and 4,096 users at most.
     *
     * <p>The names are those of the machine that this runs on, be the {@code /proc} another's or not.
     *
     * @see #getentProblem
     */
    public OwnerSearch withGetent() {
        return withNames(new NameService("getent"));
    }

    OwnerSearch withNames(NameService service) {
        return new OwnerSearch(proc, service);
    }

    /**
     * Takes in a snapshot, and searches for the owners of what is new in it. One thread at a time; blocks while it reads.
     *
     * @param spent whether the time for it is up; asked often
     */
    public void follow(Snapshot snapshot, BooleanSupplier spent) {
        poll++;
        inodes.take(snapshot, this::meet, known::remove);
        pending.removeIf(this::isGone);
        checkAgain();
        search(spent);
        unfound.removeIf(this::isGone);
        if (names != null) {
            names.ask(snapshot.time(), spent);
        }
    }

    /** The same connection with its owner, as far as it is known. Any thread. */
    public Connection complete(Connection connection) {
        Owner owner = ownerOf(connection);
        return owner == null ? connection : connection.ownedBy(names == null ? owner : names.named(owner));
    }

    /** Whether there was a process whose descriptors may not be looked at. Any thread. */
    public boolean wasDenied() {
        return denied;
    }

    /**
     * Why {@code getent} could not be asked or gave no answer, the last time that this happened; null where it did not. Any
     * thread.
     */
    public @Nullable String getentProblem() {
        return names == null ? null : names.problem();
    }

    /** Links of descriptors that were read so far: what the search costs. */
    long linksRead() {
        return files.linksRead();
    }

    private @Nullable Owner ownerOf(Connection connection) {
        if (connection.inode() != 0) {
            Holding holding = known.get(connection.inode());
            return holding == null ? null : holding.owner();
        }
        // Without an inode it waits to be accepted, or nobody has held it since it was met.
        return switch (connection.state()) {
            case FIN_WAIT1, FIN_WAIT2, TIME_WAIT, LAST_ACK, CLOSING, CLOSE -> Unnamed.EXITED;
            default -> null;
        };
    }

    private void meet(SocketTable rows, int row) {
        long inode = rows.inode(row);
        SocketState state = rows.state(row);
        boolean listener = state == SocketState.LISTEN || state == SocketState.UNCONNECTED;
        known.put(inode, new Holding(inode, rows.localPort(row), listener));
        pending.add(inode);
    }

    /** A socket that is gone before anybody was found. */
    private boolean isGone(long inode) {
        Holding holding = known.get(inode);
        boolean gone = holding == null || !inodes.isThere(inode);
        if (gone && holding != null && holding.owner() == null) {
            holding.name(Unnamed.EXITED);
        }
        return gone;
    }

    private void search(BooleanSupplier spent) {
        Quest quest = new Quest(spent);
        while (!pending.isEmpty() || walk != null) {
            Walk now = walk;
            if (now == null) {
                now = begin();
                walk = now;
            }
            if (!now.goOn(quest)) {
                return;
            }
            end(now);
            walk = null;
        }
    }

    private Walk begin() {
        table.refresh();
        files.users().refresh();
        described.keySet().retainAll(Set.copyOf(table.processes()));
        asked.clear();
        asked.addAll(pending);
        Set<Integer> first = likely.of(
                asked.stream().map(known::get).filter(Objects::nonNull).toList());
        return new Walk(files, table, process -> first.contains(process.pid()));
    }

    /** Whoever was asked for at the beginning and not found is held by nobody that can be seen. */
    private void end(Walk ended) {
        Unnamed reason = ended.wasDenied() ? Unnamed.PERMISSION : files.hidden();
        denied |= reason == Unnamed.PERMISSION;
        for (long inode : asked) {
            Holding holding = known.get(inode);
            if (pending.remove(inode) && holding != null && holding.owner() == null) {
                if (reason == null) {
                    unfound.add(inode);
                } else {
                    holding.name(reason);
                }
            }
        }
    }

    private @Nullable OwnerProcess describe(Stat stat) {
        OwnerProcess process = files.process(stat);
        if (names != null && process != null && process.user() == null) {
            names.want(process.uid());
        }
        return process;
    }

    private void checkAgain() {
        for (int i = 0;
                i < CHECKS_PER_POLL && !checks.isEmpty() && checks.element().poll() <= poll;
                i++) {
            Holding holding = known.get(checks.remove().inode());
            if (holding != null && inodes.isThere(holding.inode()) && !pending.contains(holding.inode())) {
                check(holding);
            }
        }
    }

    private void check(Holding holding) {
        for (Map.Entry<Stat, Integer> entry : List.copyOf(holding.holders().entrySet())) {
            Stat before = entry.getKey();
            Stat now = table.renew(before.pid());
            holding.holders().remove(before);
            boolean holds = now != null
                    && now.startTicks() == before.startTicks()
                    && files.socket(before.pid(), entry.getValue()) == holding.inode();
            OwnerProcess process = now != null && holds ? describe(now) : null;
            if (now != null && process != null) {
                described.put(now, process);
                holding.add(now, entry.getValue(), process);
            }
        }
        if (holding.holders().isEmpty()) {
            // The owner that was found stays until another one is.
            pending.add(holding.inode());
        } else {
            checks.add(new Check(poll + holding.nextWait(), holding.inode()));
        }
    }

    private final class Quest implements Walk.Quest {
        private final BooleanSupplier spent;

        private Quest(BooleanSupplier spent) {
            this.spent = spent;
        }

        @Override
        public boolean wants(long inode) {
            return asked.contains(inode) || pending.contains(inode);
        }

        @Override
        public boolean missesSome() {
            return !pending.isEmpty();
        }

        @Override
        public boolean found(long inode, Stat holder, int descriptor) {
            Holding holding = known.get(inode);
            OwnerProcess process = described.computeIfAbsent(holder, OwnerSearch.this::describe);
            if (holding == null || process == null) {
                return false;
            }
            boolean first = holding.holders().isEmpty();
            holding.add(holder, descriptor, process);
            asked.add(inode);
            // Process 1 holds for others what they are started for; they are searched to the end.
            if (!holding.isListener() || holder.pid() != 1) {
                pending.remove(inode);
            }
            if (first) {
                checks.add(new Check(poll + holding.nextWait(), inode));
            }
            likely.found(holding.localPort(), holder.pid());
            return holding.isListener();
        }

        @Override
        public boolean isSpent() {
            return spent.getAsBoolean();
        }
    }
}
