package io.connflux.enrich;

import io.connflux.enrich.ProcessFiles.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The host's processes as last seen, and which descriptors each had: of a new one only what is new has to be read. */
final class ProcessTable {

    /** Parents, children and siblings that are looked at for one holder. Too low misses some of a large prefork server. */
    private static final int MOST_RELATIVES = 64;

    private final ProcessFiles files;
    private final Map<Integer, Stat> byPid = new HashMap<>();
    private final Map<Integer, Set<Integer>> children = new HashMap<>();
    private final Map<Integer, BitSet> descriptors = new HashMap<>();

    ProcessTable(ProcessFiles files) {
        this.files = files;
    }

    /** Takes in who came and went. A process that got the pid of another is found out when it is looked at. */
    void refresh() {
        Set<Integer> there = Set.copyOf(files.pids());
        for (Stat gone : List.copyOf(byPid.values())) {
            if (!there.contains(gone.pid())) {
                replace(gone.pid(), null);
            }
        }
        descriptors.keySet().retainAll(there);
        for (int pid : there) {
            if (!byPid.containsKey(pid)) {
                renew(pid);
            }
        }
    }

    /** Reads a process anew; null where it is gone. */
    @Nullable
    Stat renew(int pid) {
        Stat stat = files.stat(pid);
        Stat before = replace(pid, stat);
        if (before != null && (stat == null || before.startTicks() != stat.startTicks())) {
            descriptors.remove(pid);
        }
        return stat;
    }

    private @Nullable Stat replace(int pid, @Nullable Stat stat) {
        Stat before = stat == null ? byPid.remove(pid) : byPid.put(pid, stat);
        if (before != null) {
            children.computeIfPresent(before.parent(), (parent, all) -> all.remove(pid) && all.isEmpty() ? null : all);
        }
        if (stat != null) {
            children.computeIfAbsent(stat.parent(), parent -> new LinkedHashSet<>())
                    .add(pid);
        }
        return before;
    }

    Collection<Stat> processes() {
        return byPid.values();
    }

    /** Those of its descriptors that were not looked at before. */
    Deque<Integer> fresh(Stat process, List<Integer> numbers) {
        BitSet looked = descriptors.computeIfAbsent(process.pid(), pid -> new BitSet());
        BitSet now = new BitSet();
        Deque<Integer> fresh = new ArrayDeque<>();
        for (int number : numbers) {
            if (number >= 0) {
                now.set(number);
                if (!looked.get(number)) {
                    fresh.add(number);
                }
            }
        }
        // What was closed is fresh when it is there again.
        looked.and(now);
        return fresh;
    }

    void looked(Stat process, int descriptor) {
        descriptors.computeIfAbsent(process.pid(), pid -> new BitSet()).set(descriptor);
    }

    /** Who may hold the same sockets: they come by fork from parent to child, and by hand from process 1. */
    List<Stat> relatives(Stat holder) {
        List<Stat> relatives = new ArrayList<>();
        add(relatives, Set.of(holder.parent()), parent -> true);
        if (holder.pid() != 1) {
            add(relatives, children.getOrDefault(holder.pid(), Set.of()), child -> true);
        }
        add(
                relatives,
                children.getOrDefault(holder.parent(), Set.of()),
                sibling -> sibling.pid() != holder.pid()
                        && sibling.session() == holder.session()
                        && sibling.name().equals(holder.name()));
        return relatives;
    }

    private void add(List<Stat> relatives, Set<Integer> pids, Predicate<Stat> related) {
        for (int pid : pids) {
            if (relatives.size() >= MOST_RELATIVES) {
                return;
            }
            Stat process = byPid.get(pid);
            if (process != null && related.test(process)) {
                relatives.add(process);
            }
        }
    }
}
