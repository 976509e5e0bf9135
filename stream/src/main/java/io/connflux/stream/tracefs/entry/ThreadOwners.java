package io.connflux.stream.tracefs.entry;

import io.connflux.observation.ActingProcess;
import io.connflux.proc.InodeLink;
import io.connflux.proc.ProcessStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Whose threads those are that did something: the kernel tells a thread, by its number in the first pid namespace. What was found
 * holds for a short time: a thread seldom changes its network namespace, and its number is not given to another one at once.
 *
 * <p>Nothing is known here of a thread that has ended: it need not have been its process's only one ({@link Tasks} may know). Nor of the kernel's own, which
 * work for others. Nor where this process is not in the first pid namespace itself: the same number is another thread's there.
 * For one thread.
 */
public final class ThreadOwners {

    /** {@code PROC_PID_INIT_INO} of {@code include/linux/proc_ns.h}. */
    private static final long FIRST_PID_NAMESPACE = 0xEFFF_FFFCL;

    /** The thread that the kernel's own ones are children of. */
    private static final long KTHREADD = 2;

    /** So many are remembered at most; a host that has more that open connections within that time looks again. */
    private static final int REMEMBERED = 4096;

    private static final InodeLink NETWORK_NAMESPACE = new InodeLink("net");
    private static final InodeLink PID_NAMESPACE = new InodeLink("pid");

    private final Path proc;
    private final BootClock clock;
    private final long memoryNanos;
    private final boolean numbersAreOurs;
    private final Map<Long, Look> looks = new HashMap<>();

    /** @param startTicks the thread's */
    private record Look(long nanos, long startTicks, ThreadOwner owner) {}

    /**
     * Knows none yet.
     *
     * @param memoryNanos how long what was found holds
     */
    public ThreadOwners(Path proc, long memoryNanos) {
        this.proc = proc;
        this.clock = new BootClock(proc);
        this.memoryNanos = memoryNanos;
        this.numbersAreOurs = PID_NAMESPACE.read(proc.resolve("self/ns/pid")) == FIRST_PID_NAMESPACE;
    }

    /**
     * Whose the thread is, if it still is there.
     *
     * @param nanos when it did something; one that started later is another that has its number by now
     */
    public ThreadOwner of(long thread, long nanos) {
        if (!numbersAreOurs || thread == 0) {
            return ThreadOwner.UNKNOWN;
        }
        Look look = looks.get(thread);
        if (look == null || nanos - look.nanos > memoryNanos) {
            if (looks.size() >= REMEMBERED) {
                looks.clear();
            }
            look = look == null ? look(thread) : again(thread, look);
            looks.put(thread, look);
        }
        return look.startTicks <= clock.ticks(nanos) ? look.owner : ThreadOwner.UNKNOWN;
    }

    /** The same process has the same thread, so that this need not be asked again; another namespace and name it may have. */
    private Look again(long thread, Look before) {
        ActingProcess known = before.owner.process();
        if (known == null || known.pid() != thread) {
            return look(thread);
        }
        long now = System.nanoTime();
        Path files = proc.resolve(Long.toString(thread));
        ProcessStat stat = ProcessStat.parse(read(files.resolve("stat")));
        if (stat == null || stat.startTicks() != before.startTicks) {
            return look(thread);
        }
        ActingProcess acting = new ActingProcess(known.pid(), known.startTicks(), stat.name());
        return new Look(now, before.startTicks, new ThreadOwner(acting, namespace(files)));
    }

    private static long namespace(Path files) {
        return Math.max(0, NETWORK_NAMESPACE.read(files.resolve("ns/net")));
    }

    private Look look(long thread) {
        long now = System.nanoTime();
        Path files = proc.resolve(Long.toString(thread));
        String status = read(files.resolve("status"));
        long pid = number(status, "\nTgid:\t");
        ProcessStat started = ProcessStat.parse(read(files.resolve("stat")));
        ProcessStat process =
                pid == thread ? started : ProcessStat.parse(read(proc.resolve(Long.toString(pid) + "/stat")));
        if (started == null || process == null || pid == KTHREADD || process.parent() == KTHREADD) {
            return new Look(now, 0, ThreadOwner.UNKNOWN);
        }
        ActingProcess acting = new ActingProcess((int) pid, process.startTicks(), process.name());
        return new Look(now, started.startTicks(), new ThreadOwner(acting, namespace(files)));
    }

    /** A file's text; empty where it is gone. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** The number behind a name; 0 where there is none. A name of a process cannot imitate it: its line ends are escaped. */
    private static long number(String status, String name) {
        int at = status.indexOf(name);
        if (at < 0) {
            return 0;
        }
        int from = at + name.length();
        int to = from;
        while (to < status.length() && Character.isDigit(status.charAt(to))) {
            to++;
        }
        return to == from ? 0 : Long.parseLong(status, from, to, 10);
    }
}
