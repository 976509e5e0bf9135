package io.connflux.process.files;

import io.connflux.model.ControlGroup;
import io.connflux.model.OwnerProcess;
import io.connflux.model.ProcessChoice;
import io.connflux.process.files.ProcessFiles.Stat;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What is told of a process that owns a socket: its program, user, control group and start. */
public final class ProcessDetails {

    private static final int LONGEST_COMMAND = 1_000;
    private static final int LONGEST_PATH = 512;

    private final ProcessFiles files;
    private final Path proc;
    private final Users users;
    private final InstantSource clock;
    private @Nullable BootTime boot;

    /** @param clock for the time of boot */
    public ProcessDetails(Path proc, InstantSource clock) {
        this.files = new ProcessFiles(proc);
        this.proc = proc;
        this.users = Users.beside(proc);
        this.clock = clock;
    }

    public Users users() {
        return users;
    }

    /** Whether a choice means it. Reads what the choice asks for, and nothing else. */
    public boolean isOf(ProcessChoice choice, Stat stat) {
        if (!choice.hasPid(stat.pid())) {
            return false;
        }
        if (!choice.hasName(stat.name()) && !choice.hasProgram(files.link(stat.pid(), "exe"))) {
            return false;
        }
        if (!choice.users().isEmpty()) {
            long uid = uid(files.read(stat.pid(), "status"));
            if (!choice.hasUser(uid, users.name(uid))) {
                return false;
            }
        }
        if (choice.containers().isEmpty()) {
            return true;
        }
        ControlGroup group = ControlGroupFile.parse(files.read(stat.pid(), "cgroup"));
        return choice.hasContainer(group.container(), group.pod());
    }

    /** All that is told of a process; null where it is gone, or its pid is another's by now. */
    @Nullable
    public OwnerProcess process(Stat stat) {
        String command = files.read(stat.pid(), "cmdline");
        String group = files.read(stat.pid(), "cgroup");
        long uid = uid(files.read(stat.pid(), "status"));
        String executable = files.link(stat.pid(), "exe");
        Stat again = files.stat(stat.pid());
        if (again == null || again.startTicks() != stat.startTicks()) {
            return null;
        }
        return new OwnerProcess(
                stat.pid(),
                stat.startTicks(),
                started(stat.startTicks()),
                again.name(),
                executable == null ? null : ProcessFiles.clean(executable, LONGEST_PATH),
                command.isEmpty()
                        ? null
                        : ProcessFiles.clean(command.strip().replace('\0', ' ').strip(), LONGEST_COMMAND),
                uid,
                users.name(uid),
                group.isEmpty() ? ControlGroup.NONE : ControlGroupFile.parse(group));
    }

    /** A start as a time. */
    public Instant started(long startTicks) {
        return boot().after(startTicks);
    }

    /** Found out when it is needed first, and kept, so that a process has one start. */
    private BootTime boot() {
        BootTime known = boot == null ? BootTime.of(proc, clock) : boot;
        boot = known;
        return known;
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
}
