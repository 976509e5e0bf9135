package io.connflux.stream.replay.line;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of files, one file behind the other. A file that cannot be read to its end gives what is whole, and the next one
 * goes on. One thread.
 */
final class RecordedLines implements Closeable {

    /** Four times what is ever written. Too low, and lines of a later version are passed over; too high, and garbage costs memory. */
    private static final int LONGEST = 1 << 16;

    private final Iterator<RecordedFile> files;
    private final Damages damages;
    private byte[] buffer = new byte[4 * LONGEST];
    private int start;
    private int end;
    private int filled;
    private String file = "";
    private long number;
    private @Nullable InputStream in;
    private @Nullable String cut;

    RecordedLines(List<RecordedFile> files, Damages damages) {
        this.files = files.iterator();
        this.damages = damages;
    }

    /**
     * Goes to the next line that is not empty.
     *
     * @return false where there is none
     * @throws IOException where a file cannot be opened, or the thread was interrupted
     */
    boolean next() throws IOException {
        while (true) {
            if (in == null && !open()) {
                return false;
            }
            start = Math.min(filled, end + 1);
            end = lineFeed(start);
            if (end < filled || fillLine()) {
                number++;
                if (end > start) {
                    return true;
                }
            } else if (filled > start) {
                end = filled;
                number++;
                return true;
            } else {
                close();
            }
        }
    }

    /** Whether {@link #next} need not wait for who writes the file. */
    boolean isReady() throws IOException {
        InputStream reading = in;
        return reading == null || lineFeed(Math.min(filled, end + 1)) < filled || reading.available() > 0;
    }

    private boolean open() throws IOException {
        if (!files.hasNext()) {
            return false;
        }
        RecordedFile next = files.next();
        file = next.name();
        number = 0;
        start = 0;
        end = -1;
        filled = 0;
        cut = null;
        in = next.open();
        return true;
    }

    /** Reads until the line that begins at {@link #start} is whole; false where the file ends before. */
    private boolean fillLine() throws IOException {
        boolean skipped = false;
        while (true) {
            if (filled - start > LONGEST) {
                if (!skipped) {
                    damages.line(file, number + 1, "is longer than " + LONGEST + " bytes, which no event is");
                }
                skipped = true;
                filled = start;
            }
            int from = filled - start;
            System.arraycopy(buffer, start, buffer, 0, from);
            start = 0;
            filled = from;
            int count = read();
            if (count < 0) {
                filled = skipped ? start : filled;
                end = filled;
                return false;
            }
            filled += count;
            end = lineFeed(from);
            if (end < filled) {
                // Of a line that was too long this is the rest: an empty line, to be passed over.
                start = skipped ? end : start;
                return true;
            }
        }
    }

    private int read() throws IOException {
        InputStream reading = in;
        if (reading == null || cut != null) {
            return -1;
        }
        try {
            return reading.read(buffer, filled, buffer.length - filled);
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            cut = e.getMessage() == null ? e.toString() : e.getMessage();
            damages.add(new Damage(file, number + 1, 1, "cannot be read to its end: " + cut));
            return -1;
        }
    }

    private int lineFeed(int from) {
        int at = from;
        while (at < filled && buffer[at] != '\n') {
            at++;
        }
        return at;
    }

    /** The file of the line. */
    String file() {
        return file;
    }

    /** Its number in that file, from 1. */
    long number() {
        return number;
    }

    /** Where its bytes are, from {@link #start} to {@link #end}, until the next call of {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Whether the file ends with it, and no line feed: then it may be the half of one. */
    boolean isLast() {
        return end == filled;
    }

    /** Whether it was said already that the file cannot be read further than this line. */
    boolean isCut() {
        return cut != null && isLast();
    }

    @Override
    public void close() throws IOException {
        InputStream reading = in;
        in = null;
        if (reading != null) {
            reading.close();
        }
    }
}
