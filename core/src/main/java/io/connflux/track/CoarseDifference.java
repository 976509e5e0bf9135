package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Owner;
import io.connflux.track.align.IntList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The difference between two tables of one tracker, for one file: a merge by the connections' numbers. Which rows are one
 * connection has been decided by the tracker already, and no clock is asked.
 */
final class CoarseDifference {

    /**
     * Positions of the older table looked at before an index is made. Too low, and a few closed connections cost an index of
     * what is left; too high, and where many closed each row costs as many comparisons.
     */
    private static final int WINDOW = 24;

    private static final int NONE = -1;

    private final FileTable older;
    private final FileTable newer;
    private final long firstNew;
    private final boolean[] paired;
    /** The newer positions of connections that are otherwise than in the older table, and their older ones. */
    private final IntList changed = new IntList();

    private final IntList changedFrom = new IntList();
    private final IntList appeared = new IntList();

    /** @param firstNew above the numbers of all connections that had been seen when the older table was taken */
    CoarseDifference(FileTable older, FileTable newer, long firstNew) {
        this.older = older;
        this.newer = newer;
        this.firstNew = firstNew;
        this.paired = new boolean[older.positions()];
    }

    /**
     * Adds the events.
     *
     * @param seen when the older read had begun
     * @param found when the newer one had ended
     */
    void tell(Moment seen, Moment found, List<ConnectionEvent> events) {
        compare();
        for (int position = 0; position < older.positions(); position++) {
            Connection connection = paired[position] ? null : older.at(position);
            if (connection != null) {
                Connection last = connection.owner() == Owner.Unnamed.PENDING
                        ? connection.ownedBy(Owner.Unnamed.RELEASED)
                        : connection;
                events.add(
                        Changes.closed(found, found.since(older.lastSeen(position)), last, older.lifetime(position)));
            }
        }
        for (int i = 0; i < changed.size(); i++) {
            int before = changedFrom.get(i);
            ConnectionEvent update = Changes.learnt(
                    found, found.since(older.lastSeen(before)), older.present(before), newer.present(changed.get(i)));
            if (update != null) {
                events.add(update);
            }
        }
        for (int i = 0; i < appeared.size(); i++) {
            events.add(appearance(appeared.get(i), seen, found));
        }
    }

    private ConnectionEvent appearance(int position, Moment seen, Moment found) {
        Moment opened = newer.lifetime(position).opened();
        Connection connection = newer.present(position);
        return opened == null
                ? new ConnectionEvent.Existing(found.time(), connection)
                : new ConnectionEvent.Opened(opened.time(), opened.since(seen), connection);
    }

    private void compare() {
        IntList strays = new IntList();
        int next = 0;
        for (int position = 0; position < newer.positions(); position++) {
            if (newer.isVacant(position)) {
                continue;
            }
            long number = newer.lifetime(position).number();
            int before = number < firstNew ? find(number, next) : NONE;
            if (before != NONE) {
                pair(before, position);
                next = before + 1;
            } else {
                (number < firstNew ? strays : appeared).add(position);
            }
        }
        if (strays.size() > 0) {
            pairByIndex(strays);
        }
    }

    private int find(long number, int from) {
        int end = Math.min(older.positions(), from + WINDOW);
        for (int position = from; position < end; position++) {
            if (!older.isVacant(position) && older.lifetime(position).number() == number) {
                return position;
            }
        }
        return NONE;
    }

    /** Those whose row has moved, or whose neighbours went in large numbers. */
    private void pairByIndex(IntList strays) {
        int[] index = new int[Integer.highestOneBit(Math.max(1, older.positions())) << 2];
        Arrays.fill(index, NONE);
        for (int position = 0; position < older.positions(); position++) {
            if (!paired[position] && !older.isVacant(position)) {
                index[place(index, older.lifetime(position).number())] = position;
            }
        }
        for (int i = 0; i < strays.size(); i++) {
            int position = strays.get(i);
            int before = index[place(index, newer.lifetime(position).number())];
            if (before == NONE) {
                // Known when the older table was taken, but not told yet.
                appeared.add(position);
            } else {
                pair(before, position);
            }
        }
    }

    /** The place of a number: where it stands, or the free one where it would. */
    private int place(int[] index, long number) {
        int mask = index.length - 1;
        int place = (int) ((number * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (index[place] != NONE && older.lifetime(index[place]).number() != number) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void pair(int before, int position) {
        paired[before] = true;
        if (older.state(before) != newer.state(position)
                || !Objects.equals(older.owner(before), newer.owner(position))
                || (older.isObserved(before) && !newer.isObserved(position))) {
            changed.add(position);
            changedFrom.add(before);
        }
    }
}
