package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionEvent;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The difference between two truths of one tracker, for one file. Which rows are one connection has been decided by the
 * tracker already: what it saw opening after the older truth was not in that one, everything else was.
 */
final class CoarseDiff {

    private final TableTruth older;
    private final TableTruth newer;
    private final Instant since;
    private final Instant time;
    private final long sinceMillis;
    private final Map<Tuple, List<Side>> left = new HashMap<>();
    private final Map<Integer, Side> appeared = new LinkedHashMap<>();
    private final List<Followed> changed = new ArrayList<>();

    /** A connection of either truth that has no counterpart in the same place of the other. */
    private record Side(int position, Connection connection) {}

    /** A connection that is in both, in another state. */
    private record Followed(int position, Connection before, Connection after) {}

    CoarseDiff(TableTruth older, Instant since, TableTruth newer, Instant time) {
        this.older = older;
        this.newer = newer;
        this.since = since;
        this.time = time;
        this.sinceMillis = since.toEpochMilli();
    }

    /** Adds the events, numbered on from those that are there. */
    void tell(List<ConnectionEvent> events) {
        for (Side side : compare()) {
            Instant openedAt = older.openedAt(side.position());
            events.add(new ConnectionEvent.Closed(events.size() + 1L, time, since, side.connection(), openedAt));
        }
        for (Followed one : changed) {
            Instant openedAt = newer.openedAt(one.position());
            SocketState before = one.before().state();
            events.add(
                    new ConnectionEvent.StateChanged(events.size() + 1L, time, since, one.after(), before, openedAt));
        }
        for (Side side : appeared.values()) {
            Instant first = newer.openedAt(side.position());
            events.add(
                    first == null
                            ? new ConnectionEvent.Existing(events.size() + 1L, time, side.connection())
                            : new ConnectionEvent.Opened(events.size() + 1L, first, since, side.connection()));
        }
    }

    /** Fills {@link #changed} and {@link #appeared}, and gives what is gone, in the order of the older table. */
    private List<Side> compare() {
        Alignment alignment = new Alignment();
        alignment.align(older.table(), newer.table());
        boolean[] paired = new boolean[older.positions()];
        for (int position = 0; position < newer.positions(); position++) {
            int before = position < newer.table().size() ? alignment.olderOf(position) : Alignment.NONE;
            if (newer.isRepeated(position)) {
                continue;
            }
            if (before != Alignment.NONE && !older.isRepeated(before) && !newer.openedAfter(position, sinceMillis)) {
                paired[before] = true;
                if (older.table().stateNumber(before) != newer.table().stateNumber(position)) {
                    follow(older.at(before), position, newer.at(position));
                }
            } else {
                Connection connection = newer.at(position);
                if (connection != null) {
                    appeared.put(position, new Side(position, connection));
                }
            }
        }
        List<Side> missing = new ArrayList<>();
        for (int position = 0; position < older.positions(); position++) {
            Connection connection = paired[position] ? null : older.at(position);
            if (connection != null) {
                Side side = new Side(position, connection);
                missing.add(side);
                left.computeIfAbsent(Tuple.of(connection), tuple -> new ArrayList<>(1))
                        .add(side);
            }
        }
        match((before, after) -> before.inode() == after.inode());
        match((before, after) -> before.inode() == 0 || after.inode() == 0);
        missing.removeIf(side ->
                !left.getOrDefault(Tuple.of(side.connection()), List.of()).contains(side));
        return missing;
    }

    private void match(BiPredicate<Connection, Connection> same) {
        appeared.values().removeIf(after -> {
            List<Side> candidates = left.get(Tuple.of(after.connection()));
            if (candidates == null || newer.openedAfter(after.position(), sinceMillis)) {
                return false;
            }
            for (Side before : candidates) {
                if (same.test(before.connection(), after.connection())) {
                    candidates.remove(before);
                    follow(before.connection(), after.position(), after.connection());
                    return true;
                }
            }
            return false;
        });
    }

    private void follow(@Nullable Connection before, int position, @Nullable Connection after) {
        if (before != null && after != null && before.state() != after.state()) {
            changed.add(new Followed(position, before, after));
        }
    }
}
