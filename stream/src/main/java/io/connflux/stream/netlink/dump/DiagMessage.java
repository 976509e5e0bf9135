package io.connflux.stream.netlink.dump;

import io.connflux.model.Protocol;
import io.connflux.table.SocketTableBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One socket of a dump, {@code struct inet_diag_msg} of {@code include/uapi/linux/inet_diag.h}, read where it lies in the buffer:
 *
 * <pre>
 *  0 family, state, timer, retrans       8 source, 4 words       40 interface    52 expires    60 wqueue    68 inode
 *  4 source port, destination port      24 destination, 4 words  44 cookie       56 rqueue     64 uid
 * </pre>
 *
 * What a file has and this has not: the slot number, which is no part of a table; of a socket with another timer than a
 * retransmission's how often it has retransmitted, which is 0 then ({@code inet_sk_diag_fill} in {@code net/ipv4/inet_diag.c}); of
 * one in SYN_RECV how often its timer ran out, for which there is how often that made it retransmit ({@code inet_req_diag_fill}).
 */
public final class DiagMessage {

    /** Bytes without attributes. */
    public static final int LENGTH = 72;

    public static final int COOKIE = 44;

    private static final int RETRANSMISSION = 1;
    private static final int LISTEN = 10;
    private static final int CLOSE = 7;

    private static final int CLOSE_WAIT = 8;
    private static final int LAST_ACK = 9;
    private static final int CLOSING = 11;

    private static final short INET_DIAG_INFO = 2;
    private static final short INET_DIAG_SKMEMINFO = 7;

    /** {@code SK_MEMINFO_DROPS}, a word of the attribute. */
    private static final int DROPS = 8 * 4;

    private final ByteBuffer bytes;
    private final ByteBuffer network;
    private final boolean ipv6;
    private final boolean tcp;
    private final TcpInfo info;
    /** Where the attribute begins, behind its header, that was looked for last. */
    private int found;

    /** @param bytes where messages are received, in native order */
    DiagMessage(ByteBuffer bytes, Protocol protocol) {
        this.bytes = bytes;
        this.network = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        this.ipv6 = protocol.isIpv6();
        this.tcp = protocol.isTcp();
        this.info = new TcpInfo(bytes);
    }

    /**
     * Adds the socket to a table; a seam in its place where it is one that was taken out of the kernel's table after it had been
     * found there, which has no row in a file. It may have left another one behind in TIME_WAIT, which was not found.
     *
     * @param end where its attributes end
     */
    void addTo(SocketTableBuilder table, int at, int end) {
        int state = bytes.get(at + 1) & 0xFF;
        int localPort = network.getShort(at + 4) & 0xFFFF;
        if (localPort == 0 || (tcp && state == CLOSE)) {
            table.seam();
            return;
        }
        int remotePort = network.getShort(at + 6) & 0xFFFF;
        if (ipv6) {
            table.row(
                    network.getLong(at + 8),
                    network.getLong(at + 16),
                    localPort,
                    network.getLong(at + 24),
                    network.getLong(at + 32),
                    remotePort);
        } else {
            table.row(
                    0,
                    network.getInt(at + 8) & 0xFFFFFFFFL,
                    localPort,
                    0,
                    network.getInt(at + 24) & 0xFFFFFFFFL,
                    remotePort);
        }
        table.cookie(bytes.getLong(at + COOKIE));
        table.identity(state, bytes.getInt(at + 64) & 0xFFFFFFFFL, bytes.getInt(at + 68) & 0xFFFFFFFFL);
        activity(table, at, end, state);
        // What a listener has there is its accept queue.
        if (tcp && state != LISTEN && end - at > LENGTH) {
            int length = find(INET_DIAG_INFO, at + LENGTH, end);
            if (length > 0) {
                boolean ended = state == CLOSE_WAIT || state == LAST_ACK || state == CLOSING;
                table.traffic(info.at(found, length).traffic(ended));
            }
        }
    }

    private void activity(SocketTableBuilder table, int at, int end, int state) {
        // A listener's is the length that its accept queue may have.
        long txQueue = tcp && state == LISTEN ? 0 : bytes.getInt(at + 60) & 0xFFFFFFFFL;
        long rxQueue = bytes.getInt(at + 56) & 0xFFFFFFFFL;
        int timer = bytes.get(at + 2) & 0xFF;
        long drops = tcp ? 0 : drops(at + LENGTH, end);
        if ((txQueue | rxQueue | timer | drops) == 0) {
            return;
        }
        int times = bytes.get(at + 3) & 0xFF;
        // Milliseconds; negative where the timer is due, in kernels that do not say 0 then.
        long when = Math.max(0, bytes.getInt(at + 52)) / 10;
        long retransmits = timer == RETRANSMISSION ? times : 0;
        table.activity(txQueue, rxQueue, timer, when, retransmits, times - retransmits, drops);
    }

    private long drops(int attributes, int end) {
        return find(INET_DIAG_SKMEMINFO, attributes, end) >= DROPS + 4 ? bytes.getInt(found + DROPS) & 0xFFFFFFFFL : 0;
    }

    /** The bytes of an attribute, without its header; 0 where it is not there. */
    private int find(short type, int attributes, int end) {
        for (int at = attributes; at + 4 <= end; ) {
            int length = bytes.getShort(at) & 0xFFFF;
            if (length < 4 || at + length > end) {
                return 0;
            }
            if (bytes.getShort(at + 2) == type) {
                found = at + 4;
                return length - 4;
            }
            at += (length + 3) & ~3;
        }
        return 0;
    }
}
