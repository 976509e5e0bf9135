package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host that a recording plays: a read finds the connections that there were at the time at which it stands by then. */
final class RecordedHost implements SnapshotSource {

    private final ReplaySettings settings;
    private final Playback playback;
    private final Map<String, Connection> connections = new LinkedHashMap<>();
    /** Those told since something was lost: at a baseline, all that there are. */
    private @Nullable Set<String> again;

    private List<ConnectionEvent> next = List.of();
    private @Nullable Instant begun;
    private long begunNanos;
    private Instant stands = Instant.EPOCH;
    private boolean ended;

    RecordedHost(ReplaySettings settings) {
        this.settings = settings.withExisting(true);
        this.playback = this.settings.playback();
    }

    @Override
    public synchronized Snapshot read() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            advance();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return Snapshot.of(stands, connections.values());
    }

    private void advance() throws IOException {
        long now = settings.nanos().getAsLong();
        Instant first = begun;
        if (first == null) {
            toBaseline();
            begun = stands;
            begunNanos = now;
            return;
        }
        Instant due = first.plus(Duration.ofNanos((long) ((now - begunNanos) * settings.pace())));
        while (more() && !next.get(0).time().isAfter(due)) {
            take();
        }
        stands = ended || due.isBefore(stands) ? stands : due;
    }

    private void toBaseline() throws IOException {
        boolean counted = false;
        while (!counted && more()) {
            counted = next.stream().anyMatch(event -> event instanceof ConnectionEvent.Baseline);
            take();
        }
    }

    private boolean more() throws IOException {
        if (next.isEmpty() && !ended) {
            next = playback.next();
            if (next.isEmpty()) {
                ended = true;
                playback.close();
            }
        }
        return !ended;
    }

    private void take() {
        for (ConnectionEvent event : next) {
            stands = event.time().isAfter(stands) ? event.time() : stands;
            if (event instanceof ConnectionEvent.Lost) {
                again = new HashSet<>();
            } else if (event instanceof ConnectionEvent.Baseline && again != null) {
                connections.keySet().retainAll(again);
                again = null;
            } else if (event instanceof ConnectionEvent.Change change) {
                take(change);
            }
        }
        next = List.of();
    }

    private void take(ConnectionEvent.Change change) {
        String id = change.connection().id();
        boolean gone = change instanceof ConnectionEvent.Closed
                || (change instanceof ConnectionEvent.Update update && update.left());
        if (gone) {
            connections.remove(id);
        } else {
            connections.put(id, change.connection());
        }
        if (again != null && change instanceof ConnectionEvent.Existing) {
            again.add(id);
        }
    }
}
