package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.process.OwnerSearch;
import java.util.Iterator;

/** Events of connections, each with its owner when it is reached. */
record OwnedEvents(Iterable<ConnectionEvent> events, OwnerSearch owners) implements Iterable<ConnectionEvent> {

    @Override
    public Iterator<ConnectionEvent> iterator() {
        Iterator<ConnectionEvent> all = events.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public ConnectionEvent next() {
                ConnectionEvent event = all.next();
                return event instanceof ConnectionEvent.Change change ? owners.complete(change) : event;
            }
        };
    }
}
