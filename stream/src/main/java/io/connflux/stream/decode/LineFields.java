package io.connflux.stream.decode;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What stands in a line under a key, by its type and in its range: whoever wrote the line may have written anything. */
final class LineFields {

    /** What a later version may call an event, a protocol, a state or a reason. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    /** The years that RFC 3339 can write. */
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private LineFields() {}

    static JsonNode required(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }

    static JsonNode object(JsonNode node, String key) {
        JsonNode value = required(node, key);
        if (!value.isObject()) {
            throw wrong(key, "is no object");
        }
        return value;
    }

    static String text(JsonNode node, String key) {
        JsonNode value = required(node, key);
        if (!value.isString()) {
            throw wrong(key, "is no string");
        }
        return value.asString();
    }

    static @Nullable String optionalText(JsonNode node, String key) {
        return node.has(key) ? text(node, key) : null;
    }

    /** A name out of a list that may have grown. */
    static String word(JsonNode node, String key) {
        String text = text(node, key);
        if (!WORD.matcher(text).matches()) {
            throw wrong(key, "is no name");
        }
        return text;
    }

    /** A whole number that counts something. */
    static long count(JsonNode node, String key) {
        return number(node, key, 0, Long.MAX_VALUE);
    }

    static long number(JsonNode node, String key, long least, long most) {
        JsonNode value = required(node, key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(key, "is no whole number");
        }
        long number = value.asLong();
        if (number < least || number > most) {
            throw wrong(key, "is not between " + least + " and " + most);
        }
        return number;
    }

    static boolean flag(JsonNode node, String key) {
        JsonNode value = required(node, key);
        if (!value.isBoolean()) {
            throw wrong(key, "is neither true nor false");
        }
        return value.asBoolean();
    }

    static Instant time(JsonNode node, String key) {
        String text = text(node, key);
        try {
            Instant time = Instant.parse(text);
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + key + "' is no time of RFC 3339", e);
        }
        throw wrong(key, "is no time of RFC 3339");
    }

    static @Nullable Instant optionalTime(JsonNode node, String key) {
        return node.has(key) ? time(node, key) : null;
    }

    private static IllegalArgumentException wrong(String key, String what) {
        return new IllegalArgumentException("'" + key + "' " + what);
    }
}
