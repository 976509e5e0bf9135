package io.connflux.stream.websocket.wire;

import io.connflux.stream.encode.EncodedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * Lines that are sent, and acknowledged, together. It holds no bytes of its own: they are put together for each write, out of
 * lines that all subscribers share, so that a thousand clients that do not read keep the same lines in memory and not a
 * thousand copies.
 *
 * @param mark 1, 2, 3 … in one session
 * @param firstSeq of its first line
 * @param runs its lines
 * @param size bytes that its frames take at most
 */
public record LineBatch(long mark, long firstSeq, List<Run> runs, int size) {

    /** Bytes sent as one piece. Too low costs system calls, too high delays other clients of the same thread. */
    public static final int FULL = 32 * 1024;

    /** Consecutive lines of those that were encoded together. */
    public record Run(EncodedEvents lines, int from, int to) {

        int length() {
            return to - from;
        }
    }

    public LineBatch {
        runs = List.copyOf(runs);
    }

    /** Names each thing that it keeps, with the bytes of heap that it takes. */
    public void weigh(ObjLongConsumer<Object> each) {
        each.accept(this, 80 + 40L * runs.size());
        runs.forEach(run -> each.accept(run.lines(), run.lines().bytes()));
    }

    /** The number of its last line. */
    public long lastSeq() {
        return firstSeq - 1 + runs.stream().mapToInt(Run::length).sum();
    }

    /** What is left of it for a client that has a line of it already. */
    public LineBatch after(long seq) {
        if (seq < firstSeq) {
            return this;
        }
        List<Run> rest = new ArrayList<>(runs.size());
        long next = firstSeq;
        for (Run run : runs) {
            int known = (int) Math.min(run.length(), Math.max(0, seq + 1 - next));
            if (known < run.length()) {
                rest.add(new Run(run.lines(), run.from() + known, run.to()));
            }
            next += run.length();
        }
        return new LineBatch(mark, seq + 1, rest, size);
    }
}
