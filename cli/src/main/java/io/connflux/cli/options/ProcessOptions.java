package io.connflux.cli.options;

import io.connflux.filter.Filter;
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

    @Option(names = "-p", hidden = true, description = "As '--process'.")
    private boolean shortlyWanted;

    @Option(names = "--getent", description = "Ask getent for users that /etc/passwd lacks.")
    private boolean getent;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /**
     * Refuses what would be passed over in silence.
     *
     * @param filter what connections are chosen by
     */
    public void check(Filter filter) {
        if (getent && !isWanted() && !filter.needsOwners()) {
            throw new ParameterException(
                    command.commandLine(), "'--getent' is for names of users, and needs '--process' to tell them");
        }
    }

    /** As if {@code --process} had been said. */
    public void want() {
        wanted = true;
    }

    /** Whether owners are to be told. */
    public boolean isWanted() {
        return wanted || shortlyWanted;
    }

    /**
     * The search; null where it is not asked for.
     *
     * @param filter what connections are chosen by
     */
    @Nullable
    public OwnerSearch search(Path proc, Filter filter) {
        if (!isWanted() && !filter.needsOwners()) {
            return null;
        }
        OwnerSearch search = OwnerSearch.at(proc).choosing(filter.processes());
        return getent ? search.withGetent() : search;
    }
}
