package io.connflux.stream.websocket.wire;

import io.connflux.stream.encode.EncodedEvents;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Lines that are still to be sent; those of a large table are encoded when it comes to them. One thread at a time. */
public final class SendQueue {

    private @Nullable Iterator<EncodedEvents> baseline;
    private final Deque<EncodedEvents> groups = new ArrayDeque<>();
    private @Nullable EncodedEvents group;
    private int next;

    /** Lines that come before all others, and are encoded when it comes to them. */
    public void begin(Iterator<EncodedEvents> lines) {
        baseline = lines;
    }

    /** Kept one by one, so that those that were sent are not kept for the sake of those that were not. */
    public void add(List<EncodedEvents> lines) {
        groups.addAll(lines);
    }

    public void clear() {
        baseline = null;
        group = null;
        groups.clear();
    }

    /** Names each thing that it keeps, with the bytes of heap that it takes. */
    public void weigh(ObjLongConsumer<Object> each) {
        EncodedEvents begun = group;
        if (begun != null) {
            each.accept(begun, begun.bytes());
        }
        groups.forEach(lines -> each.accept(lines, lines.bytes()));
    }

    /** Whether some may be left; known for certain once {@link #next} has given null. */
    public boolean isEmpty() {
        return group == null && baseline == null && groups.isEmpty();
    }

    /** Takes what fills a chunk; null where nothing is left. */
    @Nullable
    public LineBatch next(long mark, long firstSeq, Framing framing) {
        List<LineBatch.Run> runs = new ArrayList<>(2);
        int size = framing.overhead();
        while (size < LineBatch.FULL) {
            if (group == null || next == group.size()) {
                group = nextGroup();
                next = 0;
                if (group == null) {
                    break;
                }
            }
            int from = next;
            while (next < group.size() && size < LineBatch.FULL) {
                size += group.maxLength(next++) + framing.overhead();
            }
            runs.add(new LineBatch.Run(group, from, next));
        }
        return runs.isEmpty() ? null : new LineBatch(mark, firstSeq, runs, size);
    }

    private @Nullable EncodedEvents nextGroup() {
        Iterator<EncodedEvents> first = baseline;
        if (first != null && first.hasNext()) {
            return first.next();
        }
        baseline = null;
        return groups.poll();
    }
}
