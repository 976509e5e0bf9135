package io.connflux.stream.netlink.end;

import io.connflux.model.Address;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.Observation;
import io.connflux.observation.SocketEnd;
import io.connflux.stream.netlink.dump.DiagMessage;
import io.connflux.stream.netlink.dump.TcpInfo;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells of a socket that it frees ({@code inet_diag_handler_get_info} in {@code net/ipv4/inet_diag.c}): a {@code struct
 * inet_diag_msg} as {@link DiagMessage} has it, and of a TCP socket its {@link TcpInfo}. The state is always {@code CLOSE}, and after a
 * reset by this host, and a refusal, the peer's port is 0 and all that was counted too ({@code tcp_disconnect}).
 *
 * <p>Whether it has left something in TIME_WAIT is asked, where nobody else tells that: who has its tuple now.
 */
final class EndMessage {

    /** Without attributes, and with its {@code struct nlmsghdr}. */
    private static final int HEADER = 16;

    private static final int RQUEUE = 56;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short INET_DIAG_INFO = 2;
    private static final short INET_DIAG_PROTOCOL = 10;
    private static final int IPPROTO_TCP = 6;

    /** Two of the kernel's ticks, in which it counts milliseconds, where there are a hundred in a second. */
    private static final long TICKS_NANOS = 20_000_000;

    /** Longer than any message of one socket. */
    private static final int ROOM = 2 * 1024;

    private final ByteBuffer bytes = NetlinkSocket.buffer(ROOM);
    private final ByteBuffer network = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    private final TcpInfo info = new TcpInfo(bytes);
    private int length;
    private long nanos;

    /** Receives another one; false where there is none. */
    boolean receive(NetlinkSocket socket) throws IOException {
        length = socket.receive(bytes);
        nanos = System.nanoTime();
        return length > 0;
    }

    /**
     * What the one says that has been received.
     *
     * @param successor asked who has its tuple now
     * @return null where it tells of nothing that a table can have had
     */
    @Nullable
    Observation read(Successor successor) throws IOException {
        Protocol protocol = protocol();
        if (protocol == null) {
            return null;
        }
        int localPort = localPort();
        int remotePort = remotePort();
        return protocol.isTcp()
                ? tcp(protocol, localPort, remotePort, successor)
                : udp(protocol, localPort, remotePort);
    }

    /**
     * What the connection carried of which the one tells that has been received.
     *
     * @return null where that is not told, or not of which connection
     */
    @Nullable
    Carried carried() {
        Protocol protocol = protocol();
        if (protocol == null || !protocol.isTcp() || remotePort() == 0) {
            return null;
        }
        Traffic traffic = info.traffic(false);
        Traffic ended = info.traffic(true);
        if (traffic == null || ended == null) {
            return null;
        }
        return new Carried(
                new Carried.Ends(protocol, endpoint(protocol, 8, localPort()), endpoint(protocol, 24, remotePort())),
                nanos,
                traffic,
                ended,
                bytes.getInt(HEADER + RQUEUE) > 0);
    }

    /** Finds the attributes, too; null where it is no message of a socket. */
    private @Nullable Protocol protocol() {
        if (length < HEADER + DiagMessage.LENGTH
                || bytes.getInt(0) > length
                || bytes.getShort(4) != SOCK_DIAG_BY_FAMILY) {
            return null;
        }
        boolean tcp = attributes(bytes.getInt(0)) == IPPROTO_TCP;
        return switch (bytes.get(HEADER)) {
            case AF_INET -> tcp ? Protocol.TCP : Protocol.UDP;
            case AF_INET6 -> tcp ? Protocol.TCP6 : Protocol.UDP6;
            default -> null;
        };
    }

    private int localPort() {
        return network.getShort(HEADER + 4) & 0xFFFF;
    }

    private int remotePort() {
        return network.getShort(HEADER + 6) & 0xFFFF;
    }

    private int attributes(int end) {
        int protocol = 0;
        info.at(0, 0);
        for (int at = HEADER + DiagMessage.LENGTH; at + 4 <= end; ) {
            int length = bytes.getShort(at) & 0xFFFF;
            if (length < 4 || at + length > end) {
                break;
            }
            short type = bytes.getShort(at + 2);
            if (type == INET_DIAG_INFO && length > 4) {
                info.at(at + 4, length - 4);
                // Before Linux 4.9 nothing else says it.
                protocol = protocol == 0 ? IPPROTO_TCP : protocol;
            } else if (type == INET_DIAG_PROTOCOL && length > 4) {
                protocol = bytes.get(at + 4) & 0xFF;
            }
            at += (length + 3) & ~3;
        }
        return protocol;
    }

    private @Nullable Observation tcp(Protocol protocol, int localPort, int remotePort, Successor successor)
            throws IOException {
        boolean wasConnected = info.wasConnected();
        long cookie = bytes.getLong(HEADER + DiagMessage.COOKIE);
        if (remotePort == 0) {
            Endpoint nowhere = new Endpoint(protocol.isIpv6() ? Address.ipv6(0, 0) : Address.ipv4(0), 0);
            SocketEnd end = new SocketEnd(cookie, 0, nanos, nanos, wasConnected, null);
            return localPort == 0 && !wasConnected
                    ? null
                    : Observation.ended(nanos, protocol, nowhere, nowhere, SocketState.LISTEN, end);
        }
        successor.ask(bytes, HEADER);
        boolean called = !successor.listens();
        boolean isAttempt = called && info.isAttempt();
        // What it left in TIME_WAIT took the peer's FIN, or the socket did, where nobody has read it yet.
        boolean ended = successor.left() == 0 ? info.isDone(called) : bytes.getInt(HEADER + RQUEUE) > 0;
        Traffic traffic = info.traffic(ended);
        long active = isAttempt ? nanos : nanos - info.idleMillis() * 1_000_000;
        SocketEnd end = new SocketEnd(cookie, successor.left(), active - TICKS_NANOS, active, true, traffic);
        SocketState been = isAttempt ? SocketState.SYN_SENT : SocketState.ESTABLISHED;
        return Observation.ended(
                nanos, protocol, endpoint(protocol, 8, localPort), endpoint(protocol, 24, remotePort), been, end);
    }

    private @Nullable Observation udp(Protocol protocol, int localPort, int remotePort) {
        if (localPort == 0) {
            return null;
        }
        SocketEnd end = new SocketEnd(bytes.getLong(HEADER + DiagMessage.COOKIE), 0, nanos, nanos, true, null);
        SocketState been = remotePort == 0 ? SocketState.UNCONNECTED : SocketState.ESTABLISHED;
        return Observation.ended(
                nanos, protocol, endpoint(protocol, 8, localPort), endpoint(protocol, 24, remotePort), been, end);
    }

    private Endpoint endpoint(Protocol protocol, int place, int port) {
        int at = HEADER + place;
        return new Endpoint(
                protocol.isIpv6()
                        ? Address.ipv6(network.getLong(at), network.getLong(at + 8))
                        : Address.ipv4(network.getInt(at)),
                port);
    }
}
