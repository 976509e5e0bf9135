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

    private static final long BILLION = 1_000_000_000;

    /** The two digits of the numbers below 100: one division for both. */
    private static final byte[] TENS = new byte[100];

    private static final byte[] ONES = new byte[100];

    /** The characters that stand in a string as they are, of ASCII. */
    private static final boolean[] SIMPLE = new boolean[0x7F];

    static {
        for (int i = ' '; i < SIMPLE.length; i++) {
            SIMPLE[i] = i != '"' && i != '\\';
        }
        for (int i = 0; i < 100; i++) {
            TENS[i] = (byte) ('0' + i / 10);
            ONES[i] = (byte) ('0' + i % 10);
        }
    }

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
        return copy(0);
    }

    /** What there is from an index on. */
    public byte[] copy(int from) {
        return Arrays.copyOfRange(bytes, from, length);
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
        System.arraycopy(text, from, room(count), length, count);
        length += count;
        return this;
    }

    /** Adds again what it has from one index up to another. */
    public JsonBytes again(int from, int to) {
        byte[] target = room(to - from);
        System.arraycopy(target, from, target, length, to - from);
        length += to - from;
        return this;
    }

    public JsonBytes ascii(String text) {
        int count = text.length();
        byte[] target = room(count);
        int start = length;
        for (int i = 0; i < count; i++) {
            target[start + i] = (byte) text.charAt(i);
        }
        length = start + count;
        return this;
    }

    public JsonBytes character(char c) {
        room(1)[length] = (byte) c;
        length++;
        return this;
    }

    public JsonBytes number(long value) {
        if (value < 0) {
            character('-');
        }
        // Without its sign it is below 2^63, or just that, which is no positive long.
        long rest = value < 0 ? -value : value;
        if (rest >= 0 && rest < BILLION) {
            return whole((int) rest);
        }
        return number(Long.divideUnsigned(rest, BILLION)).padded((int) Long.remainderUnsigned(rest, BILLION), 9);
    }

    private JsonBytes whole(int value) {
        int digits = 1;
        for (int most = 9; value > most && digits < 9; most = most * 10 + 9) {
            digits++;
        }
        return padded(value, digits);
    }

    /** A number with leading zeros. */
    public JsonBytes padded(int value, int digits) {
        byte[] target = room(digits);
        int start = length;
        int rest = value;
        int i = start + digits;
        for (; i - start >= 2; i -= 2) {
            int hundreds = rest / 100;
            int pair = rest - hundreds * 100;
            target[i - 1] = ONES[pair];
            target[i - 2] = TENS[pair];
            rest = hundreds;
        }
        if (i > start) {
            target[start] = (byte) ('0' + rest % 10);
        }
        length = start + digits;
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
        byte[] target = room(count + 2);
        int p = length;
        target[p++] = '"';
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7F || !SIMPLE[c]) {
                return false;
            }
            target[p++] = (byte) c;
        }
        target[p++] = '"';
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

    private byte[] room(int more) {
        byte[] enough = bytes;
        if (enough.length - length < more) {
            enough = Arrays.copyOf(enough, Math.max(enough.length << 1, length + more));
            bytes = enough;
        }
        return enough;
    }
}
