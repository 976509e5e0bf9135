package io.connflux.stream.replay.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a line as {@link io.connflux.stream.encode.NdjsonEncoder} writes it, found by its place: a day of a busy host
 * has ten million lines, and JSON is read ten times slower. Whatever is written otherwise has to be read as JSON. One thread.
 */
final class WrittenHead {

    private static final byte[] EVENT = ascii("{\"event\":\"");
    private static final byte[] SEQ = ascii("\",\"seq\":");
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final byte[] SINCE = ascii("\",\"since\":\"");
    private static final byte[] ID = ascii("\",\"id\":\"");
    private static final byte[] LEFT = ascii(",\"left\":true");
    private static final int MOST_DIGITS = 18;

    private byte[] line = new byte[0];
    private int at;
    private int end;
    private String event = "";
    private long seq;
    private String time = "";
    private String id = "";

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Looks at a line that is whole, which its line feed tells.
     *
     * @return whether it is a change that begins as one is written
     */
    boolean read(byte[] bytes, int from, int to) {
        line = bytes;
        at = from;
        end = to;
        if (to - from < EVENT.length || bytes[to - 1] != '}' || !skip(EVENT)) {
            return false;
        }
        String name = text(event);
        if (name == null || !isChange(name) || !skip(SEQ) || !number() || !skip(TIME)) {
            return false;
        }
        String stamp = text(time);
        if (stamp == null || (skip(SINCE) && !isText()) || !skip(ID)) {
            return false;
        }
        String connection = text("");
        if (connection == null || connection.isEmpty()) {
            return false;
        }
        event = name;
        time = stamp;
        id = connection;
        return true;
    }

    private static boolean isChange(String name) {
        return switch (name) {
            case "existing", "opened", "state-changed", "owner-changed", "closed" -> true;
            default -> false;
        };
    }

    private boolean skip(byte[] expected) {
        boolean there = end - at >= expected.length
                && Arrays.equals(line, at, at + expected.length, expected, 0, expected.length);
        at += there ? expected.length : 0;
        return there;
    }

    /**
     * Up to the next quotation mark, which stays.
     *
     * @param likely the same as in the line before, very often
     * @return null where it is none that stands as it is
     */
    private @Nullable String text(String likely) {
        int start = at;
        if (!isText()) {
            return null;
        }
        return isThere(likely, start) ? likely : new String(line, start, at - start, StandardCharsets.US_ASCII);
    }

    private boolean isText() {
        while (at < end && line[at] != '"') {
            if (line[at] <= ' ' || line[at] == '\\') {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean isThere(String likely, int start) {
        if (likely.length() != at - start) {
            return false;
        }
        for (int i = at - 1; i >= start; i--) {
            if (line[i] != likely.charAt(i - start)) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        int start = at;
        long number = 0;
        while (at < end && line[at] >= '0' && line[at] <= '9') {
            number = 10 * number + line[at++] - '0';
        }
        seq = number;
        return at > start && at - start <= MOST_DIGITS && line[start] != '0';
    }

    String event() {
        return event;
    }

    long seq() {
        return seq;
    }

    String time() {
        return time;
    }

    String id() {
        return id;
    }

    /** Whether the rest says so; a text cannot, since its quotation marks are escaped. */
    boolean isLeft() {
        for (int i = end - LEFT.length; i > at; i--) {
            if (line[i] == ',' && Arrays.equals(line, i, i + LEFT.length, LEFT, 0, LEFT.length)) {
                return true;
            }
        }
        return false;
    }
}
