package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.stream.EventSource;
import io.connflux.stream.replay.line.RecordedFile;
import io.connflux.stream.thread.GivenScheduler;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * Events that were recorded as lines of JSON, as if they happened again: the same events with the same times, at the pace at which
 * they were recorded unless said otherwise.
 *
 * <pre>{@code
 * Recording recording = Recording.of(List.of(Path.of("web.ndjson.1.gz"), Path.of("web.ndjson")));
 * recording.speed(10).existing(true).events().subscribe(System.out::println);
 * RecordedTable then = recording.tableAt(Instant.parse("2026-11-24T10:00:00Z")).block();
 * }</pre>
 *
 * <p>The files are plain or compressed with gzip, and may be those of a rotation, in any order: each is one recording's part, and
 * their first events tell the order. A recording is a whole history where it was made with the existing connections, from its
 * beginning. What is damaged, cut off, missing or of a later version is passed over, and said with its file and line as {@link
 * ConnectionEvent.Lost}, the first twenty places one by one. Where who recorded was started again without its state, what follows the {@code Lost} stands
 * for all that was known before.
 *
 * <p>What is held in memory grows with the connections that there are at a time, and not with the recording. Immutable: each setting
 * gives a new recording.
 */
public final class Recording implements EventSource {

    private final ReplaySettings settings;

    private Recording(ReplaySettings settings) {
        this.settings = settings;
    }

    /**
     * The recording in some files. They are opened on subscription, one after the other.
     *
     * @param files of which one may be a pipe, which can be subscribed to once; then they are read in this order
     * @throws IllegalArgumentException where there are none
     */
    public static Recording of(List<Path> files) {
        return in(files.stream().map(RecordedFile::of).toList());
    }

    static Recording in(List<RecordedFile> files) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a recording is at least one file");
        }
        return new Recording(ReplaySettings.of(files, null));
    }

    /**
     * The polls that a {@link io.connflux.procfs.RawRecorder} has kept: they are read, compared and told as those of a host. {@link
     * #between} begins with its first poll.
     *
     * @param directory where they are
     */
    public static Recording ofPolls(Path directory) {
        return new Recording(ReplaySettings.of(List.of(), Objects.requireNonNull(directory, "ofPolls")));
    }

    /**
     * Tells the events this many times as fast as they were recorded.
     *
     * @throws IllegalArgumentException where it is not positive, or no number
     */
    public Recording speed(double times) {
        if (!(times > 0) || Double.isInfinite(times)) {
            throw new IllegalArgumentException("speed must be positive, not " + times);
        }
        return new Recording(settings.withPace(times));
    }

    /** Tells the events as fast as they are taken, more of them in a batch. */
    public Recording atOnce() {
        return new Recording(settings.withPace(ReplaySettings.AT_ONCE));
    }

    /**
     * Tells what happened in this time: it begins with the connections that there were at its start.
     *
     * @param from null for the recording's beginning
     * @param until null for its end
     * @throws IllegalArgumentException where it ends before it begins
     */
    public Recording between(@Nullable Instant from, @Nullable Instant until) {
        if (from != null && until != null && until.isBefore(from)) {
            throw new IllegalArgumentException("the end " + until + " is before the beginning " + from);
        }
        return new Recording(settings.withSpan(from, until));
    }

    @Override
    public Recording existing(boolean told) {
        return new Recording(settings.withExisting(told));
    }

    /**
     * Of the counters that were recorded tells those that are this far apart. A recording made without any has none; without
     * this all that were recorded are told.
     */
    @Override
    public Recording stats(Duration every) {
        if (Objects.requireNonNull(every, "stats").isNegative() || every.isZero()) {
            throw new IllegalArgumentException("stats must be positive, not " + every);
        }
        return new Recording(settings.withStats(every));
    }

    @Override
    public Recording where(Filter chosen) {
        return new Recording(settings.withChoice(settings.choice().and(Objects.requireNonNull(chosen, "where"))));
    }

    @Override
    public Recording where(Predicate<Connection> chosen) {
        return new Recording(settings.withChoice(settings.choice().and(Objects.requireNonNull(chosen, "where"))));
    }

    /** For tests that cannot wait: reads there, and goes by this clock. */
    Recording on(Scheduler scheduler, LongSupplier nanos) {
        return new Recording(settings.withClock(scheduler, nanos));
    }

    /**
     * The events.
     *
     * @return cold: each subscription reads the files anew, on a thread of its own, on which it is told and may block. Nothing is
     *     coalesced: who asks for less gets the same events later, and the recording waits. Completes at its end; ends with an
     *     {@link IOException} where a file cannot be opened, or not one has an event
     */
    @Override
    public Flux<ConnectionEvent> events() {
        return batches().concatMapIterable(events -> events, 1);
    }

    /**
     * The events, those of one time together, 512 at most, and never none.
     *
     * @return as {@link #events()}
     */
    @Override
    public Flux<Iterable<ConnectionEvent>> batches() {
        return GivenScheduler.using(settings.scheduler(), "connflux-replay", worker -> paced(worker));
    }

    private Flux<Iterable<ConnectionEvent>> paced(Scheduler worker) {
        Flux<List<ConnectionEvent>> read = Flux.<List<ConnectionEvent>, Playback>generate(
                        settings::playback, Recording::next, Recording::close)
                .subscribeOn(worker);
        if (settings.pace() == ReplaySettings.AT_ONCE) {
            return read.map(batch -> batch);
        }
        return Flux.defer(() -> {
            Pace pace = new Pace(settings.pace());
            return read.concatMap(
                    batch -> {
                        Duration wait =
                                pace.until(batch.get(0).time(), settings.nanos().getAsLong());
                        Mono<Iterable<ConnectionEvent>> told = Mono.just(batch);
                        return wait.isZero() ? told : Mono.delay(wait, worker).then(told);
                    },
                    0);
        });
    }

    /**
     * A host that has what was recorded, from the first read on at the recording's pace, and what there was at its end ever after: for
     * who serves it. A connection is another one to who polls it, with another id, and one that was there between two reads only is
     * not seen. To be read by one stream, at a {@link #speed}.
     *
     * @throws IllegalArgumentException where all is wanted {@link #atOnce}
     */
    public SnapshotSource asHost() {
        if (settings.pace() == ReplaySettings.AT_ONCE) {
            throw new IllegalArgumentException("a host has a pace: a speed is needed");
        }
        return new RecordedHost(settings);
    }

    private static Playback next(Playback playback, SynchronousSink<List<ConnectionEvent>> sink) {
        try {
            List<ConnectionEvent> batch = playback.next();
            if (batch.isEmpty()) {
                sink.complete();
            } else {
                sink.next(batch);
            }
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            // Nobody wants it any more: this thread's end interrupts it.
            sink.complete();
        } catch (IOException e) {
            sink.error(e);
        }
        return playback;
    }

    private static void close(Playback playback) {
        try {
            playback.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The connections that there were at a time. Those that were chosen by {@link #where}; pace and {@link #between} say nothing about it.
     *
     * @return on subscription reads the recording up to that time on a thread of its own, as fast as it can. Errs with an {@link
     *     IOException} as {@link #events()} does, and where the recording begins later
     */
    public Mono<RecordedTable> tableAt(Instant time) {
        Objects.requireNonNull(time, "tableAt");
        return GivenScheduler.using(settings.scheduler(), "connflux-replay", worker -> Mono.fromCallable(
                                () -> RecordedTable.read(settings, time))
                        .subscribeOn(worker)
                        .flux())
                .next();
    }
}
