package io.connflux.stream.encode.field;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.SocketState;
import io.connflux.stream.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The two ends of the connection that a line is about. */
public final class Ends {

    private static final byte[] CALLS = " → ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] UNKNOWN = " - ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] STATES = Arrays.stream(SocketState.values())
            .map(state -> (" " + state).getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private final EndpointText local = new EndpointText();
    private final EndpointText peer = new EndpointText();
    private Direction direction = Direction.UNKNOWN;
    private boolean hasPeer;

    /** Takes those of a connection. */
    public void read(Connection c) {
        hasPeer = hasPeer(c);
        direction = hasPeer ? c.direction() : Direction.UNKNOWN;
        local.read(c.local());
        peer.read(c.remote());
    }

    /** Whether a connection has two ends: a state that has, and not only zeros in the place of the other one. */
    static boolean hasPeer(Connection c) {
        Endpoint remote = c.remote();
        return c.hasPeer() && (remote.port() != 0 || !remote.address().isUnspecified());
    }

    public boolean hasPeer() {
        return hasPeer;
    }

    public boolean isIpv4() {
        return local.isIpv4() && (!hasPeer || peer.isIpv4());
    }

    /** Who called; {@link Direction#UNKNOWN} without a peer. */
    public Direction direction() {
        return direction;
    }

    public EndpointText local() {
        return local;
    }

    public EndpointText peer() {
        return peer;
    }

    /** Who called; this host's end where that is not known. */
    public EndpointText source() {
        return direction == Direction.INBOUND ? peer : local;
    }

    /** Who was called; without meaning where there is no peer. */
    public EndpointText destination() {
        return direction == Direction.INBOUND ? local : peer;
    }

    /** Adds one line for people, without quotes: {@code closed tcp 10.0.0.1:52000 → 10.0.0.2:443 TIME_WAIT}. */
    public void sentence(JsonBytes out, ConnectionEvent.Change change) {
        Connection c = change.connection();
        out.ascii(change.name()).character(' ').ascii(c.protocol().label()).character(' ');
        source().both(out);
        if (hasPeer) {
            out.raw(direction == Direction.UNKNOWN ? UNKNOWN : CALLS);
            destination().both(out);
        }
        out.raw(STATES[c.state().ordinal()]);
    }
}
