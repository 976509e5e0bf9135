package io.connflux.stream.json;

import io.connflux.model.ConnectionEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events encoded once, for many streams to copy: each puts in its own {@code seq}, and leaves out when a connection opened
 * where that was before the stream began. Otherwise the same bytes as {@link NdjsonEncoder}'s. Immutable.
 */
public final class EncodedEvents {

    private static final int MARKS = 4;

    private final byte[] bytes;
    /** For each event: its start, its seq, what is behind the seq, what tells of the opening. One more for the end. */
    private final int[] marks;

    private final long[] opened;

    private EncodedEvents(byte[] bytes, int[] marks, long[] opened) {
        this.bytes = bytes;
        this.marks = marks;
        this.opened = opened;
    }

    public static EncodedEvents of(List<? extends ConnectionEvent> events) {
        NdjsonEncoder encoder = new NdjsonEncoder();
        int[] marks = new int[events.size() * MARKS + 1];
        long[] opened = new long[events.size()];
        for (int i = 0; i < opened.length; i++) {
            ConnectionEvent event = events.get(i);
            marks[i * MARKS] = encoder.length();
            encoder.append(event);
            marks[i * MARKS + 1] = encoder.seqAt();
            marks[i * MARKS + 2] = encoder.seqEnd();
            marks[i * MARKS + 3] = encoder.openedAt();
            Instant openedAt = openedAt(event);
            opened[i] = openedAt == null ? Long.MIN_VALUE : openedAt.toEpochMilli();
        }
        marks[opened.length * MARKS] = encoder.length();
        return new EncodedEvents(encoder.toByteArray(), marks, opened);
    }

    /** How many events there are. */
    public int size() {
        return opened.length;
    }

    /** Bytes of heap that they take. */
    public long bytes() {
        return 80 + bytes.length + 4L * marks.length + 8L * opened.length;
    }

    /** Bytes that {@link #copy} may need for an event. */
    public int maxLength(int index) {
        return marks[(index + 1) * MARKS] - marks[index * MARKS] + 20;
    }

    /**
     * Copies a line, without its line feed.
     *
     * @param seq its number in the stream it is copied for
     * @param begun when that stream began, in milliseconds of the epoch
     * @param target has room for {@link #maxLength} bytes from {@code at} on
     * @return the index behind it
     */
    public int copy(int index, long seq, long begun, byte[] target, int at) {
        int mark = index * MARKS;
        int p = copy(marks[mark], marks[mark + 1], target, at);
        p = digits(seq, target, p);
        if (opened[index] == Long.MIN_VALUE || opened[index] > begun) {
            return copy(marks[mark + 2], marks[mark + MARKS] - 1, target, p);
        }
        p = copy(marks[mark + 2], marks[mark + 3], target, p);
        target[p] = '}';
        return p + 1;
    }

    private int copy(int from, int to, byte[] target, int at) {
        System.arraycopy(bytes, from, target, at, to - from);
        return at + to - from;
    }

    private static int digits(long number, byte[] target, int at) {
        int digits = 1;
        for (long v = number; v >= 10; v /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    private static @Nullable Instant openedAt(ConnectionEvent event) {
        return event instanceof ConnectionEvent.Closed e
                ? e.opened()
                : event instanceof ConnectionEvent.StateChanged e ? e.opened() : null;
    }
}
