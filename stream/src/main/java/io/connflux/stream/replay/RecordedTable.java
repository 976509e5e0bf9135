package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.stream.replay.line.HeldLine;
import io.connflux.stream.replay.line.LineHead;
import io.connflux.stream.replay.line.RecordedEvents;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The connections that there were at a time, as a recording tells. Immutable.
 *
 * @param time which was asked for
 * @param last when the last event before it happened: where the recording ends before the time, how old the table is
 * @param ended whether the recording ends before the time
 * @param connections those of each protocol that was recorded
 * @param damages what of the recording up to this time could not be read, or is not in it, in words that name the file: the table
 *     is whole where there is none
 */
public record RecordedTable(
        Instant time, Instant last, boolean ended, Map<Protocol, List<Connection>> connections, List<String> damages) {

    static RecordedTable read(ReplaySettings settings, Instant time) throws IOException {
        Path polls = settings.polls();
        if (polls != null) {
            try (PollPlayback playback = new PollPlayback(polls, settings)) {
                return playback.tableAt(time);
            }
        }
        try (RecordedEvents events = new RecordedEvents(settings.files())) {
            LineHead head = events.head();
            Instant last = null;
            Instant first = null;
            boolean further = false;
            while (events.next()) {
                first = first == null ? head.time() : first;
                if (!head.time().isAfter(time)) {
                    events.take();
                    last = last == null || last.isBefore(head.time()) ? head.time() : last;
                } else {
                    further = true;
                    if (head.time().isAfter(time.plus(LinePlayback.OUT_OF_ORDER))) {
                        break;
                    }
                }
            }
            if (last == null) {
                throw new IOException("the recording begins at " + first + ", and tells nothing of " + time);
            }
            return of(events, settings, time, last, !further);
        }
    }

    private static RecordedTable of(
            RecordedEvents events, ReplaySettings settings, Instant time, Instant last, boolean ended) {
        Map<Protocol, List<Connection>> connections = new EnumMap<>(Protocol.class);
        events.protocols().stream()
                .filter(settings.choice().protocols()::contains)
                .forEach(protocol -> connections.put(protocol, new ArrayList<>()));
        List<String> damages = new ArrayList<>();
        events.damages().take().forEach(damage -> damages.add(damage.toString()));
        for (HeldLine held : events.history().connections()) {
            ConnectionEvent.Existing existing = events.existing(held, time);
            if (existing != null && !settings.choice().of(List.of(existing)).isEmpty()) {
                Connection connection = existing.connection();
                connections
                        .computeIfAbsent(connection.protocol(), protocol -> new ArrayList<>())
                        .add(connection);
            }
        }
        events.damages().end().forEach(damage -> damages.add(damage.toString()));
        events.history().gaps().forEach(gap -> damages.add(events.file() + " " + gap));
        return new RecordedTable(time, last, ended, connections, damages);
    }

    /** All of them. */
    public List<Connection> all() {
        return connections.values().stream().flatMap(List::stream).toList();
    }

    /** The same as a snapshot, of the protocols that were recorded. */
    public Snapshot snapshot() {
        SnapshotBuilder builder = new SnapshotBuilder(time);
        Snapshot.of(time, all()).tables().stream()
                .filter(table -> connections.containsKey(table.protocol()))
                .forEach(builder::table);
        return builder.build();
    }
}
