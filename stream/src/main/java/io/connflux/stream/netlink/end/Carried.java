package io.connflux.stream.netlink.end;

import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.Observation;

/**
 * What a connection had carried when its socket was freed.
 *
 * @param nanos when that was received, on the clock of {@link System#nanoTime}; it had ended by then
 * @param traffic where the peer's FIN is not among what was received
 * @param ended where it is
 * @param unread whether something was left that the program had not read: a FIN, where all else is
 */
record Carried(Ends ends, long nanos, Traffic traffic, Traffic ended, boolean unread) {

    /** Whose it was. */
    record Ends(Protocol protocol, Endpoint local, Endpoint remote) {
        static Ends of(Observation one) {
            return new Ends(one.protocol(), one.local(), one.remote());
        }
    }

    /** The end of a socket, with this. */
    Observation of(Observation end) {
        SocketState before = end.before();
        // Where it has left something in TIME_WAIT, that has taken the FIN, or the socket did, where nobody has read it
        // yet.
        boolean hadFin =
                switch (before) {
                    case CLOSE_WAIT, LAST_ACK, CLOSING -> true;
                    case FIN_WAIT2 -> unread;
                    default -> false;
                };
        return end.carrying(hadFin ? ended : traffic);
    }
}
