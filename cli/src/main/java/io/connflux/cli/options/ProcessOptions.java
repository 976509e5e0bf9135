package io.connflux.cli.options;

import io.connflux.process.OwnerSearch;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether it is told whose the connections are, and where their users' names come from. */
public final class ProcessOptions {

    @Option(names = "--process", description = "Tell which process, user and container has it.")
    private boolean wanted;

    @Option(names = "--getent", description = "Ask getent for users that /etc/passwd lacks.")
    private boolean getent;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /**
     * Refuses what would be passed over in silence.
     *
     * @param chosen whether connections are chosen by their owners
     */
    public void check(boolean chosen) {
        if (getent && !wanted && !chosen) {
            throw new ParameterException(
                    command.commandLine(), "'--getent' is for names of users, and needs '--process' to tell them");
        }
    }

    /**
     * The search; null where it is not asked for.
     *
     * @param filter what connections are chosen by; null where all are told
     */
    @Nullable
    public OwnerSearch search(Path proc, @Nullable OwnerFilter filter) {
        if (!wanted && filter == null) {
            return null;
        }
        OwnerSearch all = OwnerSearch.at(proc);
        OwnerSearch search = filter == null ? all : all.choosing(filter.processes());
        return getent ? search.withGetent() : search;
    }
}
