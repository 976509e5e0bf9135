package io.connflux.stream;

import io.connflux.model.Moment;
import io.connflux.observation.ObservationSource;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.poll.OwnerSearchingSource;
import io.connflux.stream.poll.OwnerTellingSource;
import io.connflux.stream.state.CurrentState;
import io.connflux.stream.state.StateFile;
import io.connflux.table.SnapshotSource;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** What is polled, and how: the settings that all subscribers of a stream share. */
record PollSettings(
        SnapshotSource source,
        Duration interval,
        InstantSource clock,
        LongSupplier nanoTime,
        @Nullable Scheduler timer,
        @Nullable Scheduler reader,
        @Nullable OwnerSearch owners,
        @Nullable StateFile state,
        List<ObservationSource> observations) {

    /** What is longer is a mistake in a unit, and overflows when it is counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    static PollSettings of(SnapshotSource source) {
        return new PollSettings(
                source, Duration.ofSeconds(1), Clock.systemUTC(), System::nanoTime, null, null, null, null, List.of());
    }

    /** @throws IllegalArgumentException where it cannot be meant */
    static Duration checked(String setting, Duration time) {
        Objects.requireNonNull(time, setting);
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    setting + " must be positive and at most " + LONGEST.toDays() + " days, not " + time);
        }
        return time;
    }

    PollSettings withInterval(Duration other) {
        return new PollSettings(source, other, clock, nanoTime, timer, reader, owners, state, observations);
    }

    PollSettings withClocks(InstantSource wall, LongSupplier steady) {
        return new PollSettings(source, interval, wall, steady, timer, reader, owners, state, observations);
    }

    PollSettings withSchedulers(Scheduler ticks, Scheduler reads) {
        return new PollSettings(source, interval, clock, nanoTime, ticks, reads, owners, state, observations);
    }

    PollSettings withOwners(OwnerSearch search) {
        return new PollSettings(source, interval, clock, nanoTime, timer, reader, search, state, observations);
    }

    PollSettings withState(StateFile file) {
        return new PollSettings(source, interval, clock, nanoTime, timer, reader, owners, file, observations);
    }

    PollSettings withObservations(List<ObservationSource> between) {
        return new PollSettings(source, interval, clock, nanoTime, timer, reader, owners, state, between);
    }

    /** The states of its runs. */
    CurrentState states() {
        return new CurrentState(state, owners);
    }

    /** The source as a run reads it. */
    SnapshotSource read(PollWatch watch) {
        SnapshotSource watched = watch.over(source);
        return owners == null ? watched : new OwnerSearchingSource(watched, owners, interval);
    }

    /** What tells changes between the polls. */
    List<ObservationSource> observed() {
        OwnerSearch search = owners;
        return search == null
                ? observations
                : observations.stream()
                        .<ObservationSource>map(each -> new OwnerTellingSource(each, search))
                        .toList();
    }

    Moment now() {
        return Moment.now(clock, nanoTime);
    }
}
