package io.connflux.stream.websocket;

import io.connflux.stream.json.EncodedEvents;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines that a session has still to send; those of a large table are encoded when it comes to them. */
final class PendingLines {

    private final Deque<Iterator<EncodedEvents>> parts = new ArrayDeque<>();
    private @Nullable EncodedEvents group;
    private int next;

    void add(Iterator<EncodedEvents> lines) {
        parts.add(lines);
    }

    /** Whether some may be left; known for certain once {@link #next} has given null. */
    boolean isEmpty() {
        return group == null && parts.isEmpty();
    }

    /** Takes what fills a chunk; null where nothing is left. */
    @Nullable
    Chunk next(long mark, long firstSeq, Framing framing) {
        List<Chunk.Run> runs = new ArrayList<>(2);
        int size = framing.overhead();
        while (size < Chunk.FULL) {
            if (group == null || next == group.size()) {
                group = nextGroup();
                next = 0;
                if (group == null) {
                    break;
                }
            }
            int from = next;
            while (next < group.size() && size < Chunk.FULL) {
                size += group.maxLength(next++) + framing.overhead();
            }
            runs.add(new Chunk.Run(group, from, next));
        }
        return runs.isEmpty() ? null : new Chunk(mark, firstSeq, runs, size);
    }

    private @Nullable EncodedEvents nextGroup() {
        while (!parts.isEmpty()) {
            Iterator<EncodedEvents> part = parts.element();
            if (part.hasNext()) {
                return part.next();
            }
            parts.remove();
        }
        return null;
    }
}
