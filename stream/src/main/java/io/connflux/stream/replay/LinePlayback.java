package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.follow.Choice;
import io.connflux.stream.replay.line.Damage;
import io.connflux.stream.replay.line.HeldLine;
import io.connflux.stream.replay.line.LineHead;
import io.connflux.stream.replay.line.LineHead.Kind;
import io.connflux.stream.replay.line.RecordedEvents;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recorded lines, read again. */
final class LinePlayback implements Playback {

    /**
     * How much later than the end of what is asked for a line may be before the others are not looked at. A subscriber that was slow
     * recorded with the newest events some that were older. Too low loses these, too high reads for nothing.
     */
    static final Duration OUT_OF_ORDER = Duration.ofMinutes(1);

    private final RecordedEvents events;
    private final ReplaySettings settings;
    private @Nullable Beginning beginning;
    private boolean pending;
    private boolean ended;
    private Instant last = Instant.EPOCH;
    private @Nullable Instant statsTold;
    private long clockSteps;

    LinePlayback(ReplaySettings settings) {
        this.settings = settings;
        this.events = new RecordedEvents(settings.files());
    }

    @Override
    public List<ConnectionEvent> next() throws IOException {
        List<ConnectionEvent> batch = new ArrayList<>();
        Beginning begun = beginning;
        if (begun == null) {
            begun = begin();
            beginning = begun;
        }
        if (begun.hasNext()) {
            begun.addTo(batch, MOST);
            return batch;
        }
        while (!ended && (batch.isEmpty() || goesOn(batch))) {
            if (!pending && !events.next()) {
                end(batch);
            } else {
                pending = false;
                line(batch);
            }
        }
        return batch;
    }

    private boolean goesOn(List<ConnectionEvent> batch) throws IOException {
        if (batch.size() >= MOST || (!pending && !events.isReady())) {
            return false;
        }
        if (settings.pace() == ReplaySettings.AT_ONCE) {
            return true;
        }
        pending = pending || events.next();
        if (!pending) {
            end(batch);
            return false;
        }
        return events.head().time().equals(batch.get(0).time());
    }

    private void end(List<ConnectionEvent> batch) {
        ended = true;
        events.damages().end().forEach(damage -> batch.add(lost(damage)));
    }

    /** Reads up to where the stream begins. */
    private Beginning begin() throws IOException {
        List<ConnectionEvent> notices = new ArrayList<>();
        Instant from = settings.from();
        boolean isBaseline = false;
        boolean wasEarly = false;
        while (!isBaseline && !pending && !ended) {
            ended = !events.next();
            boolean early = from != null && events.head().time().isBefore(from);
            if (!ended) {
                wasEarly |= early;
                last = events.head().time();
                pending = !early
                        && (events.history().hasBegun()
                                || isChange(events.head().kind()));
                isBaseline = !early && !pending && events.head().kind() == Kind.BASELINE;
            }
            if (!ended && !pending) {
                before(notices);
            }
        }
        if (from != null && wasEarly && !isBaseline) {
            last = from;
        }
        List<ConnectionEvent> first = new ArrayList<>();
        events.damages().take().forEach(damage -> first.add(lost(damage)));
        if (ended && !events.history().hasBegun()) {
            first.add(lost("ends before its baseline"));
        }
        events.history().gaps().forEach(gap -> first.add(lost(gap)));
        first.addAll(notices);
        return new Beginning(events, settings, last, first, isBaseline);
    }

    private static boolean isChange(Kind kind) {
        return kind == Kind.OPENED || kind == Kind.UPDATE || kind == Kind.CLOSED;
    }

    /** Takes a line that is before the beginning. */
    private void before(List<ConnectionEvent> notices) throws IOException {
        Kind kind = events.head().kind();
        boolean isFirst = !events.history().hasBegun() && (kind == Kind.NOTICE || kind == Kind.LOST);
        ConnectionEvent notice = isFirst && notices.size() < MOST ? events.event() : null;
        if (notice != null) {
            notices.add(notice);
        }
        events.take();
    }

    private ConnectionEvent.Lost lost(String gap) {
        return new ConnectionEvent.Lost(last, events.file() + " " + gap, 0);
    }

    private ConnectionEvent.Lost lost(Damage damage) {
        return new ConnectionEvent.Lost(last, damage.toString(), damage.count());
    }

    private void line(List<ConnectionEvent> batch) throws IOException {
        LineHead head = events.head();
        Instant until = settings.until();
        if (until != null && head.time().isAfter(until)) {
            ended = head.time().isAfter(until.plus(OUT_OF_ORDER));
            return;
        }
        last = head.time();
        ConnectionEvent event = events.event();
        events.damages().take().forEach(damage -> batch.add(lost(damage)));
        if (event == null) {
            return;
        }
        ConnectionEvent told = event instanceof ConnectionEvent.Update update ? withBefore(update) : event;
        events.take();
        if (told instanceof ConnectionEvent.Baseline) {
            events.history().gaps().forEach(gap -> batch.add(lost(gap)));
        }
        if (told instanceof ConnectionEvent.Stats stats ? isDue(stats) : isWanted(told)) {
            batch.addAll(settings.choice().of(List.of(counted(told))));
        }
    }

    private boolean isWanted(ConnectionEvent event) {
        return settings.existing() || !(event instanceof ConnectionEvent.Existing);
    }

    private boolean isDue(ConnectionEvent.Stats stats) {
        Duration every = settings.statsEvery();
        boolean due = every == null
                || statsTold == null
                || stats.counters().clockSteps() > clockSteps
                || !stats.time().isBefore(statsTold.plus(every));
        if (due) {
            statsTold = stats.time();
            clockSteps = stats.counters().clockSteps();
        }
        return due;
    }

    /** With the connection as it was: a line tells less of it than a filter may ask for. */
    private ConnectionEvent withBefore(ConnectionEvent.Update update) {
        if (settings.choice().equals(Choice.ALL)) {
            return update;
        }
        HeldLine held = events.history().connection(update.connection().id());
        ConnectionEvent known = held == null ? null : events.decoded(held);
        if (!(known instanceof ConnectionEvent.Change change)) {
            return update;
        }
        return update instanceof ConnectionEvent.StateChanged
                ? new ConnectionEvent.StateChanged(
                        update.time(), update.since(), change.connection(), update.connection(), update.left())
                : new ConnectionEvent.OwnerChanged(
                        update.time(), update.since(), change.connection(), update.connection(), update.left());
    }

    /** A baseline counts those that were chosen. */
    private ConnectionEvent counted(ConnectionEvent event) {
        if (!(event instanceof ConnectionEvent.Baseline) || settings.choice().equals(Choice.ALL)) {
            return event;
        }
        List<ConnectionEvent> all = new ArrayList<>();
        new Beginning(events, settings.withExisting(false), event.time(), List.of(), false)
                .addTo(all, Integer.MAX_VALUE);
        return all.get(0);
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}
