package io.connflux.process.files;

import io.connflux.process.files.ProcessFiles.Stat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The host's processes as last seen, with what is known of their descriptors. */
public final class ProcessTable {

    /** Parents, children and siblings that are looked at for one holder. Too low misses some of a large prefork server. */
    private static final int MOST_RELATIVES = 64;

    private final ProcessFiles files;
    private final Map<Integer, Stat> byPid = new HashMap<>();
    private final Map<Integer, Set<Integer>> children = new HashMap<>();
    private final Map<Integer, Descriptors> descriptors = new HashMap<>();

    public ProcessTable(ProcessFiles files) {
        this.files = files;
    }

    /** Takes in who came and went. A process that got the pid of another is found out when it is looked at. */
    public void refresh() {
        Set<Integer> there = files.pids();
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
    public Stat renew(int pid) {
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

    public Collection<Stat> processes() {
        return byPid.values();
    }

    public Descriptors descriptors(Stat process) {
        return descriptors.computeIfAbsent(process.pid(), pid -> new Descriptors());
    }

    /** Descriptors of all processes that may be looked at, as far as they are known. */
    public int descriptorsInAll() {
        return descriptors.values().stream()
                .filter(each -> !each.isDenied())
                .mapToInt(Descriptors::size)
                .sum();
    }

    /** A descriptor's socket is gone: whatever has its number now is another file. */
    public void gone(Stat holder, int descriptor) {
        Descriptors known = descriptors.get(holder.pid());
        Stat now = byPid.get(holder.pid());
        if (known != null && now != null && now.startTicks() == holder.startTicks()) {
            known.gone(descriptor);
        }
    }

    /** Who may hold the same sockets: they come by fork from parent to child, and by hand from process 1. */
    public List<Stat> relatives(Stat holder) {
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
