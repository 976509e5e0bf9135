package io.connflux.stream.metrics;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.stream.follow.Follower;
import io.connflux.stream.follow.Leg;
import io.connflux.stream.follow.Step;
import io.connflux.table.Snapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What one binding counts. Steps come from one thread at a time; gauges are asked by any. */
final class StreamMeters {

    private final OwnMeters meters;
    private final StateMeters states;
    private final PortMeters ports;
    private final Totals totals;
    private final Timer polls;
    private final Counter failures;
    private Follower follower = new Follower(null);
    private volatile @Nullable Step newest;
    private volatile Census census = new Census(Snapshot.of(Instant.EPOCH, List.of()));

    StreamMeters(MeterRegistry registry, Tags tags) {
        meters = new OwnMeters(registry, tags);
        states = new StateMeters(meters, this::census);
        ports = new PortMeters(meters, () -> census().established());
        totals = new Totals(meters);
        polls = meters.timer("connflux.poll", "How long reading the table took");
        failures = meters.counter("connflux.poll.failures", "Polls that could read nothing", Tags.empty());
        meters.gauge("connflux.rows", "Rows of the newest table", Tags.empty(), this::rows);
        meters.gauge("connflux.coverage", "Opens seen per open that the kernel counted", Tags.empty(), this::coverage);
        meters.gauge("connflux.opens.missed", "Opens counted that were not seen", Tags.empty(), this::opensMissed);
    }

    void subscribers(IntSupplier count) {
        meters.gauge("connflux.subscribers", "Who shares the polls", Tags.empty(), count::getAsInt);
    }

    /** Not for each step: a host may have a million rows, and be asked once a minute. */
    private Census census() {
        Step step = newest;
        Census known = census;
        if (step == null || known.isOf(step.snapshot())) {
            return known;
        }
        Census made = new Census(step.snapshot());
        census = made;
        return made;
    }

    private long rows() {
        Step step = newest;
        return step == null ? 0 : step.counters().rows();
    }

    private double coverage() {
        Step step = newest;
        Double coverage = step == null ? null : step.counters().coverage();
        return coverage == null ? Double.NaN : coverage;
    }

    private double opensMissed() {
        Step step = newest;
        Long missed = step == null ? null : step.counters().opensMissed();
        return missed == null ? Double.NaN : missed;
    }

    void count(Step step) {
        if (step.number() < follower.number()) {
            follower = new Follower(null);
            totals.begin();
        }
        newest = step;
        if (step.polled()) {
            polls.record(step.counters().pollTime());
        }
        totals.add(step.counters());
        if (step.failure() != null) {
            failures.increment();
        } else {
            totals.add(step.snapshot().kernelCounters());
        }
        // One that was missed is counted with a later one.
        Leg leg = follower.to(step);
        follower.take(leg);
        List<ConnectionEvent.Change> changes = leg.changes().stream()
                .filter(ConnectionEvent.Change.class::isInstance)
                .map(ConnectionEvent.Change.class::cast)
                .toList();
        if (leg.isFirst()
                || changes.stream().anyMatch(change -> change.connection().isListener())) {
            // Before those that it has accepted are counted.
            ports.renew();
        }
        changes.forEach(this::count);
    }

    private void count(ConnectionEvent.Change change) {
        Connection connection = change.connection();
        if (change instanceof ConnectionEvent.Opened) {
            states.opened(connection.protocol());
            if (connection.protocol().isTcp() && connection.direction() == Direction.INBOUND) {
                ports.accepted(connection.local().port());
            }
        } else if (change instanceof ConnectionEvent.Closed) {
            states.closed(connection.protocol(), connection.state());
        } else if (change instanceof ConnectionEvent.StateChanged) {
            states.changed(connection.protocol(), connection.state());
        }
    }

    void remove() {
        meters.removeAll();
    }
}
