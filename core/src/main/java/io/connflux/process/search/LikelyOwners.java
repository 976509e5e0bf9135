package io.connflux.process.search;

import io.connflux.model.ProcessChoice;
import io.connflux.process.files.ProcessDetails;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.files.ProcessTable;
import io.connflux.process.sockets.KnownSocket;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is likely to own a new socket: whoever is chosen, whoever owned one of its local port or was found lately, the processes of
 * its user, then the newest.
 */
public final class LikelyOwners {

    /** Processes that were found lately. Too low misses the busy ones of a host, too high looks at too many first. */
    private static final int RECENT = 64;

    private final ProcessDetails details;
    private final ProcessTable table;
    private final ProcessChoice choice;
    private final Map<Integer, Integer> pidOfPort = new HashMap<>();
    private final Map<Integer, Boolean> recent = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Stat, Boolean> chosen = new HashMap<>();

    public LikelyOwners(ProcessDetails details, ProcessTable table, ProcessChoice choice) {
        this.details = details;
        this.table = table;
        this.choice = choice;
    }

    /** Notes an owner that was found. */
    void found(int localPort, int pid) {
        pidOfPort.put(localPort, pid);
        recent.put(pid, true);
        if (recent.size() > RECENT) {
            recent.remove(recent.keySet().iterator().next());
        }
    }

    boolean hasChoice() {
        return !choice.equals(ProcessChoice.ANY);
    }

    /** Whether it is one of those that a choice means. What was executed since has another name, and is asked again. */
    boolean isChosen(Stat process) {
        return hasChoice() && chosen.computeIfAbsent(process, each -> details.isOf(choice, each));
    }

    /** Forgets the processes that are not among these. */
    void retain(Set<Stat> there) {
        chosen.keySet().retainAll(there);
    }

    /** An order of processes for these sockets. */
    Order order(Collection<KnownSocket> sockets) {
        Set<Integer> pids = new HashSet<>(recent.keySet());
        Set<Long> uids = new HashSet<>();
        for (KnownSocket socket : sockets) {
            Integer pid = pidOfPort.get(socket.localPort());
            if (pid != null) {
                pids.add(pid);
            }
            uids.add(socket.uid());
        }
        return new Order(pids, uids);
    }

    /** Which processes come first. */
    final class Order {
        private final Set<Integer> pids;
        private final Set<Long> uids;

        private Order(Set<Integer> pids, Set<Long> uids) {
            this.pids = pids;
            this.uids = uids;
        }

        /** Whether it comes before all that are not likely. */
        boolean isLikely(Stat process) {
            return pids.contains(process.pid()) || isChosen(process);
        }

        /** All processes, the likeliest first. */
        List<Stat> processes() {
            return table.processes().stream()
                    .sorted(Comparator.<Stat>comparingInt(this::rank)
                            .thenComparing(
                                    Comparator.comparingLong(Stat::startTicks).reversed()))
                    .toList();
        }

        private int rank(Stat process) {
            if (isLikely(process)) {
                return isChosen(process) ? 0 : 1;
            }
            return uids.contains(table.descriptors(process).last().uid()) ? 2 : 3;
        }
    }
}
