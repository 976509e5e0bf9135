package io.connflux.process;

import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.process.files.ProcessDetails;
import io.connflux.process.files.ProcessFiles;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.names.NameService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Processes that were seen to do something with a socket, as owners of it. One thread at a time. */
final class ActingOwners {

    /** Too low, and those of a busy host are read again and again; too high, and what is gone takes memory. */
    private static final int REMEMBERED = 4_096;

    /** How long it holds what a process is: it may execute another program, which not everybody who saw it knows. */
    private static final Duration FRESH = Duration.ofMillis(100);

    private final ProcessFiles files;
    private final ProcessDetails details;
    private final @Nullable NameService names;
    private final boolean numbersAreOurs;
    private final Map<Identity, Known> known = new LinkedHashMap<>();

    private record Identity(int pid, long startTicks) {}

    private record Known(OwnerProcess process, String name, long nanos) {}

    /** @param details those of the search: what both tell of a process has one start */
    ActingOwners(Path proc, ProcessDetails details, @Nullable NameService names) {
        this.files = new ProcessFiles(proc);
        this.details = details;
        this.names = names;
        this.numbersAreOurs = files.isOfFirstNamespace();
    }

    /** See {@link OwnerSearch#acting}. */
    @Nullable
    Owner of(int pid, long startTicks, String name, long nanos) {
        if (!numbersAreOurs) {
            return null;
        }
        Identity identity = new Identity(pid, startTicks);
        Known before = known.get(identity);
        boolean isFresh = before != null && before.name.equals(name) && nanos - before.nanos <= FRESH.toNanos();
        Known process = before != null && isFresh ? before : look(identity, name, nanos, before);
        Owner owner = new Owner.Held(List.of(process.process));
        return names == null ? owner : names.named(owner);
    }

    private Known look(Identity identity, String name, long nanos, @Nullable Known before) {
        Known looked = new Known(read(identity, name, before), name, nanos);
        known.remove(identity);
        known.put(identity, looked);
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
        return looked;
    }

    /** As it is now; where it is gone, as it was; and where nobody looked then, what whoever saw it knows. */
    private OwnerProcess read(Identity identity, String name, @Nullable Known before) {
        String comm = ProcessFiles.clean(name, ProcessFiles.LONGEST_NAME);
        Stat stat = files.stat(identity.pid);
        OwnerProcess now = stat == null || stat.startTicks() != identity.startTicks ? null : describe(stat);
        boolean isSame = before != null && before.name.equals(name);
        // One that has exited and that nobody has waited for says no more than its name.
        if (before != null && isSame && (now == null || now.executable() == null)) {
            return before.process;
        }
        if (now != null) {
            return now.name().equals(comm) ? now : now.under(comm);
        }
        return new OwnerProcess(
                identity.pid,
                identity.startTicks,
                details.started(identity.startTicks),
                comm,
                null,
                null,
                OwnerProcess.UNKNOWN_UID,
                null,
                ControlGroup.NONE);
    }

    private @Nullable OwnerProcess describe(Stat stat) {
        details.users().refresh();
        OwnerProcess process = details.process(stat);
        if (names != null && process != null && process.user() == null) {
            names.want(process.uid());
        }
        return process;
    }
}
