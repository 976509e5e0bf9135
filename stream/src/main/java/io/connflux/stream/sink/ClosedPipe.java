package io.connflux.stream.sink;

import java.io.IOException;
import java.util.Locale;

/** Tells the end that a reader makes from an error. The JDK has no type for it, only the system's words. */
public final class ClosedPipe {

    private ClosedPipe() {}

    /** Whether writing failed because nobody reads any more. */
    public static boolean isCause(IOException e) {
        String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
        return message.contains("broken pipe") || message.contains("connection reset");
    }
}
