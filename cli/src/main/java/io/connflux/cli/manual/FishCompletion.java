package io.connflux.cli.manual;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The command line as {@code complete} commands of the fish shell, which picocli does not write. */
public final class FishCompletion {

    private final StringBuilder script = new StringBuilder();
    private final String command;

    private FishCompletion(String command) {
        this.command = command;
    }

    /** The script of a command. */
    public static String script(CommandSpec root) {
        FishCompletion fish = new FishCompletion(root.name());
        fish.complete("-f");
        fish.options(root, "__fish_use_subcommand");
        Set<String> names = root.subcommands().keySet();
        root.subcommands().forEach((name, line) -> {
            CommandSpec spec = line.getCommandSpec();
            String about = words(spec.usageMessage().header());
            about = about.isEmpty() ? words(spec.usageMessage().description()) : about;
            fish.complete("-n", "__fish_use_subcommand", "-a", name, "-d", quoted(about));
            String inside = quoted("__fish_seen_subcommand_from " + name);
            fish.options(spec, inside);
            if (line.getCommand() instanceof CommandLine.HelpCommand) {
                List<String> others = new ArrayList<>(names);
                others.remove(name);
                fish.complete("-n", inside, "-a", quoted(String.join(" ", others)));
                return;
            }
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                fish.complete("-n", inside, "-a", quoted(String.join(" ", candidates(parameter))));
            }
        });
        return fish.script.toString();
    }

    private void options(CommandSpec spec, String condition) {
        for (OptionSpec option : spec.options()) {
            if (option.hidden()) {
                continue;
            }
            List<String> words = new ArrayList<>(List.of("-n", condition));
            for (String name : option.names()) {
                words.add(name.startsWith("--") ? "-l" : "-s");
                words.add(name.replaceFirst("^--?", ""));
            }
            if (option.arity().max() > 0) {
                List<String> values = candidates(option);
                boolean file = option.type() == Path.class || option.type() == File.class;
                words.addAll(file ? List.of("-r", "-F") : List.of("-x"));
                if (!values.isEmpty()) {
                    words.add("-a");
                    words.add(quoted(String.join(" ", values)));
                }
            }
            words.add("-d");
            words.add(quoted(words(option.description())));
            complete(words.toArray(String[]::new));
        }
    }

    private static List<String> candidates(ArgSpec argument) {
        List<String> values = new ArrayList<>();
        Iterable<String> given = argument.completionCandidates();
        if (given != null) {
            given.forEach(values::add);
        }
        // Constants are written as the help has them; any case is taken.
        values.replaceAll(value -> value.toLowerCase(Locale.ROOT));
        return values;
    }

    private void complete(String... words) {
        script.append("complete -c ").append(command);
        for (String word : words) {
            script.append(' ').append(word);
        }
        script.append('\n');
    }

    private static String words(String @Nullable [] description) {
        return description == null
                ? ""
                : String.join(" ", description).replace("%%", "%").strip();
    }

    /** In fish's single quotes only the quote and the backslash mean something. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
