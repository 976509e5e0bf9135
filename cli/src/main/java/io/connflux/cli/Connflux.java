package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.options.ReadBy;
import io.connflux.cli.options.value.NumberOption;
import io.connflux.cli.options.value.WordOption;
import io.connflux.cli.text.ErrorWords;
import io.connflux.cli.text.PlainPrintStream;
import io.connflux.cli.text.Terminal;
import io.connflux.filter.FilterException;
import io.connflux.stream.sink.ClosedPipe;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        footer = {
            "For example, whom the peer hung up on, and the table of one program:",
            "  connflux watch --format json | jq -c 'select(.closed_by == \"remote\") | .local'",
            "  connflux snapshot --name nginx"
        },
        subcommands = HelpCommand.class)
final class Connflux {

    private Connflux() {}

    /** Runs a command; nothing is thrown, errors are one line on {@code err}. */
    static ExitStatus run(OutputStream out, PrintStream messages, String... args) {
        PrintStream err = new PlainPrintStream(messages);
        // picocli would print help through a PrintWriter, which keeps to itself that a disk is full.
        StringWriter help = new StringWriter();
        CommandLine line = new CommandLine(new Connflux());
        commands(out, err, args.length == 0 ? "" : args[0]).forEach(line::addSubcommand);
        line.setUsageHelpWidth(80)
                // An argument is what it is, and no file to be read for more of them.
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(help))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .registerConverter(Terminal.ColorChoice.class, new WordOption<>(Terminal.ColorChoice.class))
                .registerConverter(CompletionCommand.Shell.class, new WordOption<>(CompletionCommand.Shell.class))
                .registerConverter(ReadBy.class, new WordOption<>(ReadBy.class))
                .registerConverter(int.class, new NumberOption<>(Integer::valueOf))
                .registerConverter(Integer.class, new NumberOption<>(Integer::valueOf))
                .registerConverter(long.class, new NumberOption<>(Long::valueOf))
                .setParameterExceptionHandler((e, given) -> {
                    err.println("connflux: " + WrongArgument.words(e) + " (see '"
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help')");
                    return ExitStatus.USAGE.code();
                })
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> failed(e, err).code());
        if (args.length == 0) {
            line.usage(err);
            return ExitStatus.USAGE;
        }
        int code;
        try {
            code = line.execute(args);
            out.write(help.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException | Error e) {
            return failed(e, err);
        }
        return code == 0 ? ExitStatus.OK : code == ExitStatus.USAGE.code() ? ExitStatus.USAGE : ExitStatus.FAILURE;
    }

    /** The one that is named, or all: the options of those that do not run would be looked at in vain at each start. */
    private static List<CommandLine> commands(OutputStream out, PrintStream err, String named) {
        return switch (named) {
            case "watch" -> List.of(helpful(new WatchCommand(out, err)));
            case "snapshot" -> List.of(helpful(new SnapshotCommand(out, err)));
            case "replay" -> List.of(helpful(new ReplayCommand(out, err)));
            case "serve" -> List.of(helpful(new ServeCommand(out, err)));
            case "filter" -> List.of(helpful(new FilterCommand(out)));
            default ->
                List.of(
                        helpful(new WatchCommand(out, err)),
                        helpful(new SnapshotCommand(out, err)),
                        helpful(new ServeCommand(out, err)),
                        helpful(new ReplayCommand(out, err)),
                        helpful(new FilterCommand(out)),
                        helpful(new TraceSetupCommand(out, err)),
                        new CommandLine(new CompletionCommand(out)),
                        helpful(new ManualCommand(out)));
        };
    }

    /**
     * With {@code --help}, which leaves its own line out so that the others fit a screen: who reads it knows it. And without {@code
     * --version}: that is the program's, and would print nothing here.
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

    private static ExitStatus failed(Throwable thrown, PrintStream err) {
        Throwable cause = Exceptions.unwrap(thrown);
        if (cause instanceof IOException e && ClosedPipe.isCause(e)) {
            return ExitStatus.OK;
        }
        if (cause instanceof FilterException e) {
            err.println("connflux: the filter is not understood (see 'connflux filter --help')");
            e.explanation().lines().forEach(line -> err.println("  " + line));
            return ExitStatus.USAGE;
        }
        err.println("connflux: " + ErrorWords.of(cause));
        return ExitStatus.FAILURE;
    }
}
