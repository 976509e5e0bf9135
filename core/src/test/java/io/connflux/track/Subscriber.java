package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.table.Snapshot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Who is told of all that a tracker of its own finds, and first of all that is there. */
public final class Subscriber {

    private static final EnumSet<Protocol> ALL = EnumSet.allOf(Protocol.class);

    private final ConnectionTracker tracker = new ConnectionTracker("test");
    private final boolean existing;
    private boolean begun;

    /** @param existing whether the connections of the baseline are told one by one before it */
    public Subscriber(boolean existing) {
        this.existing = existing;
    }

    public List<ConnectionEvent> reconcile(Snapshot snapshot) {
        List<ConnectionEvent> changes = tracker.reconcile(snapshot);
        if (begun || tracker.awaitsSecondLook()) {
            return changes;
        }
        begun = true;
        List<ConnectionEvent> baseline = new ArrayList<>(table().problems(ALL));
        if (existing) {
            table().connections().forEach(c -> baseline.add(new ConnectionEvent.Existing(table().time(), c)));
        }
        baseline.add(new ConnectionEvent.Baseline(table().time(), table().counts()));
        return baseline;
    }

    public boolean awaitsSecondLook() {
        return tracker.awaitsSecondLook();
    }

    public ConnectionTable table() {
        return tracker.table();
    }

    public TrackerCounters counters() {
        return tracker.counters();
    }

    int size() {
        return tracker.size();
    }
}
