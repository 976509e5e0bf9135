package io.connflux.process.files;

import io.connflux.model.ControlGroup;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.OwnerProcess;
import io.connflux.model.PlainText;
import io.connflux.model.ProcessChoice;
import io.connflux.proc.InodeLink;
import io.connflux.proc.ProcessList;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code /proc} tells of processes, beside their descriptors. */
public final class ProcessFiles {

    private static final int LONGEST_COMMAND = 1_000;
    private static final int LONGEST_PATH = 512;
    private static final int LONGEST_FILE = 1 << 16;

    /** {@code PROC_PID_INIT_INO} of {@code include/linux/proc_ns.h}: what the host booted with. */
    private static final long FIRST_PID_NAMESPACE = 0xEFFF_FFFCL;

    private static final InodeLink PID = new InodeLink("pid");

    private final Path proc;
    private final ProcessList list;
    private final Users users;
    private final InstantSource clock;
    private @Nullable BootTime boot;

    /** What a process is known by: cheap to read, and enough to tell it from another with its pid. */
    public record Stat(int pid, String name, int parent, int session, long startTicks) {}

    /** @param clock for the time of boot */
    public ProcessFiles(Path proc, InstantSource clock) {
        this.proc = proc;
        this.list = new ProcessList(proc);
        this.users = Users.beside(proc);
        this.clock = clock;
    }

    public Users users() {
        return users;
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
    Stat stat(int pid) {
        String text = read(pid, "stat");
        // The name may hold parentheses and spaces: it ends at the last one.
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open || text.length() < close + 2) {
            return null;
        }
        String[] fields = text.substring(close + 2).split(" ", -1);
        if (fields.length < 20) {
            return null;
        }
        try {
            return new Stat(
                    pid,
                    clean(text.substring(open + 1, close), 64),
                    Integer.parseInt(fields[1]),
                    Integer.parseInt(fields[3]),
                    Long.parseLong(fields[19]));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether there is no such process any more, known for certain. */
    public boolean isGone(Stat stat) {
        Stat now = stat(stat.pid());
        return now == null
                ? Files.notExists(proc.resolve(Integer.toString(stat.pid())))
                : now.startTicks() != stat.startTicks();
    }

    /** Whether a choice means it. Reads what the choice asks for, and nothing else. */
    public boolean isOf(ProcessChoice choice, Stat stat) {
        if (!choice.hasPid(stat.pid())) {
            return false;
        }
        if (!choice.hasName(stat.name()) && !choice.hasProgram(link(proc.resolve(stat.pid() + "/exe")))) {
            return false;
        }
        if (!choice.users().isEmpty()) {
            long uid = uid(read(stat.pid(), "status"));
            if (!choice.hasUser(uid, users.name(uid))) {
                return false;
            }
        }
        if (choice.containers().isEmpty()) {
            return true;
        }
        ControlGroup group = ControlGroupFile.parse(read(stat.pid(), "cgroup"));
        return choice.hasContainer(group.container(), group.pod());
    }

    /** All that is told of a process; null where it is gone, or its pid is another's by now. */
    @Nullable
    public OwnerProcess process(Stat stat) {
        String command = read(stat.pid(), "cmdline");
        String group = read(stat.pid(), "cgroup");
        long uid = uid(read(stat.pid(), "status"));
        String executable = link(proc.resolve(stat.pid() + "/exe"));
        Stat again = stat(stat.pid());
        if (again == null || again.startTicks() != stat.startTicks()) {
            return null;
        }
        return new OwnerProcess(
                stat.pid(),
                stat.startTicks(),
                boot().after(stat.startTicks()),
                again.name(),
                executable == null ? null : clean(executable, LONGEST_PATH),
                command.isEmpty()
                        ? null
                        : clean(command.strip().replace('\0', ' ').strip(), LONGEST_COMMAND),
                uid,
                users.name(uid),
                group.isEmpty() ? ControlGroup.NONE : ControlGroupFile.parse(group));
    }

    /** Found out when it is needed first, and kept, so that a process has one start. */
    private BootTime boot() {
        BootTime known = boot == null ? BootTime.of(proc, clock) : boot;
        boot = known;
        return known;
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

    private static @Nullable String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            return null;
        }
    }

    private String read(int pid, String file) {
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

    /** The effective one: {@code Uid: real effective saved filesystem}. */
    private static long uid(String status) {
        for (String line : status.split("\n", -1)) {
            if (line.startsWith("Uid:")) {
                String[] ids = line.substring(4).strip().split("\\s+", -1);
                return ids.length > 1 ? Long.parseLong(ids[1]) : -1;
            }
        }
        return -1;
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
