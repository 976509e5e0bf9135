package io.connflux.procfs.netns;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.procfs.counters.CounterSum;
import io.connflux.procfs.counters.SockstatFiles;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.UnseenNamespaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Views of network namespaces through one process of each: {@code /proc/PID/net} shows the namespace that the process is in
 * ({@code get_proc_task_net} in {@code fs/proc/proc_net.c}). As that may change, or the process end and its number be given to
 * another, its link is read before and after its files; what it says must be the same.
 */
public final class ProcessViews implements NamespaceViews {

    private final Path root;
    private final SelectedNamespaces selected;
    private final ProcessNamespaces processes;
    private final List<NamespaceNames> directories = new ArrayList<>();
    private final CounterSum counters = new CounterSum();
    /** The process that each namespace was read through last. */
    private final Map<Long, String> lastThrough = new HashMap<>();

    private List<Long> inodes = List.of();
    private Map<Long, String> names = Map.of();
    private boolean walkedThrough;

    /** @param root of a {@code /proc} */
    public ProcessViews(Path root, NamespaceSelection selection) {
        this.root = root;
        this.processes = new ProcessNamespaces(root);
        this.selected = new SelectedNamespaces(root, selection, processes);
        directories.add(new NamespaceNames(root.resolve("1/root/run/netns")));
        if (root.equals(OwnView.OWN_PROC)) {
            // The same directory as a rule. Who may not look through another's eyes has this one.
            directories.add(new NamespaceNames(Path.of("/run/netns")));
        }
    }

    @Override
    public List<NetworkNamespace> begin() throws IOException {
        walkedThrough = false;
        inodes = selected.inodes();
        names = names();
        lastThrough.keySet().retainAll(inodes);
        return inodes.stream()
                .map(inode -> new NetworkNamespace(inode, names.get(inode)))
                .toList();
    }

    private Map<Long, String> names() {
        Map<Long, String> all = new TreeMap<>();
        Path any = processes.link(selected.anyProcess());
        directories.forEach(directory -> directory.read(any).forEach(all::putIfAbsent));
        return all;
    }

    @Override
    public @Nullable NamespaceRead through(NetworkNamespace namespace, Function<Path, NamespaceRead> read)
            throws IOException {
        long inode = namespace.inode();
        String last = lastThrough.getOrDefault(inode, selected.process());
        NamespaceRead result = through(last, inode, read);
        if (result == null) {
            lastThrough.remove(inode);
            result = throughAny(inode, read);
        }
        if (result == null && !walkedThrough) {
            // One that has been in another namespace before may be in this one by now.
            walkedThrough = true;
            processes.walk(true);
            result = throughAny(inode, read);
        }
        return result;
    }

    private @Nullable NamespaceRead throughAny(long inode, Function<Path, NamespaceRead> read) {
        for (String process : processes.byNamespace().getOrDefault(inode, List.of())) {
            NamespaceRead result = through(process, inode, read);
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    /** Null where the process is not in the namespace, or was not all the time. */
    private @Nullable NamespaceRead through(String process, long inode, Function<Path, NamespaceRead> read) {
        if (process.isEmpty() || processes.namespaceOf(process) != inode) {
            return null;
        }
        NamespaceRead result = read.apply(root.resolve(process).resolve("net"));
        if (processes.namespaceOf(process) != inode) {
            return null;
        }
        lastThrough.put(inode, process);
        return result;
    }

    @Override
    public Set<Protocol> idle(Path directory) {
        return SockstatFiles.idle(directory);
    }

    @Override
    public void end(SnapshotBuilder snapshot, List<NamespaceRead> read) {
        read.forEach(each -> counters.put(each.tables().namespace().inode(), each.counters()));
        Set<Long> seen =
                read.stream().map(each -> each.tables().namespace().inode()).collect(Collectors.toSet());
        snapshot.unseen(unseen(seen)).kernelCounters(counters.sum());
    }

    private UnseenNamespaces unseen(Set<Long> seen) {
        List<NetworkNamespace> withoutProcess = new ArrayList<>();
        names.forEach((inode, name) -> {
            if (!seen.contains(inode) && (selected.areAll() || inodes.contains(inode))) {
                withoutProcess.add(new NetworkNamespace(inode, name));
            }
        });
        return selected.areAll()
                ? new UnseenNamespaces(processes.unreadable(), processes.hidden(), withoutProcess)
                : new UnseenNamespaces(0, false, withoutProcess);
    }
}
