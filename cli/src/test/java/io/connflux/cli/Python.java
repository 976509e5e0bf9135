package io.connflux.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** The host's Python, which has the clients and servers that are not ours. */
final class Python {

    /** Debian's own: its packages are not seen by another one that may stand before it in the path. */
    static final String COMMAND = "/usr/bin/python3";

    private Python() {}

    /** Skips a test where there is no {@code websockets} (Debian: {@code python3-websockets}). */
    static void assumeWebsockets() throws InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder(COMMAND, "-c", "import websockets")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "no " + COMMAND + " with websockets here: apt-get install python3-websockets");
    }
}
