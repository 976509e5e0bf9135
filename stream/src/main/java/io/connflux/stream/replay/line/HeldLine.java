package io.connflux.stream.replay.line;

import java.nio.charset.StandardCharsets;

/** A line that is kept, and where it stands. It can be filled again with another. One thread. */
public final class HeldLine {

    /** Lines of one connection differ by less, so that one fits where another was. */
    private static final int SPARE = 64;

    private byte[] bytes = new byte[0];
    private int length;
    private String file = "";
    private long number;

    /** Has the line at which a reader is, in place of what was here. */
    void set(RecordedLines at) {
        length = at.end() - at.start();
        if (length > bytes.length) {
            bytes = new byte[length + SPARE];
        }
        System.arraycopy(at.buffer(), at.start(), bytes, 0, length);
        file = at.file();
        number = at.number();
    }

    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The file that it stands in. */
    String file() {
        return file;
    }

    /** Its number there, from 1. */
    long number() {
        return number;
    }
}
