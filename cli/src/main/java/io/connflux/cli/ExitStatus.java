package io.connflux.cli;

/** How a command ends. A signal's status, 130 or 143, is the JVM's own. */
enum ExitStatus {
    OK(0),
    /** Something could not be read or written. */
    FAILURE(1),
    /** The command line is wrong. */
    USAGE(2);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
