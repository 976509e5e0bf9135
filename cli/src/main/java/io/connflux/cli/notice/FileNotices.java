package io.connflux.cli.notice;

import io.connflux.stream.sink.FileTrouble;
import java.io.PrintStream;
import java.util.function.Consumer;

/** Says what is wrong with a file that is written, and when it is over. */
public record FileNotices(PrintStream err) implements Consumer<FileTrouble> {

    @Override
    public void accept(FileTrouble trouble) {
        err.println("connflux: " + trouble.file() + ": " + words(trouble));
    }

    private static String words(FileTrouble trouble) {
        if (trouble instanceof FileTrouble.Blocked blocked) {
            return blocked.cause().getMessage() + "; tried again every second, and what changes meanwhile is coalesced";
        }
        if (trouble instanceof FileTrouble.Over over) {
            return "written again, after " + Math.max(1, over.lasted().toSeconds()) + " s";
        }
        if (trouble instanceof FileTrouble.Unwritten unwritten) {
            return unwritten.lines() == 1
                    ? "1 line that waited could not be written"
                    : unwritten.lines() + " lines that waited could not be written";
        }
        if (trouble instanceof FileTrouble.NotReopened reopened) {
            return "cannot be opened again (" + reopened.cause().getMessage()
                    + "); the file that was open is written on";
        }
        return trouble instanceof FileTrouble.NotRotated rotated
                ? "cannot be rotated, and grows: " + rotated.cause()
                : trouble.toString();
    }
}
