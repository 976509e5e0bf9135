package io.connflux.stream.websocket.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where each session is that can be gone on with: in a connection, or parked. Who asks while one moves finds it all the same. */
final class Whereabouts {

    private final ParkedSessions parking;
    private final Map<String, ClientConnection> holders = new HashMap<>();

    Whereabouts(ParkedSessions parking) {
        this.parking = parking;
    }

    synchronized @Nullable Session find(String token) {
        ClientConnection holder = holders.get(token);
        return holder != null ? holder.session() : parking.find(token);
    }

    /** A connection has its session. Not one that has lost it before it came to that: of two, the second may be here first. */
    synchronized void connected(ClientConnection client) {
        Session session = client.session();
        if (session.lease() == client.lease()) {
            holders.put(session.token(), client);
            parking.remove(session);
        }
    }

    /** A connection ends: its session is parked, unless it goes on in another one by now. */
    synchronized void disconnected(ClientConnection client, long now) {
        if (holders.remove(client.session().token(), client)) {
            parking.add(client.session(), now);
        }
    }

    /** Of the sessions that have a connection. */
    synchronized Set<String> tokens() {
        return Set.copyOf(holders.keySet());
    }
}
