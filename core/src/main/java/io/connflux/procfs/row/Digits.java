package io.connflux.procfs.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hex digits, eight at a time in one long. A row has 80 to 130 of them, and they are most of what there is to parse.
 *
 * <p>All methods may look at up to eight bytes behind what they are asked for; the caller's array must have them.
 */
public final class Digits {

    /** What a method gives where a byte is no hex digit. */
    static final long NONE = -1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;

    private Digits() {}

    /** The value of eight digits, 0 to 2^32 - 1, or {@link #NONE}. */
    static long hex8(byte[] text, int at) {
        return decode((long) LONG.get(text, at));
    }

    /** The value of four digits, or {@link #NONE}. */
    static long hex4(byte[] text, int at) {
        return decode((((int) INT.get(text, at) & 0xFFFFFFFFL) << 32) | 0x30303030L);
    }

    /** The value of two digits, or {@link #NONE}. */
    static long hex2(byte[] text, int at) {
        return decode((((short) SHORT.get(text, at) & 0xFFFFL) << 48) | 0x303030303030L);
    }

    /** Eight bytes, to compare with {@link #ascii}. */
    static long eight(byte[] text, int at) {
        return (long) LONG.get(text, at);
    }

    static long ascii(String eightCharacters) {
        return (long) LONG.get(eightCharacters.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0);
    }

    /** Where the first line feed stands, looking at eight bytes a step; {@code end} where there is none before it. */
    public static int lineFeed(byte[] text, int from, int end) {
        int p = from;
        while (p < end) {
            long differs = (long) LONG.get(text, p) ^ (EACH * '\n');
            long zero = (differs - EACH) & ~differs & 0x8080808080808080L;
            if (zero != 0) {
                return Math.min(end, p + (Long.numberOfTrailingZeros(zero) >>> 3));
            }
            p += 8;
        }
        return end;
    }

    /** The first character is the lowest byte and the most significant digit. */
    private static long decode(long chars) {
        long letter = (chars >>> 6) & EACH;
        long low = chars & (EACH * 0x0F);
        long high = chars & 0xF0F0F0F0F0F0F0F0L & ~(letter << 5);
        long wrong = high ^ (EACH * 0x30 + (letter << 4));
        // A digit's low half is at most 9, a letter's 1 to 6.
        wrong |= (low + EACH * 6 + letter * 3) & (EACH << 4);
        wrong |= ~(low + letter * 0x0F) & (letter << 4);
        // Where high is neither 3 nor 4 the sum above may carry, but then wrong is set already.
        if (wrong != 0) {
            return NONE;
        }
        long value = low + letter * 9;
        value = ((value << 4) | (value >>> 8)) & 0x00FF00FF00FF00FFL;
        value = ((value << 8) | (value >>> 16)) & 0x0000FFFF0000FFFFL;
        return ((value << 16) | (value >>> 32)) & 0xFFFFFFFFL;
    }
}
