package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.manual.ManualPage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code connflux manual}. */
@Command(
        name = "manual",
        description = "Prints the manual page: connflux manual | man -l -",
        customSynopsis = "connflux manual")
final class ManualCommand implements Callable<Integer> {

    private final OutputStream out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ManualCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        out.write(ManualPage.of(spec.root(), Version.number()).getBytes(StandardCharsets.UTF_8));
        return ExitStatus.OK.code();
    }
}
