package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import java.time.Duration;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;

/**
 * Where connection events come from: this host ({@link ConnectionStream}), another one, or a recording. Immutable: each setting
 * gives a new source.
 */
public interface EventSource {

    /** Whether the connections that are there at the start are told, one event each, before the baseline. No by default. */
    EventSource existing(boolean told);

    /**
     * Adds a notice with the stream's counters this often. Without this there is one only where there is a reason: polls were
     * coalesced for this subscriber, or the wall clock was set. It is a heartbeat too: a host that is quiet and one that is gone
     * look the same without.
     *
     * @throws IllegalArgumentException where it cannot be meant, as it is not positive
     */
    EventSource stats(Duration every);

    /**
     * Tells of these connections only, as {@link #where(Predicate)} does; a filter is asked where the events come from, and costs
     * nothing for what it leaves out.
     *
     * @param chosen see {@link Filter#parse(String)}
     */
    EventSource where(Filter chosen);

    /**
     * Tells of these connections only. A change is judged by what the connection was and what it is: one that is chosen now, and was
     * not before, enters with the change that made it so; one that was, and is not any more, leaves with one that says {@link
     * ConnectionEvent.Update#left}; {@link ConnectionEvent.Closed} is told where what was last known was chosen. Called twice, both
     * have to agree.
     *
     * @param chosen fast and without side effects; called on a thread of the stream's for each connection and change
     */
    EventSource where(Predicate<Connection> chosen);

    /**
     * The events.
     *
     * @return cold: each subscription has a baseline of its own. A subscriber that asks for less than there is gets a coarser
     *     difference later: it may miss a state in between, never the truth, and no event waits in a queue for it.
     */
    Flux<ConnectionEvent> events();

    /**
     * The events, those of one poll together and never none. For who writes them in one piece.
     *
     * @return as {@link #events()}. Each element is to be read before the next is requested.
     */
    Flux<Iterable<ConnectionEvent>> batches();

    /** Of {@link #events()} those of connections that open. */
    default Flux<ConnectionEvent.Opened> opened() {
        return events().ofType(ConnectionEvent.Opened.class);
    }

    /** Of {@link #events()} those of connections that close. */
    default Flux<ConnectionEvent.Closed> closed() {
        return events().ofType(ConnectionEvent.Closed.class);
    }
}
