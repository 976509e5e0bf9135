package io.connflux.cli.exit;

import io.connflux.cli.text.ErrorWords;
import java.io.PrintStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import reactor.core.scheduler.Schedulers;
import reactor.util.Loggers;

/**
 * What ends the program where nothing of it can hear of an error: one that the JVM threw in a thread of Reactor's, which passes
 * it to no subscriber. Without it the command would stay alive and say nothing any more.
 */
public final class FatalErrors {

    // Held: a logger that nobody holds is forgotten, and its level with it.
    private static final Logger SCHEDULERS = Logger.getLogger("reactor.core.scheduler.Schedulers");

    private FatalErrors() {}

    /** From now on, one line and status 1. */
    public static void tell(PrintStream err) {
        Loggers.useJdkLoggers();
        SCHEDULERS.setLevel(Level.OFF);
        // Made now: then there may be no room for it.
        String full = "connflux: the heap of " + (Runtime.getRuntime().maxMemory() >> 20)
                + " MB is full; start Java with more (CONNFLUX_JAVA_OPTS=-Xmx…)";
        Schedulers.onHandleError("connflux", (thread, error) -> end(err, full, error));
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> end(err, full, error));
    }

    private static void end(PrintStream err, String full, Throwable error) {
        if (error instanceof VirtualMachineError) {
            err.println(error instanceof OutOfMemoryError ? full : "connflux: " + ErrorWords.of(error));
            // Not exit, whose hooks would wait for what has stopped.
            Runtime.getRuntime().halt(ExitStatus.FAILURE.code());
        }
    }
}
