package io.connflux.cli;

import io.connflux.stream.sink.ClosedPipe;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import reactor.core.Exceptions;

/** The command line as a whole. */
@Command(
        name = "connflux",
        description = "Tells what changes in this host's network connections.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = HelpCommand.class)
final class Connflux {

    private Connflux() {}

    /** Runs a command; nothing is thrown, errors are one line on {@code err}. */
    static ExitStatus run(OutputStream out, PrintStream err, String... args) {
        CommandLine line = new CommandLine(new Connflux())
                .addSubcommand(helpful(new WatchCommand(out, err)))
                .addSubcommand(helpful(new SnapshotCommand(out, err)))
                .addSubcommand(helpful(new ServeCommand(err)))
                .addSubcommand(new CompletionCommand(out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(80)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, given) -> {
                    err.println("connflux: " + oneLine(e.getMessage()) + " (see '"
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help')");
                    return ExitStatus.USAGE.code();
                })
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> failed(e, err).code());
        if (args.length == 0) {
            line.usage(err);
            return ExitStatus.USAGE;
        }
        int code = line.execute(args);
        return code == 0 ? ExitStatus.OK : code == ExitStatus.USAGE.code() ? ExitStatus.USAGE : ExitStatus.FAILURE;
    }

    /**
     * With {@code --help}, which leaves its own line out so that the others fit a screen: who reads it knows it. And without {@code --version}: that is the program's, and would print nothing
     * here.
     */
    private static CommandLine helpful(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .hidden(true)
                        .description("Show this help message and exit.")
                        .build());
        return line;
    }

    private static ExitStatus failed(Exception thrown, PrintStream err) {
        Throwable cause = Exceptions.unwrap(thrown);
        if (cause instanceof IOException e && ClosedPipe.isCause(e)) {
            return ExitStatus.OK;
        }
        String message = cause.getMessage();
        err.println("connflux: " + (message == null ? cause.toString() : oneLine(message)));
        return ExitStatus.FAILURE;
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "unknown error" : message.replace('\n', ' ').replace('\r', ' ');
    }
}
