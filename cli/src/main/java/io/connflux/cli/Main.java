package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.text.ErrorLines;
import io.connflux.cli.text.PlainPrintStream;
import io.connflux.cli.text.StandardOutput;
import java.io.PrintStream;

/** The way in. */
public final class Main {

    private Main() {}

    /** Runs the command line, and exits with its status. */
    public static void main(String[] args) {
        PrintStream err = new PlainPrintStream(System.err);
        System.setErr(err);
        ErrorLines.install(err);
        ExitStatus status = Connflux.run(new StandardOutput(), err, args);
        System.exit(status.code());
    }
}
