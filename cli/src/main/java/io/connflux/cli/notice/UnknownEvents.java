package io.connflux.cli.notice;

import io.connflux.stream.websocket.UnknownEvent;
import java.io.PrintStream;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Says what a newer server sends that is passed over: each kind once, and at the end how much it was. */
public final class UnknownEvents implements Consumer<UnknownEvent> {

    /** Kinds told. A server that makes them up would fill the screen, and the memory. */
    private static final int MOST = 10;

    private final URI server;
    private final PrintStream err;
    private final Set<String> told = new HashSet<>();
    private long count;

    public UnknownEvents(URI server, PrintStream err) {
        this.server = server;
        this.err = err;
    }

    @Override
    public synchronized void accept(UnknownEvent event) {
        count = event.count();
        if (told.size() < MOST && told.add(event.what())) {
            err.println("connflux: " + server + " sends what this version does not know (" + event.what()
                    + "): such lines are passed over" + (told.size() == MOST ? "; further kinds are not told" : ""));
        }
    }

    public synchronized void end() {
        if (count > 0) {
            err.println("connflux: passed over what this version does not know: " + count
                    + (count == 1 ? " line" : " lines"));
        }
    }
}
