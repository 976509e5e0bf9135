package io.connflux.cli;

import java.io.IOException;

/** A program that the host may have. */
final class HostProgram {

    private HostProgram() {}

    /** Whether it is there, and ends well. */
    static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
