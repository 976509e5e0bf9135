package io.connflux.cli.text;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Errors that no command gets to see, in a library's log or at the end of a thread: a line each, and never a stack trace. */
public final class ErrorLines extends Handler {

    private final PrintStream err;

    private ErrorLines(PrintStream err) {
        this.err = err;
        setLevel(Level.SEVERE);
    }

    public static void install(PrintStream err) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new ErrorLines(err));
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> err.println(line("thread " + thread.getName() + " ended", thrown)));
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            err.println(line(String.valueOf(record.getMessage()), record.getThrown()));
        }
    }

    private static String line(String what, @Nullable Throwable thrown) {
        return "connflux: error inside: " + what + (thrown == null ? "" : ": " + ErrorWords.of(thrown));
    }

    @Override
    public void flush() {
        err.flush();
    }

    @Override
    public void close() {
        err.flush();
    }
}
