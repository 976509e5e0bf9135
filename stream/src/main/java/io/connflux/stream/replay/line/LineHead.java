package io.connflux.stream.replay.line;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What of a line decides which connections there are, without its connection: read many times faster than the whole. Of the rest of
 * a line nothing is known before it is decoded. One thread.
 */
public final class LineHead {

    /** What a line does to the table. */
    public enum Kind {
        EXISTING,
        OPENED,
        UPDATE,
        CLOSED,
        BASELINE,
        LOST,
        NOTICE,
        UNKNOWN
    }

    private static final int YEAR_DIGITS = 4;

    private final JsonFactory json = new JsonFactory();
    private final WrittenHead written = new WrittenHead();
    private Kind kind = Kind.UNKNOWN;
    private long seq;
    private String id = "";
    private boolean left;
    private Instant time = Instant.EPOCH;
    private String timeText = "";

    /**
     * Reads a line.
     *
     * @param whole whether a line feed ends it, so that it was written to its end
     * @throws tools.jackson.core.JacksonException where it is no JSON
     * @throws IllegalArgumentException where it is no event
     */
    void read(byte[] line, int from, int to, boolean whole) {
        if (!whole || !written.read(line, from, to)) {
            readJson(line, from, to);
            return;
        }
        kind = kind(written.event());
        seq = written.seq();
        id = written.id();
        time(written.time());
        left = kind == Kind.UPDATE && written.isLeft();
    }

    private void readJson(byte[] line, int from, int to) {
        String event = null;
        String stamp = null;
        seq = 0;
        id = "";
        left = false;
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), line, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no object");
            }
            String name;
            while ((name = parser.nextName()) != null) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "event" -> event = text(parser, value, name);
                    case "time" -> stamp = text(parser, value, name);
                    case "id" -> id = text(parser, value, name);
                    case "seq" -> seq = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0;
                    case "left" -> left = value == JsonToken.VALUE_TRUE;
                    default -> parser.skipChildren();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new IllegalArgumentException("more than an object");
            }
        }
        kind = kind(event);
        time(stamp);
        if (seq < 1) {
            throw new IllegalArgumentException("'seq' is no number from 1");
        }
        if (id.isEmpty() && isChange()) {
            throw new IllegalArgumentException("'id' is missing");
        }
    }

    private static String text(JsonParser parser, @Nullable JsonToken value, String name) {
        if (value != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("'" + name + "' is no string");
        }
        return parser.getString();
    }

    private static Kind kind(@Nullable String event) {
        if (event == null) {
            throw new IllegalArgumentException("'event' is missing");
        }
        return switch (event) {
            case "existing" -> Kind.EXISTING;
            case "opened" -> Kind.OPENED;
            case "state-changed", "owner-changed" -> Kind.UPDATE;
            case "closed" -> Kind.CLOSED;
            case "baseline" -> Kind.BASELINE;
            case "lost" -> Kind.LOST;
            case "unreadable", "stats" -> Kind.NOTICE;
            default -> Kind.UNKNOWN;
        };
    }

    private void time(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("'time' is missing");
        }
        // Those of one poll are the same.
        if (!text.equals(timeText)) {
            try {
                // Of more than four digits a year is none of RFC 3339, and none that can be counted in.
                time = Instant.parse(text.indexOf('-') == YEAR_DIGITS ? text : "");
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("'time' is no time of RFC 3339", e);
            }
            timeText = text;
        }
    }

    private boolean isChange() {
        return kind == Kind.EXISTING || kind == Kind.OPENED || kind == Kind.UPDATE || kind == Kind.CLOSED;
    }

    public Kind kind() {
        return kind;
    }

    long seq() {
        return seq;
    }

    public Instant time() {
        return time;
    }

    /** Empty for a notice. */
    String id() {
        return id;
    }

    /** Whether the connection is none of those any more that were recorded. */
    boolean isGone() {
        return left || kind == Kind.CLOSED;
    }
}
