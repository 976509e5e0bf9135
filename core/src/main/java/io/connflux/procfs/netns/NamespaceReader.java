package io.connflux.procfs.netns;

import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.procfs.counters.CounterSum;
import io.connflux.procfs.counters.SnmpFile;
import io.connflux.procfs.counters.SockstatFiles;
import io.connflux.procfs.file.SocketFiles;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import io.connflux.table.UnseenNamespaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads network namespaces, each once and through one of its processes: {@code /proc/PID/net} shows the namespace that the
 * process is in ({@code get_proc_task_net} in {@code fs/proc/proc_net.c}). As that may change, or the process end and its
 * number be given to another, its link is read before and after its files; what it says must be the same.
 */
public final class NamespaceReader {

    /** Where the links named {@code self} are about the reader. */
    public static final Path OWN_PROC = Path.of("/proc");

    private final Path root;
    private final SocketFiles files;
    private final SelectedNamespaces selected;
    private final ProcessNamespaces processes;
    private final List<NamespaceNames> directories = new ArrayList<>();
    private final CounterSum counters = new CounterSum();
    private Map<Long, Reading> readings = new HashMap<>();
    private boolean walkedThrough;

    /** What is kept of a namespace from one read to the next. */
    private static final class Reading {
        private String process = "";
        private final Map<Protocol, Integer> expectedRows = new EnumMap<>(Protocol.class);
        private final Set<Protocol> empty = EnumSet.noneOf(Protocol.class);

        /** Files that had no row last time and whose protocol is idle still: as it may seem so once, no others. */
        private Set<Protocol> stillEmpty(Path directory) {
            if (!empty.isEmpty()) {
                empty.retainAll(SockstatFiles.idle(directory));
            }
            return empty;
        }

        private void remember(NamespaceTables tables) {
            empty.clear();
            for (SocketTable table : tables.tables()) {
                if (table.size() == 0 && table.problemCount() == 0) {
                    empty.add(table.protocol());
                }
            }
        }
    }

    public NamespaceReader(Path root, NamespaceSelection selection, SocketFiles files) {
        this.root = root;
        this.files = files;
        this.processes = new ProcessNamespaces(root);
        this.selected = new SelectedNamespaces(root, selection, processes);
        directories.add(new NamespaceNames(root.resolve("1/root/run/netns")));
        if (root.equals(OWN_PROC)) {
            // The same directory as a rule. Who may not look through another's eyes has this one.
            directories.add(new NamespaceNames(Path.of("/run/netns")));
        }
    }

    /**
     * Adds what is read to a snapshot.
     *
     * @return whether any file could be read, or there is nothing to read any more
     * @throws IOException where it cannot be told which namespaces there are
     */
    public boolean read(Snapshot.Builder snapshot, boolean shifted) throws IOException {
        walkedThrough = false;
        List<Long> inodes = selected.inodes();
        Map<Long, String> names = names();
        Map<Long, Reading> before = readings;
        readings = new HashMap<>();
        boolean found = false;
        boolean any = false;
        for (long inode : inodes) {
            Reading reading = before.getOrDefault(inode, new Reading());
            NamespaceTables tables = read(new NetworkNamespace(inode, names.get(inode)), reading, shifted);
            if (tables != null) {
                readings.put(inode, reading);
                snapshot.namespace(tables);
                any = true;
                found |= !tables.tables().isEmpty();
            }
        }
        snapshot.unseen(unseen(inodes, names)).kernelCounters(counters.sum());
        return found || !any;
    }

    /** Null where no process is left in it. */
    private @Nullable NamespaceTables read(NetworkNamespace namespace, Reading reading, boolean shifted)
            throws IOException {
        if (reading.process.isEmpty()) {
            reading.process = selected.process();
        }
        NamespaceTables tables = read(namespace, reading.process, reading, shifted);
        if (tables == null) {
            tables = readThroughAny(namespace, reading, shifted);
        }
        if (tables == null && !walkedThrough) {
            // One that has been in another namespace before may be in this one by now.
            walkedThrough = true;
            processes.walk(true);
            tables = readThroughAny(namespace, reading, shifted);
        }
        return tables;
    }

    private @Nullable NamespaceTables readThroughAny(NetworkNamespace namespace, Reading reading, boolean shifted) {
        for (String process : processes.byNamespace().getOrDefault(namespace.inode(), List.of())) {
            NamespaceTables tables = read(namespace, process, reading, shifted);
            if (tables != null) {
                reading.process = process;
                return tables;
            }
        }
        return null;
    }

    /** Null where the process is not in the namespace, or was not all the time. */
    private @Nullable NamespaceTables read(
            NetworkNamespace namespace, String process, Reading reading, boolean shifted) {
        if (process.isEmpty() || processes.namespaceOf(process) != namespace.inode()) {
            return null;
        }
        Path directory = root.resolve(process).resolve("net");
        Moment began = files.now();
        NamespaceTables tables =
                files.read(directory, namespace, reading.expectedRows, began, reading.stillEmpty(directory), shifted);
        var counted = SnmpFile.read(directory.resolve("snmp"));
        if (processes.namespaceOf(process) != namespace.inode()) {
            return null;
        }
        counters.put(namespace.inode(), counted);
        reading.remember(tables);
        return tables;
    }

    private Map<Long, String> names() {
        Map<Long, String> names = new TreeMap<>();
        Path any = processes.link(selected.anyProcess());
        directories.forEach(directory -> directory.read(any).forEach(names::putIfAbsent));
        return names;
    }

    private UnseenNamespaces unseen(List<Long> inodes, Map<Long, String> names) {
        List<NetworkNamespace> withoutProcess = new ArrayList<>();
        names.forEach((inode, name) -> {
            if (!readings.containsKey(inode) && (selected.areAll() || inodes.contains(inode))) {
                withoutProcess.add(new NetworkNamespace(inode, name));
            }
        });
        return selected.areAll()
                ? new UnseenNamespaces(processes.unreadable(), processes.hidden(), withoutProcess)
                : new UnseenNamespaces(0, false, withoutProcess);
    }
}
