package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.track.ConnectionTable;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The events that begin a stream: what could not be read, then the connections that are there, where wanted, then the notice. Each
 * is made when it is reached.
 */
final class Baseline implements Iterator<ConnectionEvent> {

    private final ConnectionTable table;
    private final Choice choice;
    private final Iterator<ConnectionEvent> problems;
    private final Iterator<Connection> connections;
    private boolean told;

    Baseline(ConnectionTable table, boolean existing, Choice choice) {
        this.table = table;
        this.choice = choice;
        problems = table.problems(choice.protocols()).iterator();
        connections = existing ? choice.existing(table).iterator() : Collections.emptyIterator();
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
        if (connections.hasNext()) {
            return new ConnectionEvent.Existing(table.time(), connections.next());
        }
        told = true;
        return new ConnectionEvent.Baseline(table.time(), choice.counts(table));
    }
}
