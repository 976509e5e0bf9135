package io.connflux.cli;

import io.connflux.enrich.OwnerSearch;
import io.connflux.source.SnapshotSource;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether it is told whose the connections are, and whose are chosen. */
final class OwnerOptions {

    @Option(names = "--process", description = "Tell which process, user and container has it.")
    private boolean wanted;

    @Option(names = "--pid", paramLabel = "N", description = "Only those of this process.")
    private @Nullable Integer pid;

    @Option(names = "--user", paramLabel = "U", description = "Only those of this user's processes.")
    private @Nullable String user;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those of programs of this name.")
    private @Nullable String name;

    @Option(names = "--container", paramLabel = "ID", description = "Only those of this container or pod.")
    private @Nullable String container;

    /** The search; null where it is not asked for. */
    @Nullable
    OwnerSearch search(Path proc) {
        return wanted || filter() != null ? OwnerSearch.at(proc) : null;
    }

    /** Which connections are told; null for all. */
    @Nullable
    OwnerFilter filter() {
        boolean any = pid != null || user != null || name != null || container != null;
        return any ? new OwnerFilter(pid, user, name, container) : null;
    }

    /** Says once that there are processes which this user may not look at. */
    static SnapshotSource noticing(SnapshotSource source, OwnerSearch search, PrintStream err) {
        AtomicBoolean said = new AtomicBoolean();
        return () -> {
            if (search.wasDenied() && said.compareAndSet(false, true)) {
                tellDenied(err);
            }
            return source.read();
        };
    }

    static void tellDenied(PrintStream err) {
        err.println("connflux: some processes may not be looked at by this user: their connections say owner"
                + " \"permission\"; root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, may look at all");
    }
}
