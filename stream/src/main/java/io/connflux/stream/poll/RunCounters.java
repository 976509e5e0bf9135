package io.connflux.stream.poll;

import io.connflux.event.StreamCounters;
import io.connflux.model.Protocol;
import io.connflux.table.KernelCounters;
import io.connflux.table.Snapshot;
import io.connflux.track.TrackerCounters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a run has done so far, beside what the kernel has counted meanwhile. */
final class RunCounters {

    private @Nullable KernelCounters last;
    private long opensCounted;
    private long opensMissed;

    /**
     * Poll by poll, as counters of 32 bits begin at 0 again.
     *
     * @param opensSeen by now: what is observed later was not counted yet
     */
    void read(Snapshot snapshot, long opensSeen) {
        KernelCounters now = snapshot.kernelCounters();
        if (now == null) {
            return;
        }
        if (last != null) {
            opensCounted += now.since(last).opens();
        }
        last = now;
        opensMissed = Math.max(0, opensCounted - opensSeen);
    }

    StreamCounters of(
            long polls, Snapshot newest, TrackerCounters tracked, long skipped, Duration took, ClockSteps clock) {
        Long counted = opensCounted(newest);
        return new StreamCounters(
                polls,
                newest.size(),
                tracked.repeated(),
                tracked.suspected(),
                tracked.reprieved(),
                tracked.unreadable(),
                skipped,
                0,
                took,
                tracked.opens(),
                counted,
                clock.count(),
                clock.sum(),
                counted == null ? null : (Long) opensMissed,
                tracked.lost(),
                tracked.unplaced());
    }

    private @Nullable Long opensCounted(Snapshot snapshot) {
        boolean allOfTcp = watched(snapshot, Protocol.TCP) && watched(snapshot, Protocol.TCP6);
        return snapshot.kernelCounters() == null || last == null || !allOfTcp ? null : opensCounted;
    }

    private static boolean watched(Snapshot snapshot, Protocol protocol) {
        return snapshot.namespaces().stream()
                .allMatch(each -> each.table(protocol) != null || each.missing().containsKey(protocol));
    }
}
