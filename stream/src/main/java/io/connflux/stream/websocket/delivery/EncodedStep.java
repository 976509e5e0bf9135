package io.connflux.stream.websocket.delivery;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.Step;
import io.connflux.stream.encode.EncodedEvents;
import io.connflux.table.NamespaceTables;
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

    /** Notices of lines that cannot be read, to a newcomer; further ones are one notice with a count. */
    private static final int MAX_UNREADABLE = 10;

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
    synchronized void baseline(boolean existing, SendQueue to) {
        if (baseline != null && existing) {
            to.add(baseline);
            return;
        }
        List<EncodedEvents> all = new ArrayList<>(grouped(problems()));
        if (existing) {
            Iterator<EncodedEvents> lines = new BaselineLines(step, all.iterator(), protocols);
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

    /** The difference from an older truth, which those share who fell behind at the same step. Any thread. */
    public List<EncodedEvents> since(ConnectionTable older) {
        return differences.computeIfAbsent(
                older,
                from -> grouped(step.truth().changesSince(from).stream()
                        .filter(this::isChosen)
                        .map(step::owned)
                        .toList()));
    }

    private boolean isChosen(ConnectionEvent event) {
        return !(event instanceof ConnectionEvent.Change change)
                || protocols.contains(change.connection().protocol());
    }

    private static List<EncodedEvents> grouped(List<ConnectionEvent> events) {
        List<EncodedEvents> groups = new ArrayList<>();
        for (int from = 0; from < events.size(); from += GROUP) {
            groups.add(EncodedEvents.of(events.subList(from, Math.min(events.size(), from + GROUP))));
        }
        return List.copyOf(groups);
    }

    /** What the newest table could not tell, so that a newcomer knows it too. */
    private List<ConnectionEvent> problems() {
        Instant time = step.truth().time();
        List<ConnectionEvent> notices = new ArrayList<>();
        for (NamespaceTables namespace : step.snapshot().namespaces()) {
            namespace.missing().forEach((protocol, problem) -> {
                if (protocols.contains(protocol) && !problem.absent()) {
                    notices.add(new ConnectionEvent.Lost(0, time, problem.reason(), 0));
                }
            });
        }
        List<RowProblem> rows = step.snapshot().problems();
        for (int i = 0; i < Math.min(rows.size(), MAX_UNREADABLE); i++) {
            int count = i == MAX_UNREADABLE - 1 ? rows.size() - i : 1;
            notices.add(new ConnectionEvent.Unreadable(0, time, count, rows.get(i)));
        }
        step.snapshot()
                .columnProblems()
                .forEach(each -> notices.add(new ConnectionEvent.Unreadable(0, time, each.rows(), each.first())));
        return notices;
    }

    /** Of a step it keeps the truth alone: a client may stop in the middle of it. */
    private static final class BaselineLines implements Iterator<EncodedEvents> {
        private final Iterator<EncodedEvents> problems;
        private final Iterator<ConnectionEvent.Existing> connections;
        private final @Nullable OwnerSearch owners;

        private BaselineLines(Step step, Iterator<EncodedEvents> problems, Set<Protocol> protocols) {
            this.problems = problems;
            this.connections = step.truth().existing(protocols).iterator();
            this.owners = step.owners();
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
                ConnectionEvent.Existing next = connections.next();
                group.add(owners == null ? next : next.with(owners.complete(next.connection())));
            }
            return EncodedEvents.of(group);
        }
    }
}
