package io.connflux.cli.options;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events of some connections, told so that they are whole: an owner may be found late, or another process may have taken
 * the connection. One that is chosen for the first time by a later event is told before it, as {@code opened} or {@code
 * existing}; one that was told is told of to its end.
 */
final class ChosenEvents {

    private static final Instant EXISTED = Instant.MIN;

    private final Predicate<Connection> chosen;
    private final boolean existing;
    private final Runnable ownerless;
    /** Those that were told, by inode: who has an owner has one, and keeps it. */
    private Map<Long, Protocol> told = new HashMap<>();
    /** Those of the baseline that is under way. */
    private Map<Long, Protocol> begun = new HashMap<>();

    /** Those that may be found to be chosen yet, by inode: after when they opened, or {@link #EXISTED}. */
    private final Map<Long, Instant> unowned = new HashMap<>();

    private boolean any;
    private boolean owned;
    private long seq;

    ChosenEvents(Predicate<Connection> chosen, boolean existing, Runnable ownerless) {
        this.chosen = chosen;
        this.existing = existing;
        this.ownerless = ownerless;
    }

    Iterable<ConnectionEvent> of(Iterable<ConnectionEvent> batch) {
        List<ConnectionEvent> events = new ArrayList<>();
        for (ConnectionEvent event : batch) {
            if (event instanceof ConnectionEvent.Change change) {
                change(change, events);
            } else if (event instanceof ConnectionEvent.Baseline baseline) {
                events.add(counted(baseline));
            } else {
                if (event instanceof ConnectionEvent.Lost) {
                    // A server that begins anew tells all that exists again.
                    begun.clear();
                }
                events.add(event.withSeq(++seq));
            }
        }
        return events;
    }

    private void change(ConnectionEvent.Change change, List<ConnectionEvent> events) {
        Connection connection = change.connection();
        if (change instanceof ConnectionEvent.Existing) {
            any = true;
            owned |= connection.owner() != null;
        }
        boolean known = told.containsKey(connection.inode());
        if (!known && !chosen.test(connection)) {
            remember(change, connection);
            return;
        }
        Instant openedAfter = unowned.remove(connection.inode());
        told.put(connection.inode(), connection.protocol());
        if (change instanceof ConnectionEvent.Existing) {
            begun.put(connection.inode(), connection.protocol());
            if (existing) {
                events.add(change.withSeq(++seq));
            }
        } else if (change instanceof ConnectionEvent.StateChanged e) {
            events.add(known ? e.withSeq(++seq) : introduced(e, openedAfter, e.since(), e.opened()));
        } else if (change instanceof ConnectionEvent.Closed e) {
            if (!known) {
                events.add(introduced(e, openedAfter, e.since(), e.opened()));
            }
            events.add(e.withSeq(++seq));
            told.remove(connection.inode());
        } else {
            events.add(change.withSeq(++seq));
        }
    }

    /** What is not chosen because nothing is known of its owner yet may be told of later, and then as what it was. */
    private void remember(ConnectionEvent.Change change, Connection connection) {
        if (change instanceof ConnectionEvent.Closed) {
            unowned.remove(connection.inode());
        } else if (connection.owner() == null && connection.inode() != 0) {
            if (change instanceof ConnectionEvent.Opened e) {
                unowned.put(connection.inode(), e.since());
            } else if (change instanceof ConnectionEvent.Existing) {
                unowned.put(connection.inode(), EXISTED);
            }
        }
    }

    /** @param openedAfter what was remembered of it; null where that is nothing */
    private ConnectionEvent introduced(
            ConnectionEvent.Change change, @Nullable Instant openedAfter, Instant since, @Nullable Instant opened) {
        Connection connection = change.connection();
        if (opened == null || EXISTED.equals(openedAfter)) {
            return new ConnectionEvent.Existing(++seq, change.time(), connection, opened);
        }
        Instant after = openedAfter != null ? openedAfter : since.isBefore(opened) ? since : opened;
        return new ConnectionEvent.Opened(++seq, opened, after, connection);
    }

    private ConnectionEvent counted(ConnectionEvent.Baseline baseline) {
        if (any && !owned) {
            ownerless.run();
        }
        boolean resumed = baseline.resumption() != null
                && Boolean.TRUE.equals(baseline.resumption().resumed());
        if (!resumed) {
            told = begun;
            begun = new HashMap<>();
        }
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        baseline.connections().keySet().forEach(protocol -> counts.put(protocol, 0));
        told.values().forEach(protocol -> counts.merge(protocol, 1, Integer::sum));
        return new ConnectionEvent.Baseline(++seq, baseline.time(), counts);
    }
}
