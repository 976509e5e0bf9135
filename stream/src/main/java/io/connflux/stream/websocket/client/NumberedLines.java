package io.connflux.stream.websocket.client;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.encode.EncodedEvents;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.stream.websocket.wire.SendQueue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/** Events as the lines of one stream, numbered from 1 on, in pieces that are sent together. One thread at a time. */
final class NumberedLines {

    /** Events encoded together. Too low costs arrays, too high memory: of the longest lines it is 1 MB. */
    private static final int GROUP = 64;

    private final Supplier<? extends EventEncoder> encoders;
    private final long limit;
    private volatile long count;
    private long mark;

    /**
     * @param encoders give one without lines
     * @param limit lines at most
     */
    NumberedLines(Supplier<? extends EventEncoder> encoders, long limit) {
        this.encoders = encoders;
        this.limit = limit;
    }

    /** Lines so far. Any thread. */
    long count() {
        return count;
    }

    /** Whether there may be no more. */
    boolean areAll() {
        return count >= limit;
    }

    /** The lines of a batch, which is read as far as a piece needs it: it may have a million. To be read before the next one. */
    Flux<LineBatch> of(Iterable<ConnectionEvent> batch) {
        return Flux.generate(
                () -> {
                    SendQueue queue = new SendQueue();
                    queue.begin(new Groups(batch.iterator(), limit - count, encoders));
                    return queue;
                },
                this::next);
    }

    private SendQueue next(SendQueue queue, SynchronousSink<LineBatch> sink) {
        try {
            LineBatch piece = queue.next(mark + 1, count + 1, Framing.MASKED);
            if (piece == null) {
                sink.complete();
            } else {
                mark++;
                count = piece.lastSeq();
                sink.next(piece);
            }
        } catch (OutOfMemoryError e) {
            sink.error(OutOfHeap.exception("there is no room for what is to be told", e));
        }
        return queue;
    }

    /** Events, encoded as they are reached. */
    private static final class Groups implements Iterator<EncodedEvents> {
        private final Iterator<ConnectionEvent> events;
        private final Supplier<? extends EventEncoder> encoders;
        private long left;

        private Groups(Iterator<ConnectionEvent> events, long left, Supplier<? extends EventEncoder> encoders) {
            this.events = events;
            this.encoders = encoders;
            this.left = left;
        }

        @Override
        public boolean hasNext() {
            return left > 0 && events.hasNext();
        }

        @Override
        public EncodedEvents next() {
            List<ConnectionEvent> group = new ArrayList<>(GROUP);
            do {
                group.add(events.next());
                left--;
            } while (group.size() < GROUP && hasNext());
            return EncodedEvents.of(encoders.get(), group);
        }
    }
}
