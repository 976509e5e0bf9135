package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.stream.follow.Choice;
import io.connflux.stream.replay.line.HeldLine;
import io.connflux.stream.replay.line.RecordedEvents;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What a stream is told first: what is missing, the connections that there are, where wanted, and the notice that counts them. */
final class Beginning {

    private final RecordedEvents events;
    private final ReplaySettings settings;
    private final Instant time;
    private final Deque<ConnectionEvent> first;
    private final Iterator<HeldLine> connections;
    private final Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
    private final boolean asRecorded;
    private boolean told;

    /**
     * @param notices that come first
     * @param asRecorded whether it is the one of the recording, and not of a later time
     */
    Beginning(
            RecordedEvents events,
            ReplaySettings settings,
            Instant time,
            List<ConnectionEvent> notices,
            boolean asRecorded) {
        this.events = events;
        this.settings = settings;
        this.time = time;
        this.first = new ArrayDeque<>(notices);
        this.asRecorded = asRecorded && settings.choice().equals(Choice.ALL);
        connections = settings.existing() || !this.asRecorded
                ? events.history().connections().iterator()
                : Collections.emptyIterator();
        events.protocols().stream()
                .filter(settings.choice().protocols()::contains)
                .forEach(protocol -> counts.put(protocol, 0));
    }

    boolean hasNext() {
        return !told;
    }

    /** Adds the next ones. */
    void addTo(List<ConnectionEvent> batch, int most) {
        while (!told && batch.size() < most) {
            if (!first.isEmpty()) {
                batch.add(first.remove());
            } else if (connections.hasNext()) {
                existing(connections.next(), batch);
            } else {
                batch.add(new ConnectionEvent.Baseline(time, asRecorded ? events.counts() : counts));
                told = true;
            }
        }
    }

    private void existing(HeldLine held, List<ConnectionEvent> batch) {
        ConnectionEvent.Existing existing = events.existing(held, time);
        if (existing != null && !settings.choice().of(List.of(existing)).isEmpty()) {
            counts.merge(existing.connection().protocol(), 1, Integer::sum);
            if (settings.existing()) {
                batch.add(existing);
            }
        }
    }
}
