package io.connflux.stream.websocket.delivery;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.stream.Line;
import io.connflux.stream.encode.EncodedEvents;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.follow.Step;
import io.connflux.stream.follow.Tick;
import io.connflux.stream.websocket.query.Selection;
import io.connflux.stream.websocket.wire.SendQueue;
import io.connflux.track.ConnectionTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lines of one step for the subscribers who asked for the same, encoded when the first of them asks. */
public final class EncodedStep {

    /** Events encoded together. Too low costs arrays, too high delays the first frame of a large table. */
    private static final int GROUP = 256;

    /** Connections of a baseline that is kept for the next newcomer; a larger one is encoded for each. */
    private static final int KEPT_BASELINE = 4_096;

    private final Step step;
    private final Selection selection;
    private final EncoderSettings settings;
    private final Map<ConnectionTable, List<EncodedEvents>> differences = new ConcurrentHashMap<>();
    private final Map<Tick, List<EncodedEvents>> again = new ConcurrentHashMap<>();
    private final Map<ConnectionTable, List<EncodedEvents>> carried = new ConcurrentHashMap<>();
    private @Nullable List<ConnectionEvent> told;
    private @Nullable List<EncodedEvents> changes;
    private @Nullable List<EncodedEvents> baseline;
    private @Nullable Map<Protocol, Integer> counts;

    public EncodedStep(Step step, Selection selection, EncoderSettings settings) {
        this.step = step;
        this.selection = selection;
        this.settings = settings;
    }

    private List<ConnectionEvent> told() {
        if (told == null) {
            told = selection.choice().of(step.changes());
        }
        return told;
    }

    /** What changed since the step before. */
    public synchronized List<EncodedEvents> changes() {
        if (changes == null) {
            changes = grouped(told());
        }
        return changes;
    }

    /** Adds what a newcomer is told before its baseline notice. */
    public synchronized void baseline(boolean existing, SendQueue to) {
        if (baseline != null && existing) {
            to.add(baseline);
            return;
        }
        List<EncodedEvents> all =
                new ArrayList<>(grouped(step.table().problems(selection.choice().protocols())));
        if (existing) {
            Iterator<EncodedEvents> lines = new BaselineLines(
                    step.table().time(),
                    selection.choice().existing(step.table()).iterator(),
                    all.iterator(),
                    encoders());
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

    /** Whether {@link #changes} has none, nor has {@link #again}. */
    public synchronized boolean isQuiet(@Nullable Tick tick) {
        return told().isEmpty() && (tick == null || again(tick).isEmpty());
    }

    /** What is told again, for those who were told so up to the same step. */
    List<EncodedEvents> again(Tick tick) {
        return again.computeIfAbsent(tick, due -> grouped(selection.choice().toldAgain(step.table(), due)));
    }

    /** What connections have carried since an older table, for those who were told so up to the same one. Any thread. */
    public List<EncodedEvents> carriedSince(ConnectionTable older) {
        return carried.computeIfAbsent(older, from -> grouped(selection.choice().carriedSince(from, step.table())));
    }

    /** The difference from an older table, which those share who fell behind at the same step. Any thread. */
    public List<EncodedEvents> since(ConnectionTable older) {
        return differences.computeIfAbsent(
                older, from -> grouped(selection.choice().of(step.table().changesSince(from))));
    }

    /** What changed with several steps, of which this is the last. */
    List<EncodedEvents> of(List<ConnectionEvent> events) {
        return grouped(selection.choice().of(events));
    }

    /** One line, whose number is another one in each stream. */
    List<EncodedEvents> line(Line line) {
        return List.of(EncodedEvents.of(encoder(), line));
    }

    /** How many connections a baseline stands for. */
    synchronized Map<Protocol, Integer> counts() {
        if (counts == null) {
            counts = selection.choice().counts(step.table());
        }
        return counts;
    }

    private EventEncoder encoder() {
        return encoders().get();
    }

    /** That keeps no step. */
    private Supplier<EventEncoder> encoders() {
        Selection asked = selection;
        EncoderSettings host = settings;
        return () -> asked.encoder(host);
    }

    private List<EncodedEvents> grouped(List<ConnectionEvent> events) {
        List<EncodedEvents> groups = new ArrayList<>();
        for (int from = 0; from < events.size(); from += GROUP) {
            List<ConnectionEvent> group = events.subList(from, Math.min(events.size(), from + GROUP));
            groups.add(EncodedEvents.of(encoder(), group));
        }
        return List.copyOf(groups);
    }

    /** Of a step it keeps the connections alone: a client may stop in the middle of it. */
    private static final class BaselineLines implements Iterator<EncodedEvents> {
        private final Instant time;
        private final Iterator<EncodedEvents> problems;
        private final Iterator<Connection> connections;

        private final Supplier<EventEncoder> encoders;

        private BaselineLines(
                Instant time,
                Iterator<Connection> connections,
                Iterator<EncodedEvents> problems,
                Supplier<EventEncoder> encoders) {
            this.time = time;
            this.connections = connections;
            this.problems = problems;
            this.encoders = encoders;
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
            return EncodedEvents.of(encoders.get(), group);
        }
    }
}
