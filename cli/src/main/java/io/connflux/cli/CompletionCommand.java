package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.manual.FishCompletion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code connflux completion}. */
@Command(
        name = "completion",
        description =
                "Prints a completion script: source <(connflux completion bash), connflux completion fish | source",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    private final OutputStream out;

    @Parameters(paramLabel = "SHELL", defaultValue = "bash", description = "bash, zsh or fish (default: bash).")
    private Shell shell = Shell.BASH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    CompletionCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine root = spec.root().commandLine();
        // To be sourced: its first line would say that it is run.
        String bash = AutoComplete.bash("connflux", root).replaceFirst("^#!.*\n", "");
        String script =
                switch (shell) {
                    case BASH -> bash;
                    case ZSH -> zsh(bash);
                    case FISH -> FishCompletion.script(root.getCommandSpec());
                };
        out.write(script.getBytes(StandardCharsets.UTF_8));
        return ExitStatus.OK.code();
    }

    /** Read by hand, or by zsh itself at the first key, out of a directory of completions: that key has to be answered, too. */
    private static String zsh(String bash) {
        return "#compdef connflux\nautoload -U +X bashcompinit && bashcompinit\n" + bash
                + "if [ \"${funcstack[1]}\" = _connflux ]; then _bash_complete -o default -F _complete_connflux; fi\n";
    }
}
