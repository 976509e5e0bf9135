package io.connflux.cli.manual;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The page {@code connflux(1)}. Commands and options are those of the command line, in the words of its help; what is said around
 * them is the file {@code connflux.1} beside this class.
 */
public final class ManualPage {

    private static final String VERSION = "@version@";
    private static final String COMMANDS = "@commands@\n";

    private ManualPage() {}

    /**
     * The source of the page, for man(1).
     *
     * @param root the whole command line
     * @param version stands at the foot of each page
     */
    public static String of(CommandSpec root, String version) throws IOException {
        Roff commands = new Roff();
        root.subcommands().values().stream()
                .filter(line -> !(line.getCommand() instanceof CommandLine.HelpCommand))
                .forEach(line -> command(line, commands));
        return frame().replace(VERSION, version.replace("-", "\\-")).replace(COMMANDS, commands.toString());
    }

    private static String frame() throws IOException {
        try (InputStream file = ManualPage.class.getResourceAsStream("connflux.1")) {
            if (file == null) {
                throw new IOException("connflux.1 is missing in this jar: build it again");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void command(CommandLine line, Roff roff) {
        CommandSpec spec = line.getCommandSpec();
        Help help = line.getHelp();
        String[] synopsis = spec.usageMessage().customSynopsis();
        roff.heading(synopsis.length == 0 ? help.synopsis(0).strip() : synopsis[0]);
        roff.paragraph(words(spec.usageMessage().description()));
        Stream.concat(spec.positionalParameters().stream(), spec.options().stream())
                .filter(argument -> !argument.hidden())
                .forEach(argument -> roff.term(term(argument, help)).paragraph(words(argument.description())));
        String[] footer = spec.usageMessage().footer();
        if (footer.length > 0) {
            roff.macro(".PP").asWritten(footer);
        }
    }

    private static String term(ArgSpec argument, Help help) {
        String label = help.parameterLabelRenderer()
                .renderParameterLabel(argument, Help.Ansi.OFF, List.of())
                .plainString();
        String value = label.isEmpty() ? "" : Roff.italic(label);
        return argument instanceof OptionSpec option
                ? Stream.of(option.names()).map(Roff::bold).collect(Collectors.joining(", ")) + value
                : value;
    }

    private static String words(String[] description) {
        return String.join(" ", description).replace("%%", "%").strip();
    }
}
