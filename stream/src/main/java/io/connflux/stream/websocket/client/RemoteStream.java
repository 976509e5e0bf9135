package io.connflux.stream.websocket.client;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import io.connflux.stream.decode.EventDecoder;
import io.connflux.stream.decode.UnknownEventException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one subscriber has got of a server's stream, through all connections that it took. One thread at a time. */
public final class RemoteStream {

    private final URI uri;
    private final ObjLongConsumer<String> skipped;
    private final @Nullable RemoteChoice choice;
    private final EventDecoder decoder = new EventDecoder();
    private @Nullable String token;
    /** The server's number of the last line. */
    private long seq;

    private boolean begun;
    private long connections;
    private long unknown;
    private boolean reconnected;

    /**
     * @param uri with the parameters that each of its connections has
     * @param skipped is told of each event that only a later version knows
     */
    public RemoteStream(URI uri, ObjLongConsumer<String> skipped) {
        this(uri, skipped, null);
    }

    private RemoteStream(URI uri, ObjLongConsumer<String> skipped, @Nullable RemoteChoice choice) {
        this.uri = uri;
        this.skipped = skipped;
        this.choice = choice;
    }

    /**
     * The same of some connections; the server has to tell of those that exist.
     *
     * @param existing whether they are told, or counted only
     */
    public RemoteStream where(Predicate<Connection> chosen, boolean existing) {
        return new RemoteStream(uri, skipped, new RemoteChoice(chosen, existing));
    }

    /** Where the stream goes on, or begins. To be called for each connection. */
    public URI next() {
        reconnected = begun;
        String resume = token;
        return resume == null ? uri : with(uri, "resume=" + resume + "&seq=" + seq);
    }

    /** Whether there has been an event. */
    public boolean hasBegun() {
        return begun;
    }

    /**
     * Lines of the connection as events.
     *
     * @throws IllegalArgumentException where a line is no event
     * @throws Disconnected where an event is missing
     */
    public List<ConnectionEvent> take(List<String> lines) throws Disconnected {
        List<ConnectionEvent> events = new ArrayList<>(lines.size() + 1);
        for (String line : lines) {
            try {
                take(decoder.decode(line), events);
            } catch (UnknownEventException e) {
                follow(e.seq(), e.time(), events);
                skipped.accept(String.valueOf(e.getMessage()), ++unknown);
            }
        }
        return events;
    }

    /** Goes on with the server's next number. */
    private void follow(long number, Instant time, List<ConnectionEvent> events) throws Disconnected {
        if (number != seq + 1) {
            if (!reconnected || number != 1) {
                token = null;
                throw new Disconnected(uri, "event " + number + " came after event " + seq);
            }
            ConnectionEvent lost = lost(time);
            if (choice != null) {
                choice.told(lost);
            }
            events.add(lost);
        }
        reconnected = false;
        seq = number;
    }

    private void take(Line line, List<ConnectionEvent> events) throws Disconnected {
        ConnectionEvent event = line.event();
        follow(line.seq(), event.time(), events);
        begun = true;
        if (event instanceof ConnectionEvent.Baseline baseline) {
            Resumption resumption = line.resumption();
            token = resumption == null ? null : resumption.token();
            connections = baseline.connections().values().stream()
                    .mapToLong(Integer::longValue)
                    .sum();
            if (resumption != null && Boolean.TRUE.equals(resumption.resumed())) {
                // The stream goes on: to its subscriber a baseline would mean that it begins anew.
                return;
            }
        } else if (event instanceof ConnectionEvent.Opened) {
            connections++;
        } else if (event instanceof ConnectionEvent.Closed) {
            connections--;
        }
        ConnectionEvent told = choice == null ? event : choice.told(event);
        if (told != null) {
            events.add(told);
        }
    }

    /** The server begins anew: it was away for too long, or was another one meanwhile. */
    private ConnectionEvent lost(Instant time) {
        String reason = token == null
                ? "the connection broke before the stream could be resumed; it begins anew"
                : "the server no longer has the stream and begins it anew";
        return new ConnectionEvent.Lost(time, reason, Math.max(0, connections));
    }

    public static URI with(URI uri, String parameter) {
        String text = uri.toString();
        return URI.create(text + (uri.getRawQuery() == null ? "?" : "&") + parameter);
    }
}
