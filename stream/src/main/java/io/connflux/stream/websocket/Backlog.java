package io.connflux.stream.websocket;

import io.connflux.stream.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What is kept for clients that do not keep up. Each that fell asleep at a step of its own keeps a whole table in memory, and
 * the lines that were under way to it. Bounded by the heap that there is: who lags most goes first.
 */
final class Backlog {

    /**
     * The part of the heap that clients may keep who are connected, and as much again for those that have gone and may resume.
     * Too low lets nobody be slow on a large host in a small heap; too high leaves no room for the tables themselves, of which
     * two are compared, and for what the comparing of a sleeper's table costs when it wakes.
     */
    private static final int PART = 8;

    /** Steps that a client may be behind while its frames are under way. */
    private static final int UNDER_WAY = 2;

    private Backlog() {}

    /** Bytes for clients that are connected, as this process was started. */
    static long ofHeap() {
        return Runtime.getRuntime().maxMemory() / PART;
    }

    private record Lag(Link link, long awakeAt) {}

    /** Those that have to go, who lags most first, so that what the others keep is less than a number of bytes. */
    static List<Link> excess(Collection<Link> links, Step newest, Holdings held, long most) {
        List<Lag> holding = new ArrayList<>();
        for (Link link : links) {
            long awakeAt = link.session().awakeAt();
            boolean behind = isBehind(awakeAt, newest);
            if (!behind) {
                // One of the newest, which are there anyway.
                link.session().weighTable((table, size) -> held.share(table));
            }
            if (behind || !link.session().hasNothingUnderWay()) {
                // Asked once: it may change while the others are put in order by it.
                holding.add(new Lag(link, awakeAt));
            }
        }
        holding.sort(Comparator.comparingLong(Lag::awakeAt).reversed());
        List<Link> excess = new ArrayList<>();
        for (Lag lag : holding) {
            if (held.add(lag.link()::weigh, most)) {
                continue;
            }
            if (isBehind(lag.awakeAt(), newest)) {
                excess.add(lag.link());
            } else {
                lag.link().session().window().forget();
            }
        }
        Collections.reverse(excess);
        return excess;
    }

    private static boolean isBehind(long awakeAt, Step newest) {
        return newest.number() - awakeAt > UNDER_WAY;
    }
}
