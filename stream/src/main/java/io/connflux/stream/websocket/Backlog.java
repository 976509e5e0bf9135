package io.connflux.stream.websocket;

import io.connflux.stream.Step;
import io.connflux.track.Truth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tables that clients stand at who do not keep up: each that fell behind at a step of its own keeps a whole table in
 * memory. Bounded in rows, but for one table; who lags most goes first.
 */
final class Backlog {

    /**
     * Rows of all their different tables, of about 100 bytes each. Too low cuts off who would have read again, too high lets a
     * thousand sleepers on a large host fill the heap.
     */
    static final long MAX_ROWS = 2_000_000;

    /** Steps that a client may be behind while its frames are under way. */
    private static final int UNDER_WAY = 2;

    private Backlog() {}

    /** Those that have to go. */
    static List<Link> excess(Collection<Link> links, Step newest, long maxRows) {
        List<Link> behind = new ArrayList<>(links);
        behind.removeIf(link -> newest.number() - link.session().step() <= UNDER_WAY);
        behind.sort(
                Comparator.comparingLong((Link link) -> link.session().step()).reversed());
        List<Link> excess = new ArrayList<>();
        Set<Truth> tables = new HashSet<>();
        long rows = 0;
        for (Link link : behind) {
            Truth truth = link.session().truth();
            if (truth == null) {
                continue;
            }
            rows += tables.add(truth) ? truth.rows() : 0;
            if (rows > maxRows && tables.size() > 1) {
                excess.add(link);
            }
        }
        return excess;
    }
}
