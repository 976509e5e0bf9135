package io.connflux.stream.netlink;

import io.connflux.model.Protocol;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.stream.netlink.dump.Dump;
import io.connflux.stream.netlink.dump.HashBuckets;
import io.connflux.stream.netlink.end.EndReader;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Each socket that the kernel frees, as it tells who listens ({@code SKNLGRP_INET_TCP_DESTROY} and its like in {@code
 * include/uapi/linux/sock_diag.h}), with what it carried. Of the network namespace of the thread that opens it; no privilege is
 * needed. Immutable.
 *
 * <p>Beside a {@link SockDiagSource}, whose rows have the cookies by which connections are found, also of those that were reset, and what
 * no poll has seen is told. Beside another source what a connection carried is told, where its addresses are.
 *
 * <p>Ends alone are told: how one ended is known where it is left in TIME_WAIT, and a socket that is reset is told when its program
 * closes it, or by the poll that does not find it any more. Of one that was reset by this host, and of an attempt that was refused, the
 * kernel tells no address and nothing that it carried.
 */
public final class DestroyedSockets implements ObservationSource {

    /** Bytes of messages that may wait, which have 1 to 2 kB of the kernel's memory each: a Java that has just started reads late. */
    private static final int ROOM = 16 << 20;

    private final Set<Protocol> protocols;

    private DestroyedSockets(Set<Protocol> protocols) {
        this.protocols = EnumSet.copyOf(protocols);
    }

    /**
     * Those of all four protocols of this host.
     *
     * @throws IllegalStateException where JNA is not there; says what has to be added
     */
    public static DestroyedSockets ofThisHost() {
        JavaNativeAccess.require();
        return new DestroyedSockets(EnumSet.allOf(Protocol.class));
    }

    /**
     * Those of these protocols alone.
     *
     * @throws IllegalArgumentException where there are none
     */
    public DestroyedSockets only(Set<Protocol> chosen) {
        if (Objects.requireNonNull(chosen, "protocols").isEmpty()) {
            throw new IllegalArgumentException("at least one of tcp, tcp6, udp, udp6 must be told");
        }
        return new DestroyedSockets(chosen);
    }

    @Override
    public ObservationReader open(Runnable arrival) throws IOException {
        Objects.requireNonNull(arrival, "arrival");
        NetlinkSocket socket = listen(protocols, ROOM);
        try {
            return EndReader.of(socket, arrival);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Listens to what the kernel tells of the sockets of these protocols.
     *
     * @param room bytes of messages that may wait
     */
    static NetlinkSocket listen(Set<Protocol> protocols, int room) throws IOException {
        boolean hasIpv6 = NetlinkSocket.hasIpv6();
        int groups = 0;
        for (Protocol protocol : protocols) {
            if (hasIpv6 || !protocol.isIpv6()) {
                // Without its module the kernel would tell nothing of it, and not say so.
                new Dump(protocol, HashBuckets.UNKNOWN, false).ask();
                groups |= group(protocol);
            }
        }
        NetlinkSocket socket = NetlinkSocket.open();
        try {
            socket.listen(groups, room);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static int group(Protocol protocol) {
        return switch (protocol) {
            case TCP -> 1;
            case UDP -> 1 << 1;
            case TCP6 -> 1 << 2;
            case UDP6 -> 1 << 3;
        };
    }
}
