package io.connflux.enrich;

import io.connflux.enrich.ProcessFiles.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the host's processes: the likely ones first, then the newest; of each the descriptors that no walk has looked
 * at, and only where that was not enough the others, whose numbers may have been given to other files. Relatives of a holder
 * come at once, since a socket that was inherited has one number in all of them. It may be left at any descriptor, and gone on
 * with in the next poll.
 */
final class Walk {

    /** Links between two looks at the clock, about a fifth of a millisecond of them. */
    private static final int LINKS_PER_LOOK = 64;

    private static final int ALL = -1;
    private static final int FRESH = -2;

    private final ProcessFiles files;
    private final ProcessTable table;
    private final Deque<Visit> ahead = new ArrayDeque<>();
    private final Deque<Visit> again = new ArrayDeque<>();
    private final Deque<Visit> relatives = new ArrayDeque<>();
    private final Set<Visit> done = new HashSet<>();
    private final Set<Stat> whole = new HashSet<>();
    private @Nullable Stat verified;
    private Deque<Integer> descriptors = new ArrayDeque<>();
    private Visit current = new Visit(new Stat(0, "", 0, 0, 0), ALL, false);
    private boolean denied;
    private int links;

    /**
     * A process to be looked at.
     *
     * @param descriptor the only one of it, {@link #ALL}, or {@link #FRESH} ones
     * @param relative whether it comes because of a holder: then to its end, whoever else is missing
     */
    private record Visit(Stat process, int descriptor, boolean relative) {}

    /** What is looked for. */
    interface Quest {
        /** Whether a socket is asked for, found or not. */
        boolean wants(long inode);

        /** Whether there is one left of which nobody is known. */
        boolean missesSome();

        /** A holder. Whether its relatives may hold it under any number: a listener is handed on, a connection inherited. */
        boolean found(long inode, Stat holder, int descriptor);

        /** Whether the time of this poll is up. */
        boolean isSpent();
    }

    /** @param likely which processes come first */
    Walk(ProcessFiles files, ProcessTable table, Predicate<Stat> likely) {
        this.files = files;
        this.table = table;
        List<Stat> all = new ArrayList<>(table.processes());
        all.sort(Comparator.comparing((Stat process) -> !likely.test(process))
                .thenComparing(Comparator.comparingLong(Stat::startTicks).reversed()));
        all.forEach(process -> ahead.add(new Visit(process, FRESH, false)));
    }

    /**
     * Goes on until everything is found, the host has no more processes, or the time is spent.
     *
     * @return whether the walk has ended: what it has not found is in no process that may be looked at
     */
    boolean goOn(Quest quest) {
        while (true) {
            while (!descriptors.isEmpty() && (current.relative() || quest.missesSome())) {
                look(descriptors.remove(), quest);
                if (++links % LINKS_PER_LOOK == 0 && quest.isSpent()) {
                    return false;
                }
            }
            descriptors.clear();
            Visit next = next(quest);
            if (next == null) {
                return true;
            }
            if (quest.isSpent()) {
                relatives.addFirst(next);
                return false;
            }
            enter(next);
        }
    }

    private @Nullable Visit next(Quest quest) {
        if (!relatives.isEmpty()) {
            return relatives.remove();
        }
        if (!quest.missesSome()) {
            return null;
        }
        return ahead.isEmpty() ? again.poll() : ahead.remove();
    }

    /** Whether there was a process that may not be looked at. */
    boolean wasDenied() {
        return denied;
    }

    private void enter(Visit visit) {
        current = visit;
        verified = null;
        Stat process = visit.process();
        if (whole.contains(process) || !done.add(visit)) {
            return;
        }
        if (visit.descriptor() >= 0) {
            descriptors.add(visit.descriptor());
            return;
        }
        List<Integer> numbers = files.descriptors(process.pid());
        if (numbers == null) {
            denied = true;
            return;
        }
        Deque<Integer> fresh = table.fresh(process, numbers);
        boolean all = visit.descriptor() == ALL || fresh.size() == numbers.size();
        descriptors = visit.descriptor() == ALL ? new ArrayDeque<>(numbers) : fresh;
        if (all) {
            whole.add(process);
        } else {
            again.add(new Visit(process, ALL, false));
        }
    }

    private void look(int descriptor, Quest quest) {
        Stat expected = current.process();
        long inode = files.socket(expected.pid(), descriptor);
        table.looked(expected, descriptor);
        if (inode == ProcessFiles.DENIED) {
            denied = true;
            return;
        }
        if (inode == 0 || !quest.wants(inode)) {
            return;
        }
        if (verified == null) {
            // The pid may be another process's by now.
            verified = table.renew(expected.pid());
        }
        Stat holder = verified;
        if (holder != null) {
            int where = quest.found(inode, holder, descriptor) ? ALL : descriptor;
            table.relatives(holder).forEach(relative -> relatives.add(new Visit(relative, where, true)));
        }
    }
}
