package io.connflux.procfs.netns;

import io.connflux.proc.InodeLink;
import io.connflux.proc.ProcessList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which network namespace each process of a host is in, as {@code /proc/PID/ns/net} links to it. A walk lists the processes and
 * reads the links of the new ones and of a part of the others.
 */
public final class ProcessNamespaces {

    /** The namespace of a process that has none any more, a zombie's for example. */
    static final long NONE = InodeLink.OTHER;

    /** The namespace of a process whose link this user may not read. */
    static final long UNREADABLE = InodeLink.DENIED;

    /**
     * Links of known processes that a walk reads again. Too low, and a process that leaves its namespace long after its start
     * is noticed late, after as many walks as it takes to come round; too high, and each walk costs 5 µs more for each.
     */
    private static final int AGAIN = 256;

    /** Walks that read the link of a new process each time: {@code ip netns exec} and runtimes change it right after the start. */
    private static final int YOUNG = 3;

    private static final InodeLink NET = new InodeLink("net");

    private final Path root;
    private final ProcessList list;
    private Map<String, Seen> processes = new HashMap<>();
    private SortedMap<Long, List<String>> byNamespace = new TreeMap<>();
    private int unreadable;
    private int walks;

    private record Seen(long namespace, int looks) {}

    /** @param root of a {@code /proc} */
    public ProcessNamespaces(Path root) {
        this.root = root;
        this.list = new ProcessList(root);
    }

    /**
     * Looks at the processes.
     *
     * @param all whether to read the links of all of them
     * @throws IOException where they cannot be listed
     */
    void walk(boolean all) throws IOException {
        List<String> names = list.names();
        int parts = all ? 1 : processes.size() / AGAIN + 1;
        int turn = walks++ % parts;
        Map<String, Seen> now = new HashMap<>();
        byNamespace = new TreeMap<>();
        unreadable = 0;
        for (String name : names) {
            Seen seen = processes.getOrDefault(name, new Seen(NONE, 0));
            if (seen.looks() < YOUNG || now.size() % parts == turn) {
                seen = new Seen(namespaceOf(name), seen.looks() + 1);
            }
            now.put(name, seen);
            if (seen.namespace() == UNREADABLE) {
                unreadable++;
            } else if (seen.namespace() != NONE) {
                byNamespace
                        .computeIfAbsent(seen.namespace(), inode -> new ArrayList<>())
                        .add(name);
            }
        }
        processes = now;
    }

    /** The processes that the newest walk took for those of each namespace, by inode, in the order of the listing. */
    SortedMap<Long, List<String>> byNamespace() {
        return byNamespace;
    }

    /** How many processes of the newest walk are in a namespace that this user may not know. */
    int unreadable() {
        return unreadable;
    }

    /** Whether some processes are not listed. */
    boolean hidden() {
        return list.hidesSome();
    }

    /**
     * Reads a process's link.
     *
     * @param process a number, or {@code self}
     * @return the namespace's inode, {@link #NONE} or {@link #UNREADABLE}
     */
    public long namespaceOf(String process) {
        long inode = NET.read(link(process));
        return inode == InodeLink.GONE ? NONE : inode;
    }

    /** The file that is the namespace of a process. */
    Path link(String process) {
        return root.resolve(process).resolve("ns/net");
    }
}
