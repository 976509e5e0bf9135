package io.connflux.cli.options;

import io.connflux.model.ProcessChoice;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose connections are told. */
public final class OwnerOptions {

    @Option(names = "--pid", paramLabel = "N", description = "Only those of this process.")
    private @Nullable Integer pid;

    @Option(names = "--user", paramLabel = "U", description = "Only those of this user's processes.")
    private @Nullable String user;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those of programs of this name.")
    private @Nullable String name;

    @Option(names = "--container", paramLabel = "ID", description = "Only those of this container or pod.")
    private @Nullable String container;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Which connections are told; null for all. */
    @Nullable
    public OwnerFilter filter() {
        if (pid != null && pid < 1) {
            throw wrong("--pid", "'" + pid + "' is no process id");
        }
        refuseEmpty("--user", user);
        refuseEmpty("--name", name);
        refuseEmpty("--container", container);
        boolean any = pid != null || user != null || name != null || container != null;
        return any ? new OwnerFilter(new ProcessChoice(setOf(pid), setOf(name), setOf(user), setOf(container))) : null;
    }

    private static <T> Set<T> setOf(@Nullable T value) {
        return value == null ? Set.of() : Set.of(value);
    }

    private void refuseEmpty(String option, @Nullable String value) {
        if (value != null && value.isEmpty()) {
            throw wrong(option, "'' is nobody's");
        }
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(command.commandLine(), "Invalid value for option '" + option + "': " + why);
    }
}
