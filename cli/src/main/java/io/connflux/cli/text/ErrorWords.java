package io.connflux.cli.text;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;

/** What was thrown in words for people: without the name of a class, which means nothing to them. */
public final class ErrorWords {

    /** {@code java.net.ConnectException: } before what it says. */
    private static final Pattern CLASS = Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.)+[A-Z][A-Za-z0-9_$]*\\b:? ?");

    private ErrorWords() {}

    /** One line. */
    public static String of(Throwable thrown) {
        if (thrown instanceof FileSystemException e && e.getReason() == null) {
            // Its message is the file alone.
            return e.getFile() + said(e);
        }
        if (thrown instanceof OutOfMemoryError) {
            return "the heap is full; start Java with more (CONNFLUX_JAVA_OPTS=-Xmx…)";
        }
        String message = thrown.getMessage() == null
                ? ""
                : CLASS.matcher(thrown.getMessage()).replaceAll("").strip();
        return message.isEmpty() ? "an error inside, at " + place(thrown) : message;
    }

    private static String said(FileSystemException wrong) {
        return wrong instanceof NoSuchFileException
                ? " does not exist"
                : wrong instanceof AccessDeniedException
                        ? " may not be read by this user"
                        : wrong instanceof NotDirectoryException ? " is no directory" : " cannot be used";
    }

    /** What a report of the error needs most. */
    private static String place(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length == 0 ? "a place unknown" : trace[0].getFileName() + ":" + trace[0].getLineNumber();
    }
}
