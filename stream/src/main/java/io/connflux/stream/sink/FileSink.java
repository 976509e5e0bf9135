package io.connflux.stream.sink;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.EventSink;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.encode.NdjsonEncoder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Appends events as lines, NDJSON unless said otherwise, to a file, which is made with mode 0640 where it is not there: one write for
 * each batch, of whole lines.
 *
 * <pre>{@code
 * FileSink.to(Path.of("/var/log/connflux.ndjson"))
 *     .rotate(new Rotation(100_000_000, 5, true))
 *     .write(stream.batches())
 *     .subscribe();
 * }</pre>
 *
 * <p>What goes wrong once it is open ends nothing: it is told ({@link #onTrouble}) and tried again every second. Meanwhile nothing is
 * taken from the source, which coalesces. When there is room again, first come the lines that had none, then a {@link
 * ConnectionEvent.Lost} that says for how long, then the source's difference; a line that fits in part is not begun.
 *
 * <p>Immutable: each setting gives a new sink.
 */
public final class FileSink implements EventSink {

    private final FileSettings settings;

    private FileSink(FileSettings settings) {
        this.settings = settings;
    }

    /** A sink that appends without end. */
    public static FileSink to(Path file) {
        return new FileSink(new FileSettings(
                Objects.requireNonNull(file, "to"),
                NdjsonEncoder::new,
                null,
                Mono.never(),
                Flux.never(),
                trouble -> {}));
    }

    /**
     * In another schema.
     *
     * @param encoder gives one without lines, for each subscription
     */
    public FileSink as(Supplier<? extends EventEncoder> encoder) {
        return new FileSink(settings.withEncoders(Objects.requireNonNull(encoder, "as")));
    }

    /** Begins a new file again and again. Nobody else may write to this one, or give it another name, then. */
    public FileSink rotate(Rotation rotation) {
        return new FileSink(settings.withRotation(Objects.requireNonNull(rotation, "rotate")));
    }

    /**
     * Opens the file anew with each of these elements: who gives it another name says so then, as {@code logrotate} does by SIGHUP.
     *
     * @param occasions subscribed to by each {@link #write}; where it errs the write does
     */
    public FileSink reopenOn(Flux<?> occasions) {
        return new FileSink(settings.withReopenings(Objects.requireNonNull(occasions, "reopenOn")));
    }

    /**
     * Ends when this does, behind the write under way, in the middle of a batch where that is long.
     *
     * @param stop subscribed to by each {@link #write}; where it errs the write does
     */
    public FileSink until(Mono<Void> stop) {
        return new FileSink(settings.withStop(Objects.requireNonNull(stop, "until")));
    }

    /** Tells what is wrong, and when it is over. Called on a thread of the subscription, which may block. */
    public FileSink onTrouble(Consumer<FileTrouble> listener) {
        return new FileSink(settings.withTroubles(Objects.requireNonNull(listener, "onTrouble")));
    }

    /**
     * {@inheritDoc} The batches are read and written on {@link Schedulers#boundedElastic}.
     *
     * @return as above. Opens the file on subscription, for each, and closes it at the end, which waits for the write under way;
     *     a cancel does not wait. Errs with an {@link java.io.IOException} where it cannot be opened, or is no regular file
     */
    @Override
    public Mono<Long> write(Flux<? extends Iterable<ConnectionEvent>> batches) {
        return Mono.defer(() -> {
            Scheduler worker = Schedulers.boundedElastic();
            return Mono.usingWhen(
                    Mono.fromCallable(() -> new FileWriting(settings, worker)).subscribeOn(worker),
                    writing -> writing.write(batches),
                    FileWriting::end);
        });
    }
}
