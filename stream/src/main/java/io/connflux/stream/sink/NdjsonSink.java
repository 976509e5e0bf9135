package io.connflux.stream.sink;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.encode.NdjsonEncoder;
import java.io.IOException;
import java.io.OutputStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes events as NDJSON to a stream that may block: one write for each batch, which ends with a line, and a flush.
 *
 * <p>The stream is the caller's to close. It should throw what goes wrong: {@code System.out} does not, a {@code
 * FileOutputStream} on {@code FileDescriptor.out} does.
 */
public final class NdjsonSink {

    /** Bytes of one write at most, but for the line it ends with. Too low costs writes, too high costs memory. */
    private static final int MAX_WRITE = 1 << 20;

    private final OutputStream out;
    private final long limit;

    private NdjsonSink(OutputStream out, long limit) {
        this.out = out;
        this.limit = limit;
    }

    public static NdjsonSink to(OutputStream out) {
        return new NdjsonSink(out, Long.MAX_VALUE);
    }

    /** Ends after so many lines. */
    public NdjsonSink limit(long lines) {
        return new NdjsonSink(out, lines);
    }

    /**
     * Writes all batches on the thread that delivers them, and asks for the next when one is written: a reader that is slow
     * delays the source, which must be able to coalesce.
     *
     * @return on subscription subscribes to the batches; gives the number of lines when they end, the limit is reached or the
     *     reader has gone, and an {@link IOException} where the stream cannot be written for another cause
     */
    public Mono<Long> write(Flux<? extends Iterable<ConnectionEvent>> batches) {
        return Mono.defer(() -> {
            NdjsonEncoder encoder = new NdjsonEncoder();
            long[] lines = new long[1];
            return batches.concatMap(batch -> Mono.fromCallable(() -> write(batch, encoder, lines)), 0)
                    .takeWhile(more -> more)
                    .then(Mono.fromSupplier(() -> lines[0]));
        });
    }

    private boolean write(Iterable<ConnectionEvent> batch, NdjsonEncoder encoder, long[] lines) throws IOException {
        try {
            for (ConnectionEvent event : batch) {
                encoder.append(event);
                if (++lines[0] == limit) {
                    break;
                }
                if (encoder.length() >= MAX_WRITE) {
                    encoder.writeTo(out);
                }
            }
            encoder.writeTo(out);
            out.flush();
            return lines[0] < limit;
        } catch (IOException e) {
            if (ClosedPipe.isCause(e)) {
                return false;
            }
            throw e;
        }
    }
}
