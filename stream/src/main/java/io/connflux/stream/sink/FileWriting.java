package io.connflux.stream.sink;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.heap.OutOfHeap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** One subscription of a {@link FileSink}. */
final class FileWriting {

    /** Bytes of one write at most, but for the line it ends with. Too low costs writes, too high costs memory. */
    private static final int MAX_WRITE = 1 << 20;

    /** Too low costs attempts while a disk stays full, too high leaves room unused. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FileSettings settings;
    private final Scheduler worker;
    private final LineFile file;
    private final EventEncoder encoder;
    private final int most;
    /** Lines on their way: those that had no room stay here, and no others are taken meanwhile. */
    private ByteBuffer piece = NOTHING;

    private long seq;
    /** Those that are known of, by what was told. */
    private long connections;

    private @Nullable Long blockedAt;
    private Duration blocked = Duration.ZERO;
    private boolean ended;

    FileWriting(FileSettings settings, Scheduler worker) throws IOException {
        this.settings = settings;
        this.worker = worker;
        this.file = new LineFile(settings.path(), settings.rotation(), worker::schedule, settings.troubles());
        this.encoder = settings.encoders().get();
        Rotation rotation = settings.rotation();
        this.most = rotation == null ? MAX_WRITE : (int) Math.min(MAX_WRITE, rotation.bytes() / 2 + 1);
    }

    /** See {@link FileSink#write}. */
    Mono<Long> write(Flux<? extends Iterable<ConnectionEvent>> batches) {
        // The error of a source waits for the lines before it: without a prefetch that is so with "until the end"
        // alone, where one of a batch would wait as well, and needs a way of its own.
        Sinks.Empty<Void> failed = Sinks.empty();
        return batches.concatMapDelayError(
                        batch -> Mono.defer(() -> write(new Batch(batch.iterator())))
                                .onErrorResume(error -> {
                                    failed.tryEmitError(error);
                                    return Mono.never();
                                }),
                        true,
                        0)
                .takeUntilOther(Mono.firstWithSignal(settings.stop(), failed.asMono()))
                .then(Mono.<Long>create(done -> worker.schedule(() -> done.success(lines()))))
                .takeUntilOther(settings.reopenings()
                        .doOnNext(each -> worker.schedule(this::reopen))
                        .then(Mono.never()));
    }

    private Mono<Void> write(Batch batch) {
        // Not subscribeOn: a cancel would interrupt the write that is under way, and leave half of it.
        return Mono.<Boolean>create(done -> worker.schedule(() -> write(batch, done)))
                .flatMap(written ->
                        written ? Mono.<Void>empty() : Mono.delay(RETRY, worker).then())
                .repeat(() -> piece.hasRemaining() || batch.events.hasNext())
                .then();
    }

    /** What is being told. */
    private static final class Batch {
        private final Iterator<ConnectionEvent> events;
        private boolean begun;

        private Batch(Iterator<ConnectionEvent> events) {
            this.events = events;
        }
    }

    private void write(Batch batch, MonoSink<Boolean> done) {
        try {
            done.success(append(batch));
        } catch (RuntimeException e) {
            done.error(e);
        } catch (OutOfMemoryError e) {
            done.error(OutOfHeap.exception("there is no room for lines", e));
        }
    }

    private synchronized boolean append(Batch batch) {
        if (ended) {
            return true;
        }
        if (!piece.hasRemaining()) {
            piece = encoded(batch);
        }
        try {
            file.append(piece);
        } catch (IOException e) {
            if (blockedAt == null) {
                blockedAt = now();
                settings.troubles().accept(new FileTrouble.Blocked(settings.path(), e));
            }
            return false;
        }
        Long since = blockedAt;
        if (since != null) {
            blockedAt = null;
            Duration lasted = Duration.ofNanos(now() - since);
            blocked = blocked.plus(lasted);
            settings.troubles().accept(new FileTrouble.Over(settings.path(), lasted));
        }
        return true;
    }

    private ByteBuffer encoded(Batch batch) {
        while (batch.events.hasNext() && encoder.length() < most) {
            ConnectionEvent event = batch.events.next();
            if (!batch.begun && !blocked.isZero()) {
                String reason = "the file had no room for " + blocked.toMillis()
                        + " ms; what changed meanwhile comes as one difference";
                encoder.append(++seq, new ConnectionEvent.Lost(event.time(), reason, connections));
                blocked = Duration.ZERO;
            }
            batch.begun = true;
            count(event);
            encoder.append(++seq, event);
        }
        ByteBuffer lines = ByteBuffer.wrap(encoder.toByteArray());
        encoder.clear();
        return lines;
    }

    private void count(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Baseline baseline) {
            connections = baseline.connections().values().stream()
                    .mapToLong(Integer::longValue)
                    .sum();
        } else if (event instanceof ConnectionEvent.Opened) {
            connections++;
        } else if (event instanceof ConnectionEvent.Closed
                || (event instanceof ConnectionEvent.Update update && update.left())) {
            connections = Math.max(0, connections - 1);
        }
    }

    /** How many there are, behind the write under way; there will be no more. */
    private synchronized long lines() {
        ended = true;
        return seq;
    }

    private synchronized void reopen() {
        if (!ended) {
            file.reopen();
        }
    }

    /** Ends it when the write under way has ended. */
    Mono<Void> end() {
        return Mono.create(done -> worker.schedule(() -> {
            try {
                close();
                done.success();
            } catch (IOException e) {
                done.error(e);
            }
        }));
    }

    private synchronized void close() throws IOException {
        ended = true;
        if (piece.hasRemaining()) {
            long lines = 0;
            while (piece.hasRemaining()) {
                lines += piece.get() == '\n' ? 1 : 0;
            }
            settings.troubles().accept(new FileTrouble.Unwritten(settings.path(), lines));
        }
        file.close();
    }

    private long now() {
        return worker.now(TimeUnit.NANOSECONDS);
    }
}
