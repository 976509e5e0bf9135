package io.connflux.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The host's Node, whose WebSocket is that of browsers. */
final class Node {

    /** The flag is needed before Node 22. */
    static final List<String> COMMAND = List.of("node", "--experimental-websocket");

    private Node() {}

    static boolean hasWebSocket() throws InterruptedException {
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(List.of("-e", "process.exit(typeof WebSocket === 'function' ? 0 : 1)"));
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
