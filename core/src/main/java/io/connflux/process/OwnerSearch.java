package io.connflux.process;

import io.connflux.model.Connection;
import io.connflux.model.Owner;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.ProcessChoice;
import io.connflux.model.SocketState;
import io.connflux.process.files.Users;
import io.connflux.process.names.NameService;
import io.connflux.process.search.Search;
import io.connflux.process.sockets.KnownSockets;
import io.connflux.table.Snapshot;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose sockets they are: the processes with a descriptor that links to {@code socket:[INODE]}.
 *
 * <p>{@link #follow} takes in each snapshot. A socket that is new is {@link Unnamed#PENDING} until a process is found with it, or
 * until all have been looked at since and none had it. The processes that a choice names come first, then those that are likely;
 * none keeps the others waiting, however many descriptors it has; and what one poll had no time for goes on in the next.
 *
 * <p>While the row is live its holders are looked at again, 1, 2, 4, 8 … polls later, so that a
 * program that was executed, or a process that the socket was handed to, takes the place of the one before.
 *
 * <p>Holders that came by {@code fork} are all found: parent, children and siblings of a holder have it under the same number.
 * Of a listener they are searched under any number. A connection that several unrelated processes hold, or that one of them
 * has under another number, may lack some of them; the one that is told holds it.
 *
 * <p>Any thread may call any method. The settings give a search anew each.
 */
public final class OwnerSearch {

    private final Settings settings;
    private final Search search;
    private final KnownSockets known;
    private final OwnerColumns columns;
    private final ActingOwners acting;
    private volatile Set<Long> changed = Set.of();
    private final ReentrantLock following = new ReentrantLock();

    private record Settings(
            Path proc, InstantSource clock, @Nullable NameService names, ProcessChoice choice) {

        private Settings withClock(InstantSource other) {
            return new Settings(proc, Objects.requireNonNull(other, "clock"), names, choice);
        }

        private Settings withNames(NameService service) {
            return new Settings(proc, clock, service, choice);
        }

        private Settings withChoice(ProcessChoice other) {
            return new Settings(proc, clock, names, Objects.requireNonNull(other, "choosing"));
        }
    }

    private OwnerSearch(Settings settings) {
        this.settings = settings;
        NameService names = settings.names;
        known = new KnownSockets(names == null ? owner -> owner : names::named);
        columns = new OwnerColumns(known);
        search = new Search(settings.proc, settings.clock, known, names, settings.choice);
        acting = new ActingOwners(settings.proc, search.details(), names);
    }

    /**
     * A search in the processes of a {@code /proc}; the names of users come from {@code etc/passwd} beside it.
     */
    public static OwnerSearch at(Path proc) {
        return new OwnerSearch(
                new Settings(Objects.requireNonNull(proc, "proc"), Clock.systemUTC(), null, ProcessChoice.ANY));
    }

    /** A search anew, with the wall clock that the starts of processes are told by; the system's unless said otherwise. */
    public OwnerSearch clock(InstantSource clock) {
        return new OwnerSearch(settings.withClock(clock));
    }

    /**
     * A search anew, for the sake of these processes: they are looked at first, and whole, before any other.
     *
     * @see #awaitsChosen
     */
    public OwnerSearch choosing(ProcessChoice choice) {
        return new OwnerSearch(settings.withChoice(choice));
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
        return new OwnerSearch(settings.withNames(service));
    }

    /**
     * Takes in a snapshot, and searches for the owners of what is new in it. Blocks while it reads; where another thread is here
     * already, waits for it; where this thread is interrupted meanwhile, gives the snapshot as it is.
     *
     * @param spent whether the time for it is up; asked often, about every half of a millisecond
     * @return the snapshot with owners, as far as they are known by then: {@link Unnamed#PENDING} while one is looked for, null
     *     where nobody holds a socket that could be seen, as with one of the kernel's own or one that is not accepted yet
     */
    public Snapshot follow(Snapshot snapshot, BooleanSupplier spent) {
        try {
            following.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return snapshot;
        }
        try {
            search.follow(snapshot, spent);
            changed = known.takeChanged();
            Map<Long, Owner> last = new HashMap<>();
            changed.forEach(inode -> {
                Owner owner = search.isThere(inode) ? null : known.of(inode, SocketState.CLOSE);
                if (owner != null) {
                    last.put(inode, owner);
                }
            });
            return columns.fill(snapshot, changed, last);
        } finally {
            following.unlock();
        }
    }

    /**
     * Takes who was told to hold connections by an earlier search on the same host, and in the same boot, for their owners until
     * others are found: as far as those processes are still there. Before the first {@link #follow}.
     */
    public void remember(Iterable<Connection> told) {
        following.lock();
        try {
            search.remember(told);
        } finally {
            following.unlock();
        }
    }

    /**
     * A process that was seen to do something with a socket, as the owner of it. Reads what there is of it as soon as possible: it
     * may be gone in a moment, and then its pid, its start and its name are all that is told. Where it has executed another
     * program meanwhile, nothing is told of that one.
     *
     * @param pid in the first pid namespace
     * @param startTicks see {@link io.connflux.model.OwnerProcess#startTicks}: another process that has the pid by now is not meant
     * @param name its {@code comm} when it did that
     * @param nanos when it did, on a clock that is never set: what was read holds for a moment
     * @return null where this {@code /proc} is not of the first pid namespace, or cannot say so
     */
    public @Nullable Owner acting(int pid, long startTicks, String name, long nanos) {
        following.lock();
        try {
            return acting.of(pid, startTicks, name, nanos);
        } finally {
            following.unlock();
        }
    }

    /** Whose the socket of an inode is, in a state, by what is known now. */
    @Nullable
    Owner owner(long inode, SocketState state) {
        return known.of(inode, state);
    }

    /**
     * The inodes of the sockets of which something else is known since the last {@link #follow} than before it: of which the
     * owner was found, is another one or has another name, or of which is known that nobody will be found.
     */
    Set<Long> changed() {
        return changed;
    }

    /**
     * Whether there are processes that {@link #choosing} named and that have not been looked at whole: a table of their
     * connections would lack some. Once false it stays so, as what is new is found on the way.
     */
    public boolean awaitsChosen() {
        return search.awaitsChosen();
    }

    /**
     * Whether no process can be found to be of this user: one that is neither a number nor named in {@code etc/passwd}, where
     * that can be read and nobody else is asked for names. Reads the file.
     */
    public boolean lacksUser(String nameOrId) {
        if (settings.names != null || nameOrId.matches("[0-9]+")) {
            return false;
        }
        Users users = Users.beside(settings.proc);
        users.refresh();
        return users.lacks(nameOrId);
    }

    /** Whether there was a process whose descriptors may not be looked at. */
    public boolean wasDenied() {
        return search.wasDenied();
    }

    /** Why {@code getent} could not be asked or gave no answer, the last time that this happened; null where it did not. */
    public @Nullable String getentProblem() {
        NameService names = settings.names;
        return names == null ? null : names.problem();
    }

    /** Links of descriptors that were read so far: what the search costs. */
    long linksRead() {
        return search.linksRead();
    }
}
