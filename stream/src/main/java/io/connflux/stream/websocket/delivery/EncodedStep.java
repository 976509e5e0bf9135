package io.connflux.stream.websocket.delivery;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.stream.encode.EncodedEvents;
import io.connflux.stream.encode.NdjsonEncoder;
import io.connflux.stream.follow.Step;
import io.connflux.stream.websocket.wire.SendQueue;
import io.connflux.track.ConnectionTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The lines of one step for the subscribers of some protocols, encoded when the first of them asks. */
public final class EncodedStep {

    /** Events encoded together. Too low costs arrays, too high delays the first frame of a large table. */
    private static final int GROUP = 256;

    /** Connections of a baseline that is kept for the next newcomer; a larger one is encoded for each. */
    private static final int KEPT_BASELINE = 4_096;

    private final Step step;
    private final Set<Protocol> protocols;
    private final Map<ConnectionTable, List<EncodedEvents>> differences = new ConcurrentHashMap<>();
    private @Nullable Boolean quiet;
    private @Nullable List<EncodedEvents> changes;
    private @Nullable List<EncodedEvents> baseline;

    public EncodedStep(Step step, Set<Protocol> protocols) {
        this.step = step;
        this.protocols = protocols;
    }

    /** What changed since the step before. */
    public synchronized List<EncodedEvents> changes() {
        if (changes == null) {
            changes = grouped(step.changes().stream().filter(this::isChosen).toList());
        }
        return changes;
    }

    /** Adds what a newcomer is told before its baseline notice. */
    public synchronized void baseline(boolean existing, SendQueue to) {
        if (baseline != null && existing) {
            to.add(baseline);
            return;
        }
        List<EncodedEvents> all = new ArrayList<>(grouped(step.table().problems(protocols)));
        if (existing) {
            Iterator<EncodedEvents> lines = new BaselineLines(step.table(), all.iterator(), protocols);
            if (step.snapshot().size() > KEPT_BASELINE) {
                to.begin(lines);
                return;
            }
            all = new ArrayList<>();
            lines.forEachRemaining(all::add);
            baseline = List.copyOf(all);
        }
        to.add(all);
    }

    /** Whether {@link #changes} has none. */
    public synchronized boolean isQuiet() {
        if (quiet == null) {
            quiet = step.changes().stream().noneMatch(this::isChosen);
        }
        return quiet;
    }

    /** The difference from an older table, which those share who fell behind at the same step. Any thread. */
    public List<EncodedEvents> since(ConnectionTable older) {
        return differences.computeIfAbsent(
                older,
                from -> grouped(step.table().changesSince(from).stream()
                        .filter(this::isChosen)
                        .toList()));
    }

    private boolean isChosen(ConnectionEvent event) {
        return !(event instanceof ConnectionEvent.Change change)
                || protocols.contains(change.connection().protocol());
    }

    private static List<EncodedEvents> grouped(List<ConnectionEvent> events) {
        List<EncodedEvents> groups = new ArrayList<>();
        for (int from = 0; from < events.size(); from += GROUP) {
            List<ConnectionEvent> group = events.subList(from, Math.min(events.size(), from + GROUP));
            groups.add(EncodedEvents.of(new NdjsonEncoder(), group));
        }
        return List.copyOf(groups);
    }

    /** Of a step it keeps the connections alone: a client may stop in the middle of it. */
    private static final class BaselineLines implements Iterator<EncodedEvents> {
        private final Instant time;
        private final Iterator<EncodedEvents> problems;
        private final Iterator<Connection> connections;

        private BaselineLines(ConnectionTable table, Iterator<EncodedEvents> problems, Set<Protocol> protocols) {
            this.time = table.time();
            this.problems = problems;
            this.connections = table.connections(protocols).iterator();
        }

        @Override
        public boolean hasNext() {
            return problems.hasNext() || connections.hasNext();
        }

        @Override
        public EncodedEvents next() {
            if (problems.hasNext()) {
                return problems.next();
            }
            List<ConnectionEvent> group = new ArrayList<>(GROUP);
            while (group.size() < GROUP && connections.hasNext()) {
                group.add(new ConnectionEvent.Existing(time, connections.next()));
            }
            return EncodedEvents.of(new NdjsonEncoder(), group);
        }
    }
}
