package io.connflux.process.files;

import io.connflux.model.Owner.Unnamed;
import io.connflux.model.PlainText;
import io.connflux.proc.InodeLink;
import io.connflux.proc.ProcessList;
import io.connflux.proc.ProcessStat;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which processes {@code /proc} has, and the files of each. */
public final class ProcessFiles {

    /** Of a process; the kernel's own threads have the longest. */
    public static final int LONGEST_NAME = 64;

    private static final int LONGEST_FILE = 1 << 16;

    /** {@code PROC_PID_INIT_INO} of {@code include/linux/proc_ns.h}: what the host booted with. */
    private static final long FIRST_PID_NAMESPACE = 0xEFFF_FFFCL;

    private static final InodeLink PID = new InodeLink("pid");

    private final Path proc;
    private final ProcessList list;

    /** What a process is known by: cheap to read, and enough to tell it from another with its pid. */
    public record Stat(int pid, String name, int parent, int session, long startTicks) {}

    /** @param proc the root of a {@code /proc} */
    public ProcessFiles(Path proc) {
        this.proc = proc;
        this.list = new ProcessList(proc);
    }

    /** The pids there are now. */
    Set<Integer> pids() {
        Set<Integer> pids = new HashSet<>();
        try {
            list.names().stream()
                    .map(ProcessFiles::number)
                    .filter(pid -> pid > 0)
                    .forEach(pids::add);
        } catch (IOException e) {
            // None that could be looked at.
            return pids;
        }
        return pids;
    }

    /** Null where there is no such process. */
    @Nullable
    public Stat stat(int pid) {
        ProcessStat stat = ProcessStat.parse(read(pid, "stat"));
        return stat == null
                ? null
                : new Stat(pid, clean(stat.name(), LONGEST_NAME), stat.parent(), stat.session(), stat.startTicks());
    }

    /** Whether there is no such process any more, known for certain. */
    public boolean isGone(Stat stat) {
        Stat now = stat(stat.pid());
        return now == null
                ? Files.notExists(proc.resolve(Integer.toString(stat.pid())))
                : now.startTicks() != stat.startTicks();
    }

    /**
     * Whether the pids here are those that the kernel itself uses. Where this process is of the first namespace, it is to be seen in
     * no other's {@code /proc}.
     */
    public boolean isOfFirstNamespace() {
        return PID.read(proc.resolve("self/ns/pid")) == FIRST_PID_NAMESPACE;
    }

    /** Why processes may be missing here; null where all of the host are here. */
    @Nullable
    public Unnamed hidden() {
        if (list.hidesSome()) {
            return pids().isEmpty() ? Unnamed.NAMESPACE : Unnamed.PERMISSION;
        }
        // Process 1 is of the namespace that this /proc shows.
        long namespace = PID.read(proc.resolve("1/ns/pid"));
        return namespace <= 0 || namespace == FIRST_PID_NAMESPACE ? null : Unnamed.NAMESPACE;
    }

    /** What a link leads to; null where it cannot be read. */
    @Nullable
    String link(int pid, String file) {
        try {
            return Files.readSymbolicLink(proc.resolve(pid + "/" + file)).toString();
        } catch (IOException e) {
            return null;
        }
    }

    /** A file's text; empty where it cannot be read. */
    String read(int pid, String file) {
        return read(proc.resolve(pid + "/" + file));
    }

    /** Bytes as text; empty where they cannot be read. An interrupt does not end it, and is not taken for a process gone. */
    static String read(Path path) {
        try (InputStream in = new FileInputStream(path.toFile())) {
            return new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** -1 where it is none. */
    static int number(String name) {
        if (name.isEmpty() || name.length() > 9) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Its beginning, in whole characters, and none of them a control or a half. */
    public static String clean(String text, int longest) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), longest));
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (i > longest) {
                break;
            }
            boolean bad = Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
            clean.appendCodePoint(bad ? PlainText.REPLACEMENT : c);
        }
        return clean.toString();
    }
}
