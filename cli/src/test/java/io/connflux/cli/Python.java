package io.connflux.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The host's Python, which has the clients and servers that are not ours. */
final class Python {

    /** Debian's own: its packages are not seen by another one that may stand before it in the path. */
    static final String COMMAND = "/usr/bin/python3";

    private Python() {}

    /** Skips a test where there is no {@code websockets}. */
    static void assumeWebsockets() throws InterruptedException {
        assumeModule("websockets", "python3-websockets");
    }

    /**
     * Skips a test where a module is missing.
     *
     * @param debian the package of Debian that has it
     */
    static void assumeModule(String module, String debian) throws InterruptedException {
        boolean there = HostProgram.succeeds(COMMAND, "-c", "import " + module);
        assumeTrue(there, "no " + COMMAND + " with " + module + " here: apt-get install " + debian);
    }
}
