package io.connflux.stream.websocket.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What was sent to a peer and not yet acknowledged. It bounds what a peer that does not read can hold, whatever the buffers of the
 * kernel and of Netty take, and it is what a resumed stream begins with. Of the bytes that it counts, only those of the chunk that
 * is being written are the peer's own; all others are lines that a server's clients share. Any thread.
 */
public final class SendWindow {

    /**
     * Bytes under way to one client at most, but for the piece they end with. Too low, and a far client waits for its
     * acknowledgements; too high, and a thousand clients that do not read fill the heap.
     */
    public static final int SIZE = 256 * 1024;

    private final boolean acknowledged;
    private final Deque<LineBatch> chunks = new ArrayDeque<>();
    private int bytes;
    private Sinks.@Nullable Empty<Void> waiting;

    /** @param acknowledged whether the client answers; else the last bytes are kept, and writing alone is the measure */
    public SendWindow(boolean acknowledged) {
        this.acknowledged = acknowledged;
    }

    /** Completes when there is room for a piece. */
    public synchronized Mono<Void> room() {
        if (!acknowledged || bytes < SIZE) {
            return Mono.empty();
        }
        if (waiting == null) {
            waiting = Sinks.empty();
        }
        return waiting.asMono();
    }

    public synchronized void sent(LineBatch chunk) {
        chunks.add(chunk);
        bytes += chunk.size();
        while (!acknowledged && bytes > SIZE && chunks.size() > 1) {
            bytes -= chunks.remove().size();
        }
    }

    /** The client has everything up to a mark. */
    public void acknowledge(long mark) {
        Sinks.Empty<Void> waited;
        synchronized (this) {
            while (!chunks.isEmpty() && chunks.element().mark() <= mark) {
                bytes -= chunks.remove().size();
            }
            if (waiting == null || bytes >= SIZE) {
                return;
            }
            waited = waiting;
            waiting = null;
        }
        // Not under the lock: who goes on takes the session's, and who holds that takes this one.
        waited.tryEmitEmpty();
    }

    /** Forgets what may have to be sent again: who did not get it all begins anew. Where the client does not answer. */
    public synchronized void forget() {
        if (!acknowledged) {
            clear();
        }
    }

    public synchronized void clear() {
        chunks.clear();
        bytes = 0;
    }

    /** Names each thing that it keeps, with the bytes of heap that it takes. */
    public synchronized void weigh(ObjLongConsumer<Object> each) {
        chunks.forEach(chunk -> chunk.weigh(each));
    }

    /** Bytes under way, or kept. */
    public synchronized int bytes() {
        return bytes;
    }

    /** The oldest event that can be sent again; one behind the last one where there is none. */
    public synchronized long oldestSeq(long last) {
        return chunks.isEmpty() ? last + 1 : chunks.element().firstSeq();
    }

    /** Everything behind an event, or all that is not acknowledged, to be sent again. */
    public synchronized List<LineBatch> resend(@Nullable Long has) {
        while (has != null && !chunks.isEmpty() && chunks.element().lastSeq() <= has) {
            bytes -= chunks.remove().size();
        }
        return chunks.stream()
                .map(chunk -> has == null ? chunk : chunk.after(has))
                .toList();
    }
}
