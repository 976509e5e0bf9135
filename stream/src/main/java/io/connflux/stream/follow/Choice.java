package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.track.ConnectionTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are told to who chose some connections: those of one that is chosen now, whole, so that one which was not before
 * enters with it; and of one that was chosen and is no longer the change with which it leaves. Immutable; two that are equal tell
 * the same, but for those with a {@link #also}, of which that cannot be seen.
 *
 * @param protocols whose connections
 * @param filter which of them
 * @param also which of these; null for all
 */
public record Choice(
        Set<Protocol> protocols, Filter filter, @Nullable Predicate<Connection> also) {

    /** Everything. */
    public static final Choice ALL = new Choice(EnumSet.allOf(Protocol.class), Filter.ALL, null);

    public Choice {
        protocols = Set.copyOf(protocols);
    }

    /** Those of these protocols. */
    public Choice only(Set<Protocol> some) {
        return new Choice(some, filter, also);
    }

    /** Those that this is true of too. */
    public Choice and(Filter other) {
        return new Choice(protocols, filter.and(other), also);
    }

    /** Those that this is true of too. */
    public Choice and(Predicate<Connection> other) {
        return new Choice(protocols, filter, also == null ? other : also.and(other));
    }

    private boolean isAll() {
        return also == null && filter.equals(Filter.ALL) && protocols.size() == Protocol.values().length;
    }

    /** What is told of events. */
    public List<ConnectionEvent> of(List<ConnectionEvent> events) {
        if (isAll()) {
            return events;
        }
        List<ConnectionEvent> told = new ArrayList<>();
        for (ConnectionEvent event : events) {
            ConnectionEvent one = event instanceof ConnectionEvent.Change change ? told(change) : event;
            if (one != null) {
                told.add(one);
            }
        }
        return told;
    }

    private @Nullable ConnectionEvent told(ConnectionEvent.Change change) {
        if (has(change.connection(), change)) {
            return change;
        }
        return change instanceof ConnectionEvent.Update update && has(update.before(), change)
                ? update.leaving()
                : null;
    }

    private boolean has(Connection connection, ConnectionEvent.Change change) {
        return protocols.contains(connection.protocol())
                && filter.matches(connection, change.name(), change.time())
                && (also == null || also.test(connection));
    }

    /** The connections of a table that are told as existing; each made when it is reached. */
    public Iterable<Connection> existing(ConnectionTable table) {
        Iterable<Connection> some = table.connections(protocols, filter.existingAt(table.time()));
        Predicate<Connection> those = also;
        return those == null
                ? some
                : () -> StreamSupport.stream(some.spliterator(), false)
                        .filter(those)
                        .iterator();
    }

    /** Those of them that are told again. */
    public List<ConnectionEvent> toldAgain(ConnectionTable table, Tick again) {
        Filter asked = filter;
        return told(
                table,
                table.connections(
                        protocols, row -> again.test(row) && asked.matches(row, Filter.EXISTING, table.time())));
    }

    /** Those of them that have carried something since an older table, each with its rate. */
    public List<ConnectionEvent> carriedSince(ConnectionTable older, ConnectionTable table) {
        return told(table, table.carriedSince(older, protocols, filter.existingAt(table.time())));
    }

    private List<ConnectionEvent> told(ConnectionTable table, Iterable<Connection> some) {
        List<ConnectionEvent> told = new ArrayList<>();
        for (Connection connection : some) {
            if (also == null || also.test(connection)) {
                told.add(new ConnectionEvent.Existing(table.time(), connection));
            }
        }
        return told;
    }

    /** The same for each protocol of these whose file has ever been read. */
    public Map<Protocol, Iterable<Connection>> existingByProtocol(ConnectionTable table) {
        Map<Protocol, Iterable<Connection>> existing = new EnumMap<>(Protocol.class);
        for (Protocol protocol : table.counts().keySet()) {
            if (protocols.contains(protocol)) {
                existing.put(protocol, only(EnumSet.of(protocol)).existing(table));
            }
        }
        return existing;
    }

    /** How many connections of a table are chosen, for each protocol of these whose file has ever been read. */
    public Map<Protocol, Integer> counts(ConnectionTable table) {
        if (also == null) {
            Map<Protocol, Integer> counts = table.counts(filter.existingAt(table.time()));
            counts.keySet().retainAll(protocols);
            return counts;
        }
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        existingByProtocol(table)
                .forEach((protocol, some) -> counts.put(protocol, (int)
                        StreamSupport.stream(some.spliterator(), false).count()));
        return counts;
    }
}
