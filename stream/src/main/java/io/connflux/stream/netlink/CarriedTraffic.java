package io.connflux.stream.netlink;

import io.connflux.model.Protocol;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.stream.netlink.end.CarriedReader;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;

/**
 * The changes that another source tells, as the kernel's trace, and with the end of each TCP connection what it carried: the kernel tells
 * that by netlink to who listens, see {@link DestroyedSockets}. Of the network namespace of the thread that opens it; no more privilege is
 * needed than the other source needs. Immutable.
 *
 * <p>What a connection carried is absent where the kernel tells it too late or not at all: of one that was reset while its program kept the
 * socket for longer than some milliseconds, of one that this host reset, and where more ended at once than there is room for.
 */
public final class CarriedTraffic implements ObservationSource {

    /**
     * Bytes of messages that may wait, which have 1 to 2 kB of the kernel's memory each. Too low, and what is told while a busy host's
     * changes are read is lost; too high, and what no change asks for takes the kernel's memory.
     */
    private static final int ROOM = 8 << 20;

    private final ObservationSource changes;

    private CarriedTraffic(ObservationSource changes) {
        this.changes = Objects.requireNonNull(changes, "changes");
    }

    /**
     * The changes of another source, with what was carried.
     *
     * @throws IllegalStateException where JNA is not there; says what has to be added
     */
    public static CarriedTraffic with(ObservationSource changes) {
        JavaNativeAccess.require();
        return new CarriedTraffic(changes);
    }

    /** Listens before it opens the other one, so that nothing is missed of what that tells. */
    @Override
    public ObservationReader open(Runnable arrival) throws IOException {
        NetlinkSocket socket = DestroyedSockets.listen(EnumSet.of(Protocol.TCP, Protocol.TCP6), ROOM);
        try {
            return CarriedReader.of(socket, changes, arrival);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
