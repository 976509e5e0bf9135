package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.track.ConnectionTable;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events that begin a stream: what could not be read, then the connections that are there, where wanted, then the notice. Each
 * is made when it is reached.
 */
final class Baseline implements Iterator<ConnectionEvent> {

    private static final EnumSet<Protocol> ALL = EnumSet.allOf(Protocol.class);

    private final ConnectionTable table;
    private final @Nullable Predicate<Connection> chosen;
    private final Iterator<ConnectionEvent> problems;
    private final Iterator<Connection> connections;
    private boolean told;

    Baseline(ConnectionTable table, boolean existing, @Nullable Predicate<Connection> chosen) {
        this.table = table;
        this.chosen = chosen;
        problems = table.problems(ALL).iterator();
        connections = existing ? table.connections().iterator() : Collections.emptyIterator();
    }

    @Override
    public boolean hasNext() {
        return !told;
    }

    @Override
    public ConnectionEvent next() {
        if (told) {
            throw new NoSuchElementException();
        }
        if (problems.hasNext()) {
            return problems.next();
        }
        while (connections.hasNext()) {
            Connection connection = connections.next();
            if (chosen == null || chosen.test(connection)) {
                return new ConnectionEvent.Existing(table.time(), connection);
            }
        }
        told = true;
        return new ConnectionEvent.Baseline(table.time(), Leg.counts(table, chosen));
    }
}
