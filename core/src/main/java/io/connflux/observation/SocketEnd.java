package io.connflux.observation;

import io.connflux.model.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells of a socket when it has freed it. Who waits for that hears of a connection at its end alone: of one that was
 * reset while a program still has the socket, when that is closed.
 *
 * @param cookie what tells the socket from all others, as a table has it
 * @param left the cookie of what it has left in TIME_WAIT; 0 where that is nothing
 * @param sinceNanos it ended after that, on the clock of {@link System#nanoTime}
 * @param activeNanos the latest time at which it may have sent or received something, on the same clock: the kernel counts ticks since
 * @param wasConnected whether it has been a connection, or an attempt at one; where its addresses are not told nothing else says so
 * @param traffic what it carried; null where that is not told, as of a datagram socket, and of one whose addresses are not
 */
public record SocketEnd(
        long cookie,
        long left,
        long sinceNanos,
        long activeNanos,
        boolean wasConnected,
        @Nullable Traffic traffic) {}
