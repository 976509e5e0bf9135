package io.connflux.enrich;

import io.connflux.model.ControlGroup;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.OwnerProcess;
import io.connflux.model.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code /proc} tells of processes and their descriptors. Counts what it asks the kernel for. */
final class ProcessFiles {

    /** {@code USER_HZ}: what {@code /proc} counts in, on all architectures that run Java 17. */
    private static final long TICKS_PER_SECOND = 100;

    private static final int LONGEST_COMMAND = 1_000;
    private static final int LONGEST_PATH = 512;
    private static final int LONGEST_FILE = 1 << 16;
    private static final String SOCKET = "socket:[";

    /** A descriptor that may not be looked at. */
    static final long DENIED = -1;

    private final Path proc;
    private final Users users;
    private final Instant boot;
    private long linksRead;

    /** What a process is known by: cheap to read, and enough to tell it from another with its pid. */
    record Stat(int pid, String name, int parent, int session, long startTicks) {}

    ProcessFiles(Path proc) {
        this.proc = proc;
        this.users = Users.beside(proc);
        this.boot = boot(proc);
    }

    Users users() {
        return users;
    }

    /** Links of descriptors that were read so far: what a search costs. */
    long linksRead() {
        return linksRead;
    }

    /** The pids there are now. */
    List<Integer> pids() {
        List<Integer> pids = new ArrayList<>();
        for (String name : names(proc)) {
            int pid = number(name);
            if (pid > 0) {
                pids.add(pid);
            }
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

    /** All that is told of a process; null where it is gone, or its pid is another's by now. */
    @Nullable
    OwnerProcess process(Stat stat) {
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
                boot.plusMillis(stat.startTicks() * 1_000 / TICKS_PER_SECOND),
                again.name(),
                executable == null ? null : clean(executable, LONGEST_PATH),
                command.isEmpty()
                        ? null
                        : clean(command.strip().replace('\0', ' ').strip(), LONGEST_COMMAND),
                uid,
                users.name(uid),
                group.isEmpty() ? ControlGroup.NONE : ControlGroupFile.parse(group));
    }

    /** The numbers of a process's descriptors; null where they may not be read. */
    @Nullable
    List<Integer> descriptors(int pid) {
        Path directory = proc.resolve(pid + "/fd");
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                numbers.add(number(String.valueOf(entry.getFileName())));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Files.isReadable(directory) || !Files.exists(proc.resolve(Integer.toString(pid))) ? List.of() : null;
        }
        return numbers;
    }

    /** The inode of the socket that a descriptor is; 0 where it is something else, or closed by now; {@link #DENIED}. */
    long socket(int pid, int descriptor) {
        linksRead++;
        String target;
        try {
            target = Files.readSymbolicLink(proc.resolve(pid + "/fd/" + descriptor))
                    .toString();
        } catch (AccessDeniedException e) {
            // proc_fd_access_allowed of fs/proc/base.c: who may list them may not follow them without CAP_SYS_PTRACE.
            return DENIED;
        } catch (IOException e) {
            return 0;
        }
        if (!target.startsWith(SOCKET) || !target.endsWith("]")) {
            return 0;
        }
        try {
            return Long.parseLong(target.substring(SOCKET.length(), target.length() - 1));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Why processes may be missing here; null where all of the host are here. */
    @Nullable
    Unnamed hidden() {
        if (!Files.exists(proc.resolve("1"))) {
            // There always is one: hidepid of proc(5) leaves out those of others without a word.
            return pids().isEmpty() ? Unnamed.NAMESPACE : Unnamed.PERMISSION;
        }
        // PROC_PID_INIT_INO of include/linux/proc_ns.h. Process 1 is of the namespace that this /proc shows.
        String namespace = link(proc.resolve("1/ns/pid"));
        return namespace == null || namespace.equals("pid:[4026531836]") ? null : Unnamed.NAMESPACE;
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

    /** Bytes as text; empty where they cannot be read. */
    private static String read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> names(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return names;
        }
        return names;
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

    private static int number(String name) {
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
    static String clean(String text, int longest) {
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

    private static Instant boot(Path proc) {
        for (String line : read(proc.resolve("stat")).split("\n", -1)) {
            if (line.startsWith("btime ")) {
                return Instant.ofEpochSecond(Long.parseLong(line.substring(6).strip()));
            }
        }
        return Instant.EPOCH;
    }
}
