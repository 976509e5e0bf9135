package io.connflux.procfs.netns;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which network namespace each process of a host is in, as {@code /proc/PID/ns/net} links to it ({@code ns_get_name} in {@code
 * fs/nsfs.c}). A walk lists the processes and reads the links of the new ones and of a part of the others.
 */
public final class ProcessNamespaces {

    /** The namespace of a process that has none any more, a zombie's for example. */
    static final long NONE = 0;

    /** The namespace of a process whose link this user may not read. */
    static final long UNREADABLE = -1;

    /**
     * Links of known processes that a walk reads again. Too low, and a process that leaves its namespace long after its start
     * is noticed late, after as many walks as it takes to come round; too high, and each walk costs 5 µs more for each.
     */
    private static final int AGAIN = 256;

    /** Walks that read the link of a new process each time: {@code ip netns exec} and runtimes change it right after the start. */
    private static final int YOUNG = 3;

    private static final String PREFIX = "net:[";

    private final Path root;
    private Map<String, Seen> processes = new HashMap<>();
    private SortedMap<Long, List<String>> byNamespace = new TreeMap<>();
    private int unreadable;
    private int walks;

    private record Seen(long namespace, int looks) {}

    /** @param root of a {@code /proc} */
    public ProcessNamespaces(Path root) {
        this.root = root;
    }

    /**
     * Looks at the processes.
     *
     * @param all whether to read the links of all of them
     * @throws IOException where they cannot be listed
     */
    void walk(boolean all) throws IOException {
        String[] names = root.toFile().list();
        if (names == null) {
            throw new IOException(
                    "the processes under " + root + " cannot be listed; is this the path of a Linux /proc?");
        }
        int parts = all ? 1 : processes.size() / AGAIN + 1;
        int turn = walks++ % parts;
        Map<String, Seen> now = new HashMap<>();
        byNamespace = new TreeMap<>();
        unreadable = 0;
        for (String name : names) {
            if (name.charAt(0) < '0' || name.charAt(0) > '9') {
                continue;
            }
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

    /** Whether some processes are not listed: process 1 always is there. */
    boolean hidden() {
        return !processes.containsKey("1");
    }

    /**
     * Reads a process's link.
     *
     * @param process a number, or {@code self}
     * @return the namespace's inode, {@link #NONE} or {@link #UNREADABLE}
     */
    public long namespaceOf(String process) {
        Path link = link(process);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith(PREFIX) && target.endsWith("]")
                    ? Long.parseLong(target, PREFIX.length(), target.length() - 1, 10)
                    : NONE;
        } catch (NoSuchFileException e) {
            return NONE;
        } catch (AccessDeniedException e) {
            return UNREADABLE;
        } catch (IOException e) {
            // A process that ended under way has many errors, and one that is hidden has EPERM.
            return Files.exists(link.getParent()) ? UNREADABLE : NONE;
        }
    }

    /** The file that is the namespace of a process. */
    Path link(String process) {
        return root.resolve(process).resolve("ns/net");
    }
}
