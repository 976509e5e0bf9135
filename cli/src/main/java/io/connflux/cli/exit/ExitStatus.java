package io.connflux.cli.exit;

/** How a command ends. A signal's status, 130 or 143, is the JVM's own. */
public enum ExitStatus {
    OK(0),
    /** Something could not be read or written. */
    FAILURE(1),
    /** The command line is wrong. */
    USAGE(2);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** What the shell gets. */
    public int code() {
        return code;
    }
}
