package io.connflux.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose connections are told. */
final class OwnerOptions {

    @Option(names = "--pid", paramLabel = "N", description = "Only those of this process.")
    private @Nullable Integer pid;

    @Option(names = "--user", paramLabel = "U", description = "Only those of this user's processes.")
    private @Nullable String user;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those of programs of this name.")
    private @Nullable String name;

    @Option(names = "--container", paramLabel = "ID", description = "Only those of this container or pod.")
    private @Nullable String container;

    /** Which connections are told; null for all. */
    @Nullable
    OwnerFilter filter() {
        boolean any = pid != null || user != null || name != null || container != null;
        return any ? new OwnerFilter(pid, user, name, container) : null;
    }
}
