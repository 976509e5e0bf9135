package io.connflux.stream.netlink.end;

import io.connflux.observation.Observation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which end it is of which was told what was carried: both are told apart from each other, by the connection's own ends, which another
 * connection may have a moment later. Where it may be that one's, it is nobody's.
 */
final class Ended {

    /**
     * Ends of which nothing was told, which stay until it is: the next one under the same ends is not believed before. Too low, and after a
     * great many resets one may be; too high, and they take the heap, some 200 bytes each.
     */
    private static final int MOST = 1 << 14;

    /** How long what was told waits for its end, which has happened by then, but may not have been taken yet. */
    private static final long KEPT_NANOS = 2_000_000_000;

    /** What was told, oldest first. */
    private final Map<Carried.Ends, Carried> told = new LinkedHashMap<>();
    /** How many ends of which it was not, oldest first. */
    private final Map<Carried.Ends, Integer> owed = new LinkedHashMap<>();

    private long missedUntil = Long.MIN_VALUE;

    /** Something was told of an end that has been taken, or will be. */
    void add(Carried one) {
        Integer ends = owed.get(one.ends());
        if (ends != null) {
            // Too late.
            owed.remove(one.ends());
            if (ends > 1) {
                owed.put(one.ends(), ends - 1);
            }
        } else if (told.remove(one.ends()) == null) {
            told.put(one.ends(), one);
            drop(one.nanos());
        }
    }

    /** Some was told that nobody can have any more. */
    void missed(long nanos) {
        missedUntil = nanos;
        told.clear();
    }

    /** Whether something that was told may be of this end: it was told later, and of no other. */
    @Nullable
    Carried find(Observation end) {
        Carried.Ends ends = Carried.Ends.of(end);
        Carried its = told.get(ends);
        boolean isKnown = its != null && its.nanos() - end.nanos() >= 0;
        return isKnown && (missedUntil == Long.MIN_VALUE || end.nanos() - missedUntil > 0) ? its : null;
    }

    /** The end has what was told of it. */
    void settle(Carried its) {
        told.remove(its.ends());
    }

    /** The end has been told without. */
    void owe(Observation end) {
        Carried.Ends ends = Carried.Ends.of(end);
        if (told.remove(ends) != null) {
            return;
        }
        Integer before = owed.remove(ends);
        owed.put(ends, before == null ? 1 : before + 1);
        if (owed.size() > MOST) {
            owed.remove(owed.keySet().iterator().next());
        }
    }

    private void drop(long now) {
        while (true) {
            Carried oldest = told.values().iterator().next();
            if (told.size() <= MOST && now - oldest.nanos() < KEPT_NANOS) {
                return;
            }
            told.remove(oldest.ends());
        }
    }
}
