package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.stream.tracefs.PreparedTrace;
import io.connflux.stream.tracefs.TraceSettings;
import io.connflux.stream.tracefs.Tracefs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code connflux trace-setup}. */
@Command(
        name = "trace-setup",
        description = "Prepares an instance of the kernel's trace, as root, for others to read.",
        customSynopsis = {
            "connflux trace-setup --group GROUP [--name NAME] [--size KB]",
            "       connflux trace-setup --remove [--name NAME]"
        },
        footer = {
            "",
            "Its path is printed, and on stderr how GROUP comes to it. It has one reader at a",
            "time, and stays until --remove or the next boot. What others trace is left alone.",
            "For example:",
            "  groupadd --system tracing && connflux trace-setup --group tracing"
        })
final class TraceSetupCommand implements Callable<Integer> {

    private final OutputStream out;
    private final PrintStream err;

    @Option(names = "--group", paramLabel = "GROUP", description = "Who may read it: a group's name or number.")
    private @Nullable String group;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Its name (default: connflux). One of this name is made anew.")
    private String name = "connflux";

    @Option(
            names = "--size",
            paramLabel = "KB",
            description = "The kernel's buffer for each CPU in kilobytes (default: 1408).")
    private int kilobytes = TraceSettings.DEFAULT.kilobytes();

    @Option(names = "--remove", description = "Take it away.")
    private boolean isToGo;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print and say nothing but errors, as a unit of systemd wants it.")
    private boolean isQuiet;

    @Spec
    private CommandSpec command = CommandSpec.create();

    TraceSetupCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        TraceSettings settings = settings();
        try {
            if (isToGo) {
                remove();
            } else if (group == null) {
                throw new ParameterException(
                        command.commandLine(), "Missing required option: '--group GROUP', whose members may read it");
            } else {
                prepare(group, settings);
            }
        } catch (IllegalArgumentException e) {
            throw wrong("--name", e);
        }
        return ExitStatus.OK.code();
    }

    private TraceSettings settings() {
        try {
            return TraceSettings.DEFAULT.withKilobytes(kilobytes);
        } catch (IllegalArgumentException e) {
            throw wrong("--size", e);
        }
    }

    private void prepare(String readers, TraceSettings settings) throws IOException {
        Path instance = PreparedTrace.prepare(Tracefs.ROOT, name, readers, settings);
        if (isQuiet) {
            return;
        }
        out.write((instance + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        Path mounted = Path.of("/run", "trace-" + name);
        err.println("connflux: " + Tracefs.ROOT + " is root's: for group '" + readers + "' mount it elsewhere");
        err.println("  mkdir -p " + mounted + " && mount -o bind,ro " + instance + " " + mounted);
        err.println("  connflux watch --trace " + mounted);
        // Whose process may not be looked at, of that nobody knows in which network namespace it is.
        err.println("connflux: without CAP_SYS_PTRACE it is told of its own user's processes alone");
    }

    private void remove() throws IOException {
        if (!PreparedTrace.remove(Tracefs.ROOT, name) && !isQuiet) {
            err.println("connflux: there was no " + PreparedTrace.folder(Tracefs.ROOT, name));
        }
    }

    private ParameterException wrong(String option, IllegalArgumentException why) {
        return new ParameterException(
                command.commandLine(), "Invalid value for option '" + option + "': " + why.getMessage(), why);
    }
}
