package io.connflux.stream.netlink.dump;

import io.connflux.model.Protocol;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import java.nio.ByteBuffer;

/** What is sent: {@code struct nlmsghdr}, and behind it {@code struct inet_diag_req_v2} of {@code include/uapi/linux/inet_diag.h}. */
public final class DiagRequest {

    private static final int HEADER = 16;
    private static final int LENGTH = HEADER + 56;

    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLMSG_NOOP = 1;
    private static final short NLM_F_REQUEST = 0x1;
    private static final short NLM_F_ACK = 0x4;
    private static final short NLM_F_DUMP = 0x300;

    private static final byte AF_INET = 2;
    private static final byte AF_INET6 = 10;
    private static final byte IPPROTO_TCP = 6;
    private static final byte IPPROTO_UDP = 17;

    /** {@code 1 << (INET_DIAG_SKMEMINFO - 1)}: what a UDP socket has dropped stands nowhere else. */
    private static final byte MEMORY = 1 << 6;

    /** {@code 1 << (INET_DIAG_INFO - 1)}. */
    private static final byte INFO = 1 << 1;

    /**
     * All states but {@code TCP_CLOSE} (7), in which no socket stands in the table, and {@code TCP_BOUND_INACTIVE} (13), whose
     * sockets stand in no file either. {@code TCP_NEW_SYN_RECV} (12) is how the kernel keeps SYN_RECV.
     */
    private static final int TCP_STATES = 0x1FFE & ~(1 << 7);

    /** A UDP socket is in {@code TCP_ESTABLISHED} or in {@code TCP_CLOSE}. */
    private static final int UDP_STATES = 1 << 1 | 1 << 7;

    private static final int ALL_STATES = -1;

    /** Ports, addresses and the interface. */
    private static final int TUPLE = 4 + 32 + 4;

    private static final int COOKIE = HEADER + 8 + TUPLE;

    /** {@code INET_DIAG_NOCOOKIE}, twice. */
    private static final long NO_COOKIE = -1;

    private DiagRequest() {}

    /**
     * Asks for all sockets of a protocol.
     *
     * @param traffic whether for the {@link TcpInfo} of each too
     */
    static ByteBuffer dump(Protocol protocol, boolean traffic) {
        byte tcp = traffic ? INFO : 0;
        return of(protocol, protocol.isTcp() ? TCP_STATES : UDP_STATES, protocol.isTcp() ? tcp : MEMORY);
    }

    /** Asks for sockets in no state, of which there are none. */
    static ByteBuffer nothing(Protocol protocol) {
        return of(protocol, 0, protocol.isTcp() ? 0 : MEMORY);
    }

    private static ByteBuffer of(Protocol protocol, int states, int attributes) {
        ByteBuffer bytes = header(LENGTH, SOCK_DIAG_BY_FAMILY, (short) (NLM_F_REQUEST | NLM_F_DUMP));
        bytes.put(protocol.isIpv6() ? AF_INET6 : AF_INET);
        bytes.put(protocol.isTcp() ? IPPROTO_TCP : IPPROTO_UDP);
        bytes.put((byte) attributes);
        bytes.put((byte) 0);
        bytes.putInt(states);
        return bytes.clear();
    }

    /** Asks for one TCP socket, by whichever {@link #tuple}: that which the kernel would give a packet to. */
    public static ByteBuffer one() {
        ByteBuffer bytes = header(LENGTH, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST);
        bytes.put(HEADER + 1, IPPROTO_TCP).putInt(HEADER + 4, ALL_STATES).putLong(COOKIE, NO_COOKIE);
        return bytes.clear();
    }

    /** Puts the family and the addresses of a {@code struct inet_diag_msg} into such a request. */
    public static void tuple(ByteBuffer request, ByteBuffer message, int at) {
        request.put(HEADER, message.get(at)).put(HEADER + 8, message, at + 4, TUPLE);
    }

    /**
     * Asks for an answer alone. The kernel makes messages as long as the longest read so far was ({@code max_recvmsg_len} in {@code
     * netlink_dump}): without an answer before it, the first message of a dump would be a short one, and have a seam behind it.
     */
    static ByteBuffer greeting() {
        return header(HEADER, NLMSG_NOOP, (short) (NLM_F_REQUEST | NLM_F_ACK)).clear();
    }

    private static ByteBuffer header(int length, short type, short flags) {
        ByteBuffer bytes = NetlinkSocket.buffer(length);
        bytes.putInt(length).putShort(type).putShort(flags).putInt(1).putInt(0);
        return bytes;
    }
}
