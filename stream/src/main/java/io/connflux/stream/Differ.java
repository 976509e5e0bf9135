package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.process.OwnerSearch;
import io.connflux.table.KernelCounters;
import io.connflux.table.Snapshot;
import io.connflux.track.ConnectionTracker;
import io.connflux.track.TrackerCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One subscriber's own view: polls in, events out. It may miss polls; the next diff is coarser then, and no less true. */
final class Differ {

    private final ConnectionTracker tracker;
    private final @Nullable Duration statsEvery;
    private final @Nullable OwnerSearch owners;

    private @Nullable Poll last;
    private @Nullable KernelCounters lastCounters;
    private long opensCounted;
    private @Nullable Moment begun;
    private long told;
    private ClockSteps stepsAtStart = ClockSteps.NONE;
    private long firstPoll;
    private long coalesced;
    private long steps;

    Differ(boolean existing, @Nullable Duration statsEvery, @Nullable OwnerSearch owners) {
        this.owners = owners;
        this.tracker = new ConnectionTracker(existing);
        this.statsEvery = statsEvery;
    }

    /** The events of a poll: for the first one the baseline. To be read before the next call. */
    Iterable<ConnectionEvent> events(Poll poll) {
        Poll before = last;
        Iterable<ConnectionEvent> events = owned(poll);
        if (!isStatsDue(before, poll)) {
            return events;
        }
        List<ConnectionEvent> all = new ArrayList<>();
        events.forEach(all::add);
        all.add(tracker.stats(poll.time(), counters(poll)));
        return all;
    }

    private Iterable<ConnectionEvent> owned(Poll poll) {
        Iterable<ConnectionEvent> events = unowned(poll);
        return owners == null ? events : new OwnedEvents(events, owners);
    }

    private boolean isStatsDue(@Nullable Poll before, Poll poll) {
        if (before == null || begun == null) {
            begun = poll.at();
            return false;
        }
        if (statsEvery != null) {
            Duration passed = poll.at().after(begun);
            long periods = statsEvery.isZero() || statsEvery.isNegative() ? told + 1 : passed.dividedBy(statsEvery);
            if (periods > told) {
                // One may be told late: polls that end now a little before the time and now behind it miss none.
                told = Math.max(told + 1, periods - 1);
                return true;
            }
        }
        // A clock that was set is said here too: no connection has changed, and nothing was lost.
        return poll.clockSteps().count() > before.clockSteps().count();
    }

    private Iterable<ConnectionEvent> unowned(Poll poll) {
        Poll before = last;
        last = poll;
        if (before == null) {
            firstPoll = poll.number();
            lastCounters = poll.snapshot().kernelCounters();
            stepsAtStart = poll.clockSteps();
            return begin(poll);
        }
        coalesced += poll.number() - before.number() - 1;
        count(poll.snapshot().kernelCounters());
        List<ConnectionEvent> events = new ArrayList<>();
        if (poll.snapshot() != before.snapshot()) {
            tracker.reconcile(poll.snapshot()).forEach(events::add);
        }
        if (poll.failure() != null && before.failure() == null) {
            events.add(tracker.lost(poll.time(), poll.failure()));
        }
        return events;
    }

    /** A poll's events together with what is true after it. */
    Step step(Poll poll) {
        List<ConnectionEvent> changes = new ArrayList<>();
        boolean first = last == null;
        owned(poll).forEach(changes::add);
        return new Step(++steps, poll.snapshot(), tracker.truth(), first ? List.of() : changes, counters(poll), owners);
    }

    private Iterable<ConnectionEvent> begin(Poll poll) {
        Snapshot previous = poll.previous();
        if (previous == null || previous == poll.snapshot() || !poll.snapshot().hasSeams()) {
            return tracker.reconcile(poll.snapshot());
        }
        List<ConnectionEvent> events = new ArrayList<>();
        tracker.reconcile(previous).forEach(events::add);
        if (events.isEmpty()) {
            return tracker.reconcile(poll.snapshot());
        }
        tracker.reconcile(poll.snapshot()).forEach(events::add);
        return events;
    }

    private StreamCounters counters(Poll poll) {
        TrackerCounters counted = tracker.counters();
        ClockSteps clock = poll.clockSteps().since(stepsAtStart);
        return new StreamCounters(
                poll.number() - firstPoll + 1,
                poll.snapshot().size(),
                counted.repeated(),
                counted.suspected(),
                counted.reprieved(),
                counted.unreadable(),
                poll.skipped(),
                coalesced,
                poll.took(),
                counted.opens(),
                opensCounted(poll.snapshot()),
                clock.count(),
                clock.sum());
    }

    private @Nullable Long opensCounted(Snapshot snapshot) {
        boolean allOfTcp = watched(snapshot, Protocol.TCP) && watched(snapshot, Protocol.TCP6);
        return snapshot.kernelCounters() == null || lastCounters == null || !allOfTcp ? null : opensCounted;
    }

    /** Poll by poll, as counters of 32 bits begin at 0 again. */
    private void count(@Nullable KernelCounters now) {
        if (now != null && lastCounters != null) {
            opensCounted += now.since(lastCounters).opens();
        }
        lastCounters = now == null ? lastCounters : now;
    }

    private static boolean watched(Snapshot snapshot, Protocol protocol) {
        return snapshot.namespaces().stream()
                .allMatch(each -> each.table(protocol) != null || each.missing().containsKey(protocol));
    }
}
