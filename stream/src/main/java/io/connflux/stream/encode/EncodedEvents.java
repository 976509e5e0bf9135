package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.Line;
import java.util.List;

/**
 * Events encoded once, for many streams to copy: each puts in its own {@code seq}, where the schema has one.
 * Otherwise the same bytes as the encoder's. Immutable.
 */
public final class EncodedEvents {

    private static final int MARKS = 3;

    private final byte[] bytes;
    /** For each event: its start, its seq, what is behind the seq. One more for the end. */
    private final int[] marks;

    private EncodedEvents(byte[] bytes, int[] marks) {
        this.bytes = bytes;
        this.marks = marks;
    }

    /** Of events, in the schema of an encoder that has no lines yet. */
    public static EncodedEvents of(EventEncoder encoder, List<? extends ConnectionEvent> events) {
        int[] marks = new int[events.size() * MARKS + 1];
        for (int i = 0; i < events.size(); i++) {
            int start = encoder.length();
            encoder.append(0, events.get(i));
            mark(marks, i, start, encoder);
        }
        return new EncodedEvents(encoder.toByteArray(), marks);
    }

    /** Of one line, whose number is another one in each copy. */
    public static EncodedEvents of(EventEncoder encoder, Line line) {
        int[] marks = new int[MARKS + 1];
        encoder.append(line);
        mark(marks, 0, 0, encoder);
        return new EncodedEvents(encoder.toByteArray(), marks);
    }

    private static void mark(int[] marks, int index, int start, EventEncoder encoder) {
        marks[index * MARKS] = start;
        marks[index * MARKS + 1] = encoder.seqAt();
        marks[index * MARKS + 2] = encoder.seqEnd();
        marks[(index + 1) * MARKS] = encoder.length();
    }

    /** How many events there are. */
    public int size() {
        return marks.length / MARKS;
    }

    /** Bytes of heap that they take. */
    public long bytes() {
        return 80 + bytes.length + 4L * marks.length;
    }

    /** Bytes that {@link #copy} may need for an event. */
    public int maxLength(int index) {
        return marks[(index + 1) * MARKS] - marks[index * MARKS] + 20;
    }

    /**
     * Copies a line, without its line feed.
     *
     * @param seq its number in the stream it is copied for
     * @param target has room for {@link #maxLength} bytes from {@code at} on
     * @return the index behind it
     */
    public int copy(int index, long seq, byte[] target, int at) {
        int mark = index * MARKS;
        int p = copy(marks[mark], marks[mark + 1], target, at);
        if (marks[mark + 1] < marks[mark + 2]) {
            p = digits(seq, target, p);
        }
        return copy(marks[mark + 2], marks[mark + MARKS] - 1, target, p);
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
}
