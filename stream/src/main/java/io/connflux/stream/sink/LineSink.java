package io.connflux.stream.sink;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.EventSink;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.encode.NdjsonEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes events as lines, NDJSON unless said otherwise, to a stream that may block: one write for each batch, which ends with a
 * line, and a flush.
 *
 * <p>The stream is the caller's to close. It should throw what goes wrong: {@code System.out} does not, a {@code
 * FileOutputStream} on {@code FileDescriptor.out} does. Immutable: each setting gives a new sink.
 */
public final class LineSink implements EventSink {

    /** Bytes of one write at most, but for the line it ends with. Too low costs writes, too high costs memory. */
    private static final int MAX_WRITE = 1 << 20;

    private final OutputStream out;
    private final Supplier<? extends EventEncoder> encoders;
    private final long limit;

    private LineSink(OutputStream out, Supplier<? extends EventEncoder> encoders, long limit) {
        this.out = out;
        this.encoders = encoders;
        this.limit = limit;
    }

    /** A sink that takes events without end. */
    public static LineSink to(OutputStream out) {
        return new LineSink(Objects.requireNonNull(out, "out"), NdjsonEncoder::new, Long.MAX_VALUE);
    }

    /**
     * In another schema.
     *
     * @param encoder gives one without lines, for each subscription
     */
    public LineSink as(Supplier<? extends EventEncoder> encoder) {
        return new LineSink(out, Objects.requireNonNull(encoder, "as"), limit);
    }

    /** Ends after so many lines. */
    public LineSink limit(long lines) {
        return new LineSink(out, encoders, lines);
    }

    /** {@inheritDoc} All are written on the thread that delivers them. The end of a pipe's reader is an end without an error. */
    @Override
    public Mono<Long> write(Flux<? extends Iterable<ConnectionEvent>> batches) {
        return Mono.defer(() -> {
            EventEncoder encoder = encoders.get();
            long[] lines = new long[1];
            return batches.concatMap(batch -> Mono.fromCallable(() -> write(batch, encoder, lines)), 0)
                    .takeWhile(more -> more)
                    .then(Mono.fromSupplier(() -> lines[0]));
        });
    }

    private boolean write(Iterable<ConnectionEvent> batch, EventEncoder encoder, long[] lines) throws IOException {
        try {
            for (ConnectionEvent event : batch) {
                encoder.append(++lines[0], event);
                if (lines[0] == limit) {
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
