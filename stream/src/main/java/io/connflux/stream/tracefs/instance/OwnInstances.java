package io.connflux.stream.tracefs.instance;

import io.connflux.proc.InodeLink;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Instances that processes of this program make for themselves. The name says whose one is: the pid namespace, the process and when
 * it started. So what a {@code kill -9} has left is found, and nobody else's is taken for it.
 */
public final class OwnInstances {

    private static final Pattern NAME =
            Pattern.compile("connflux-([0-9]{1,19})-([0-9]{1,10})-([0-9]{1,19})-[0-9]{1,10}");
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final InodeLink PID_NAMESPACE = new InodeLink("pid");

    /** In {@code /proc/PID/stat} the words behind the process's name begin with the third, and the start is the 22nd. */
    private static final int START = 19;

    private final Path root;
    private final Path proc;

    /**
     * Those of a tracefs.
     *
     * @param root where it is mounted
     * @param proc whose {@code self} is this process
     */
    public OwnInstances(Path root, Path proc) {
        this.root = root;
        this.proc = proc;
    }

    /** A name for one more of this process. */
    public String name() throws IOException {
        long pid = ProcessHandle.current().pid();
        return "connflux-" + namespace() + "-" + pid + "-" + start(pid) + "-" + MADE.incrementAndGet();
    }

    /** Removes those whose process is gone. One of another pid namespace, of which nobody here can say that, stays. */
    public void removeLeft() throws IOException {
        String[] there = new File(root.toFile(), "instances").list();
        if (there == null) {
            return;
        }
        long namespace = namespace();
        for (String name : there) {
            Matcher whose = NAME.matcher(name);
            if (whose.matches()
                    && Long.parseLong(whose.group(1)) == namespace
                    && start(Long.parseLong(whose.group(2))) != Long.parseLong(whose.group(3))) {
                new TraceInstance(root.resolve("instances").resolve(name)).removeIfUnused();
            }
        }
    }

    private long namespace() {
        return Math.max(0, PID_NAMESPACE.read(proc.resolve("self/ns/pid")));
    }

    /** When a process started, in ticks since the host did; -1 where there is no such process. */
    private long start(long pid) throws IOException {
        Path process = proc.resolve(Long.toString(pid));
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", START + 2);
            return Long.parseLong(words[START]);
        } catch (NoSuchFileException e) {
            return -1;
        } catch (IOException e) {
            // One that ends while it is opened or read is refused as no such process, and not as no such file.
            if (Files.exists(process)) {
                throw e;
            }
            return -1;
        }
    }
}
