package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changed with the newest steps of one run, for subscribers who are some steps behind and are to miss none of it. As many events
 * as it has room for; who is further behind is given the difference of the tables. Any thread.
 */
public final class RecentChanges {

    /**
     * Events kept. Too low, and who is slow for a moment misses what came and went in it; too high, and they take memory, some
     * hundred bytes each.
     */
    private static final int MOST = 100_000;

    private record Changes(long number, List<ConnectionEvent> events) {}

    private final int most;
    private final Deque<Changes> steps = new ArrayDeque<>();
    private int events;

    /** Keeps a hundred thousand events. */
    public RecentChanges() {
        this(MOST);
    }

    RecentChanges(int most) {
        this.most = most;
    }

    /** The changes of the next step. */
    public synchronized void add(long number, List<ConnectionEvent> changes) {
        steps.addLast(new Changes(number, changes));
        // A step without a change counts as well, so that their number has a bound.
        events += changes.size() + 1;
        while (events > most) {
            events -= steps.removeFirst().events.size() + 1;
        }
    }

    /**
     * What changed between two steps.
     *
     * @param from the number of the earlier one, whose own changes are not among them
     * @return null where not all of it is known any more
     */
    synchronized @Nullable List<ConnectionEvent> between(long from, long to) {
        List<ConnectionEvent> all = new ArrayList<>();
        long next = from + 1;
        for (Changes step : steps) {
            if (step.number == next && step.number <= to) {
                all.addAll(step.events);
                next++;
            }
        }
        return next == to + 1 ? all : null;
    }
}
