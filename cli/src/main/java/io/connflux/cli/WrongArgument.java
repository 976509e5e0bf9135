package io.connflux.cli;

import io.connflux.filter.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with an argument, and what was meant. */
final class WrongArgument {

    private WrongArgument() {}

    /** As in {@code 'wach' is no command; did you mean 'watch'?}. */
    static String words(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        if (!(wrong instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return String.valueOf(wrong.getMessage());
        }
        String argument = unmatched.getUnmatched().get(0);
        if (argument.startsWith("-")) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            return "Unknown option: '" + name + "'" + Nearest.question(name, options(command));
        }
        if (!command.subcommands().isEmpty()) {
            return "'" + argument + "' is no command"
                    + Nearest.question(argument, command.subcommands().keySet());
        }
        return "'" + argument + "' is one argument too many";
    }

    private static List<String> options(CommandSpec command) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            // Of one letter, each would be near to each.
            if (option.longestName().startsWith("--")) {
                names.add(option.longestName());
            }
        }
        return names;
    }
}
