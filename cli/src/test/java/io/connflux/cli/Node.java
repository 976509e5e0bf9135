package io.connflux.cli;

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
        return HostProgram.succeeds(command.toArray(String[]::new));
    }
}
