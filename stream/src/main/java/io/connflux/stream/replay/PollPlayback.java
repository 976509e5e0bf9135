package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.procfs.RawRecording;
import io.connflux.stream.follow.Choice;
import io.connflux.stream.follow.Follower;
import io.connflux.stream.follow.Leg;
import io.connflux.stream.follow.Step;
import io.connflux.table.Snapshot;
import io.connflux.track.ConnectionTracker;
import io.connflux.track.TrackerCounters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recorded polls, compared as those of a host are. */
final class PollPlayback implements Playback {

    private final Path directory;
    private final ReplaySettings settings;
    private final ConnectionTracker tracker = new ConnectionTracker();
    private final Follower follower;
    private Iterator<ConnectionEvent> events = Collections.emptyIterator();
    private @Nullable RawRecording opened;
    private @Nullable Step last;
    private long number;
    private int damagesTold;
    private boolean ended;

    PollPlayback(Path directory, ReplaySettings settings) {
        this.directory = directory;
        this.settings = settings;
        this.follower = new Follower(settings.statsEvery());
    }

    @Override
    public List<ConnectionEvent> next() throws IOException {
        List<ConnectionEvent> batch = new ArrayList<>();
        while (batch.isEmpty() && !ended) {
            while (events.hasNext() && batch.size() < MOST) {
                batch.add(events.next());
            }
            if (batch.isEmpty()) {
                Step step = step();
                if (step == null || isAfter(step, settings.until())) {
                    ended = true;
                    batch.addAll(damages());
                } else if (settings.from() == null || !step.time().isBefore(settings.from())) {
                    batch.addAll(damages());
                    Leg leg = follower.to(step);
                    follower.take(leg);
                    events = leg.events(settings.existing(), settings.choice()).iterator();
                }
            }
        }
        return batch;
    }

    private static boolean isAfter(Step step, @Nullable Instant time) {
        return time != null && step.time().isAfter(time);
    }

    /** The next poll, compared with the one before; null behind the last. */
    private @Nullable Step step() throws IOException {
        RawRecording polls = opened;
        if (polls == null) {
            polls = RawRecording.in(directory);
            opened = polls;
        }
        if (!polls.hasNext()) {
            return null;
        }
        Snapshot snapshot = polls.read();
        List<ConnectionEvent> changes = tracker.reconcile(snapshot);
        if (tracker.awaitsSecondLook() && polls.hasNext()) {
            // It was taken at once, and is the poll behind it here.
            snapshot = polls.read();
            tracker.reconcile(snapshot);
        }
        Step step = new Step(++number, snapshot.span().ended(), tracker.table(), changes, counters(snapshot), null);
        last = step;
        return step;
    }

    /** Without the kernel's own, which are not recorded. */
    private StreamCounters counters(Snapshot snapshot) {
        TrackerCounters tracked = tracker.counters();
        return new StreamCounters(
                number,
                snapshot.size(),
                tracked.repeated(),
                tracked.suspected(),
                tracked.reprieved(),
                tracked.unreadable(),
                0,
                0,
                snapshot.span().ended().after(snapshot.span().began()),
                tracked.opens(),
                null,
                0,
                Duration.ZERO);
    }

    private List<ConnectionEvent> damages() {
        RawRecording polls = opened;
        List<String> all = polls == null ? List.of() : polls.damages();
        List<ConnectionEvent> told = new ArrayList<>();
        Instant time = last == null ? Instant.EPOCH : last.time();
        all.subList(damagesTold, all.size()).forEach(each -> told.add(new ConnectionEvent.Lost(time, each, 0)));
        damagesTold = all.size();
        return told;
    }

    /** The table that a time's last poll before it gives. */
    RecordedTable tableAt(Instant time) throws IOException {
        Map<Protocol, List<Connection>> connections = new EnumMap<>(Protocol.class);
        Instant newest = null;
        Step step = step();
        Instant first = step == null ? time : step.time();
        while (step != null && !step.time().isAfter(time)) {
            newest = step.time();
            connections.clear();
            Step at = step;
            step = step();
            if (step == null || step.time().isAfter(time)) {
                Choice choice = settings.choice();
                choice.existingByProtocol(at.table()).forEach((protocol, some) -> {
                    List<Connection> list = new ArrayList<>();
                    some.forEach(list::add);
                    connections.put(protocol, list);
                });
            }
        }
        if (newest == null) {
            throw new IOException("the recording begins at " + first + ", and tells nothing of " + time);
        }
        RawRecording polls = opened;
        return new RecordedTable(time, newest, step == null, connections, polls == null ? List.of() : polls.damages());
    }

    @Override
    public void close() throws IOException {
        RawRecording polls = opened;
        if (polls != null) {
            polls.close();
        }
    }
}
