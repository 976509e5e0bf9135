package io.connflux.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** The way in. */
public final class Main {

    private Main() {}

    /** Runs the command line, and exits with its status. */
    public static void main(String[] args) {
        // Not System.out: a PrintStream keeps a closed pipe to itself, and the command would never end.
        ExitStatus status = Connflux.run(new FileOutputStream(FileDescriptor.out), System.err, args);
        System.exit(status.code());
    }
}
