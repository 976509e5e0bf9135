package io.connflux.stream.replay;

import io.connflux.stream.follow.Choice;
import io.connflux.stream.replay.line.RecordedFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * What a {@link Recording} was told. Each step gives new settings.
 *
 * @param files of lines; none where there are polls
 * @param polls the directory of these; null where there are lines
 * @param pace how many times as fast as it was recorded; {@link #AT_ONCE}
 * @param from when it begins; null for where the recording does
 * @param until when it ends; null for where the recording does
 * @param scheduler where it is read; null for a thread of its own
 * @param nanos a clock that is never set
 */
record ReplaySettings(
        List<RecordedFile> files,
        @Nullable Path polls,
        double pace,
        @Nullable Instant from,
        @Nullable Instant until,
        boolean existing,
        @Nullable Duration statsEvery,
        Choice choice,
        @Nullable Scheduler scheduler,
        LongSupplier nanos) {

    static final double AT_ONCE = Double.POSITIVE_INFINITY;

    ReplaySettings {
        files = List.copyOf(files);
    }

    /** All of it, at the pace of then. */
    static ReplaySettings of(List<RecordedFile> files, @Nullable Path polls) {
        return new ReplaySettings(files, polls, 1, null, null, false, null, Choice.ALL, null, System::nanoTime);
    }

    Playback playback() {
        return polls == null ? new LinePlayback(this) : new PollPlayback(polls, this);
    }

    ReplaySettings withPace(double times) {
        return new ReplaySettings(files, polls, times, from, until, existing, statsEvery, choice, scheduler, nanos);
    }

    ReplaySettings withSpan(@Nullable Instant begin, @Nullable Instant end) {
        return new ReplaySettings(files, polls, pace, begin, end, existing, statsEvery, choice, scheduler, nanos);
    }

    ReplaySettings withExisting(boolean told) {
        return new ReplaySettings(files, polls, pace, from, until, told, statsEvery, choice, scheduler, nanos);
    }

    ReplaySettings withStats(Duration every) {
        return new ReplaySettings(files, polls, pace, from, until, existing, every, choice, scheduler, nanos);
    }

    ReplaySettings withChoice(Choice other) {
        return new ReplaySettings(files, polls, pace, from, until, existing, statsEvery, other, scheduler, nanos);
    }

    ReplaySettings withClock(Scheduler other, LongSupplier steady) {
        return new ReplaySettings(files, polls, pace, from, until, existing, statsEvery, choice, other, steady);
    }
}
