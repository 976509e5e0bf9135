package io.connflux.cli.notice;

import java.util.logging.Level;
import java.util.logging.Logger;
import reactor.util.Loggers;

/** What the network library would print of its own accord. */
public final class NetworkLog {

    // Held: a logger that nobody holds is forgotten, and its level with it.
    private static final Logger REACTOR_NETTY = Logger.getLogger("reactor.netty");
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private NetworkLog() {}

    /** Keeps stack traces off stderr. The errors themselves arrive as signals, and a command says them in a line. */
    public static void silence() {
        Loggers.useJdkLoggers();
        REACTOR_NETTY.setLevel(Level.OFF);
        NETTY.setLevel(Level.OFF);
    }
}
