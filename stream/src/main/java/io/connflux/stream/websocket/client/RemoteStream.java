package io.connflux.stream.websocket.client;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.ConnectionEvent.Resumption;
import io.connflux.stream.decode.EventDecoder;
import io.connflux.stream.decode.UnknownEventException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** What one subscriber has got of a server's stream, through all connections that it took. One thread at a time. */
public final class RemoteStream {

    private final URI uri;
    private final ObjLongConsumer<String> skipped;
    private final EventDecoder decoder = new EventDecoder();
    private @Nullable String token;
    /** The server's number of the last event; ours is ahead of it by what earlier streams of the server had. */
    private long serverSeq;

    private long seq;
    private long connections;
    private long unknown;
    private boolean reconnected;

    /**
     * @param uri with the parameters that each of its connections has
     * @param skipped is told of each event that only a later version knows
     */
    public RemoteStream(URI uri, ObjLongConsumer<String> skipped) {
        this.uri = uri;
        this.skipped = skipped;
    }

    /** Where the stream goes on, or begins. To be called for each connection. */
    public URI next() {
        reconnected = seq > 0;
        String resume = token;
        return resume == null ? uri : with(uri, "resume=" + resume + "&seq=" + serverSeq);
    }

    /** Whether there has been an event. */
    public boolean hasBegun() {
        return seq > 0;
    }

    /**
     * Lines of the connection as events, numbered on through all connections.
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
        if (number != serverSeq + 1) {
            if (!reconnected || number != 1) {
                token = null;
                throw new Disconnected(uri, "event " + number + " came after event " + serverSeq);
            }
            events.add(lost(time));
        }
        reconnected = false;
        serverSeq = number;
    }

    private void take(ConnectionEvent event, List<ConnectionEvent> events) throws Disconnected {
        follow(event.seq(), event.time(), events);
        if (event instanceof ConnectionEvent.Baseline baseline) {
            Resumption resumption = baseline.resumption();
            token = resumption == null ? null : resumption.token();
            connections = baseline.connections().values().stream()
                    .mapToLong(Integer::longValue)
                    .sum();
        } else if (event instanceof ConnectionEvent.Opened) {
            connections++;
        } else if (event instanceof ConnectionEvent.Closed) {
            connections--;
        }
        events.add(event.withSeq(++seq));
    }

    /** The server begins anew: it was away for too long, or was another one meanwhile. */
    private ConnectionEvent lost(Instant time) {
        String reason = token == null
                ? "the connection broke before the stream could be resumed; it begins anew"
                : "the server no longer has the stream and begins it anew";
        return new ConnectionEvent.Lost(++seq, time, reason, Math.max(0, connections));
    }

    public static URI with(URI uri, String parameter) {
        String text = uri.toString();
        return URI.create(text + (uri.getRawQuery() == null ? "?" : "&") + parameter);
    }
}
