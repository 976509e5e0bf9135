package io.connflux.stream.json;

import io.connflux.model.Address;
import io.connflux.model.AddressText;
import io.connflux.model.PlainText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of UTF-8 that is used again and again, and the few pieces that JSON is made of. */
public final class JsonBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What stands in place of the rest of a text that is too long, at its longest. */
    private static final int LONGEST_REST = 48;

    private byte[] bytes = new byte[4096];
    private int length;
    private int longestText = Integer.MAX_VALUE;

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    public byte[] array() {
        return bytes;
    }

    /** What there is so far. */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Takes back all that is behind a length it had. */
    public void backTo(int earlier) {
        length = earlier;
    }

    /** Bytes that each {@link #string} takes at most from now on, its quotes apart; the rest of it is counted. */
    public void longestText(int most) {
        longestText = most;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    public JsonBytes raw(byte[] text) {
        return raw(text, 0, text.length);
    }

    /** A part of a text. */
    public JsonBytes raw(byte[] text, int from, int count) {
        room(count);
        System.arraycopy(text, from, bytes, length, count);
        length += count;
        return this;
    }

    public JsonBytes ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    public JsonBytes character(char c) {
        room(1);
        bytes[length++] = (byte) c;
        return this;
    }

    public JsonBytes number(long value) {
        room(20);
        if (value < 0) {
            // Its digits are taken below zero, where Long.MIN_VALUE has room too.
            bytes[length++] = '-';
        }
        long rest = value < 0 ? value : -value;
        int digits = 1;
        for (long v = rest; v <= -10; v /= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** A number with leading zeros. */
    public JsonBytes padded(int value, int digits) {
        room(digits);
        int rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    public JsonBytes address(Address address) {
        room(AddressText.MAX_LENGTH);
        length = AddressText.write(address, bytes, length);
        return this;
    }

    /**
     * A string with its quotes; the end of one that is longer than {@link #longestText} is counted only. What is not plain is
     * escaped, so that a line of JSON may be shown on a terminal; it has the same value for who parses it, but for half a
     * surrogate pair, which is no character (RFC 7493 section 2.1).
     */
    public JsonBytes string(String text) {
        return string(text, 0);
    }

    /** The same of the end of a text. */
    public JsonBytes string(String text, int from) {
        return simple(text, from) ? this : escaped(text, from);
    }

    /** Adds a text that is short and needs no escape, as most are; of any other one nothing. */
    private boolean simple(String text, int from) {
        int count = text.length() - from;
        if (count > longestText) {
            return false;
        }
        room(count + 2);
        int p = length;
        bytes[p++] = '"';
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') {
                return false;
            }
            bytes[p++] = (byte) c;
        }
        bytes[p++] = '"';
        length = p;
        return true;
    }

    private JsonBytes escaped(String text, int from) {
        character('"');
        int start = length;
        int fitting = from;
        int fittingLength = length;
        for (int i = from; i < text.length(); i++) {
            if (length - start <= longestText - LONGEST_REST) {
                fitting = i;
                fittingLength = length;
            }
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                character('\\').character(c);
            } else if (c >= ' ' && c < 0x7F) {
                character(c);
            } else {
                int codePoint = text.codePointAt(i);
                boolean half = Character.getType(codePoint) == Character.SURROGATE;
                beyondAscii(half ? PlainText.REPLACEMENT : codePoint);
                i += Character.charCount(codePoint) - 1;
            }
            if (length - start > longestText) {
                length = fittingLength;
                ascii(" ... (").number(text.length() - (long) fitting).ascii(" more characters)");
                break;
            }
        }
        return character('"');
    }

    private void beyondAscii(int codePoint) {
        String text = Character.toString(codePoint);
        if (PlainText.isPlain(codePoint)) {
            raw(text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            ascii("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                character((char) HEX[text.charAt(i) >>> shift & 0xF]);
            }
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length << 1, length + more));
        }
    }
}
