package io.connflux.stream.tracefs.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The entries of one page of a ring buffer, one after the other, as {@code trace_pipe_raw} gives it ({@code
 * include/linux/ring_buffer.h}). It makes no object for an entry. For one thread.
 *
 * <p>An entry begins with a word of a kind, 5 bits, and the time since the entry before it, 27 bits.
 */
public final class TracePage {

    private static final int LENGTH = (1 << 27) - 1;
    private static final long EVENTS_WERE_LOST = 1L << 31;
    private static final long THEIR_NUMBER_FOLLOWS = 1L << 30;

    private static final int LENGTH_FOLLOWS = 0;
    private static final int PADDING = 29;
    private static final int TIME_EXTEND = 30;
    private static final int TIME_STAMP = 31;

    private static final int TIME_BITS = 27;
    /** What an absolute time has no room for, and takes from the page's. */
    private static final long HIGHEST_BITS = 0xF8L << 56;

    /** What is less than an entry of any of our events: a page with no more room than that was full. */
    private static final int ROOM = 96;

    private final PageLayout layout;
    private final ByteBuffer bytes;
    private final boolean littleEndian;

    private long pageStamp;
    private long nanos;
    private long lost;
    private int at;
    private int end;
    private int start;
    private int length;

    /**
     * Nothing yet.
     *
     * @param order of the host that wrote the pages
     */
    public TracePage(PageLayout layout, ByteOrder order) {
        this.layout = layout;
        this.bytes = ByteBuffer.allocateDirect(layout.size()).order(order);
        this.littleEndian = order == ByteOrder.LITTLE_ENDIAN;
    }

    /** Where the bytes of the next page are to be put, from 0 on; then {@link #begin}. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Stands before the first entry of the page that was put into {@link #bytes}, up to its position.
     *
     * @throws IOException where it is no page
     */
    public void begin() throws IOException {
        int there = bytes.position();
        at = layout.data().offset();
        end = at;
        if (there < at) {
            throw damaged("has " + there + " bytes");
        }
        pageStamp = bytes.getLong(layout.stamp().offset());
        nanos = pageStamp;
        long commit = number(layout.commit(), 0);
        int used = (int) commit & LENGTH;
        if (used > there - at) {
            throw damaged("says that it has " + used + " bytes of entries");
        }
        end = at + used;
        lost = 0;
        if ((commit & EVENTS_WERE_LOST) != 0) {
            Field number = new Field(end, layout.commit().size());
            boolean counted = (commit & THEIR_NUMBER_FOLLOWS) != 0 && number.end() <= there;
            lost = counted ? number(number, 0) : -1;
        }
    }

    /** How many events were lost before this page; 0 where none was, -1 where some were and there was no room to say how many. */
    public long lost() {
        return lost;
    }

    /** Whether the kernel had more than fits into it, or nearly so. */
    public boolean isFull() {
        return end + ROOM > layout.size();
    }

    /**
     * Goes to the next entry that is an event.
     *
     * @return false behind the last
     * @throws IOException where there is none where one should be
     */
    public boolean next() throws IOException {
        while (at < end) {
            int word = word();
            int kind = littleEndian ? word & 31 : word >>> TIME_BITS;
            long delta = littleEndian ? word >>> 5 : word & LENGTH;
            switch (kind) {
                case PADDING -> {
                    if (delta == 0) {
                        at = end;
                        return false;
                    }
                    nanos += delta;
                    skip(word());
                }
                case TIME_EXTEND -> nanos += (Integer.toUnsignedLong(word()) << TIME_BITS) + delta;
                case TIME_STAMP ->
                    nanos = (Integer.toUnsignedLong(word()) << TIME_BITS) + delta | (pageStamp & HIGHEST_BITS);
                default -> {
                    nanos += delta;
                    // The length that follows counts itself.
                    length = kind == LENGTH_FOLLOWS ? word() - Integer.BYTES : kind * Integer.BYTES;
                    start = at;
                    if (length < 0 || length > end - at) {
                        throw damaged("has an entry of " + length + " bytes");
                    }
                    at += Math.min(end - at, length + 3 & ~3);
                    return true;
                }
            }
        }
        return false;
    }

    private int word() throws IOException {
        if (end - at < Integer.BYTES) {
            throw damaged("ends within an entry");
        }
        int word = bytes.getInt(at);
        at += Integer.BYTES;
        return word;
    }

    /** What was taken back again: the word that has its length is part of it. */
    private void skip(int bytesOfIt) throws IOException {
        int rest = bytesOfIt - Integer.BYTES;
        if (rest < 0 || rest > end - at) {
            throw damaged("has a gap of " + bytesOfIt + " bytes");
        }
        at += rest;
    }

    /** The time of the entry; behind the last one its time. */
    public long nanos() {
        return nanos;
    }

    /**
     * Makes sure that all of some fields is there.
     *
     * @param needed bytes
     * @throws IOException where the entry is shorter
     */
    public void require(int needed) throws IOException {
        if (length < needed) {
            throw damaged("has an entry of " + length + " bytes that should have " + needed);
        }
    }

    /** A field of the entry as a number without a sign; the caller has made sure that it is there. */
    public long number(Field field) {
        return number(field, start);
    }

    private long number(Field field, int from) {
        int place = from + field.offset();
        return switch (field.size()) {
            case Byte.BYTES -> bytes.get(place) & 0xFF;
            case Short.BYTES -> bytes.getShort(place) & 0xFFFF;
            case Integer.BYTES -> bytes.getInt(place) & 0xFFFFFFFFL;
            default -> bytes.getLong(place);
        };
    }

    /** A field of the entry as text, up to its first 0. */
    public String text(Field field) {
        byte[] text = new byte[field.size()];
        bytes.get(start + field.offset(), text);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** Four bytes of the entry in network order. */
    public int networkInt(int offset) {
        int word = bytes.getInt(start + offset);
        return littleEndian ? Integer.reverseBytes(word) : word;
    }

    /** Eight bytes of the entry in network order. */
    public long networkLong(int offset) {
        long word = bytes.getLong(start + offset);
        return littleEndian ? Long.reverseBytes(word) : word;
    }

    private static IOException damaged(String what) {
        return new IOException("a page of the kernel's trace " + what + "; this kernel's trace cannot be read");
    }
}
