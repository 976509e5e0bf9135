package io.connflux.stream.websocket.client;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of a server's events are told to who chose some connections. A line says nothing of the owner that a connection had before,
 * so that what was chosen is known by the ids of those that were told. One thread at a time.
 */
final class RemoteChoice {

    private final Predicate<Connection> chosen;
    private final boolean existing;
    private Map<String, Protocol> told = new HashMap<>();
    /** Those of a baseline that is under way. */
    private Map<String, Protocol> begun = new HashMap<>();

    private boolean beginning = true;

    /** @param existing whether connections that are there at the start are told, or counted only */
    RemoteChoice(Predicate<Connection> chosen, boolean existing) {
        this.chosen = chosen;
        this.existing = existing;
    }

    /** What is told of an event; null for nothing. */
    @Nullable
    ConnectionEvent told(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Baseline baseline) {
            return counted(baseline);
        }
        if (event instanceof ConnectionEvent.Lost) {
            // A server that begins anew tells all that exists again.
            begun.clear();
            beginning = true;
        }
        return event instanceof ConnectionEvent.Change change ? change(change) : event;
    }

    private @Nullable ConnectionEvent change(ConnectionEvent.Change change) {
        Connection connection = change.connection();
        boolean now = chosen.test(connection);
        if (change instanceof ConnectionEvent.Closed) {
            return told.remove(connection.id()) != null || now ? change : null;
        }
        if (change instanceof ConnectionEvent.Existing && beginning) {
            if (now) {
                begun.put(connection.id(), connection.protocol());
            }
            // Not every loss is followed by a baseline: one that is known is told again.
            return now && (existing || told.containsKey(connection.id())) ? change : null;
        }
        if (now) {
            told.put(connection.id(), connection.protocol());
            return change;
        }
        return told.remove(connection.id()) != null && change instanceof ConnectionEvent.Update update
                ? update.leaving()
                : null;
    }

    private ConnectionEvent counted(ConnectionEvent.Baseline baseline) {
        beginning = false;
        told = begun;
        begun = new HashMap<>();
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        baseline.connections().keySet().forEach(protocol -> counts.put(protocol, 0));
        told.values().forEach(protocol -> counts.merge(protocol, 1, Integer::sum));
        return new ConnectionEvent.Baseline(baseline.time(), counts);
    }
}
