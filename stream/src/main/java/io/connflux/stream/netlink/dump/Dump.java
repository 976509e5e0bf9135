package io.connflux.stream.netlink.dump;

import io.connflux.model.Protocol;
import io.connflux.stream.netlink.socket.Conversation;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Dumps the sockets of one protocol, message by message, and tells the table where rows may have been left out or repeated.
 *
 * <p>The kernel keeps its place as (bucket, number in it), as it does for a file ({@code inet_diag_dump_icsk}, since Linux 6.18 in
 * {@code net/ipv4/tcp_diag.c}; {@code udp_dump} in {@code net/ipv4/udp_diag.c}). It loses the place
 *
 * <ul>
 *   <li>where one message ends and the next begins: a seam that can be seen. {@code NLM_F_DUMP_INTR} never says so,
 *       as no dump of sockets counts how often its table changes (for {@code nl_dump_check_consistent}). One that a kernel says it
 *       of all the same is made again;
 *   <li>within a message, where it has found 16 TCP sockets in one bucket and lets go of its lock to write them ({@code SKARR_SZ}):
 *       a seam that cannot be seen. As long as there are no more rows than buckets, 17 in one are not to be expected (less
 *       than once in 10^9 tables, as the hash has a random key). Where there are more, each row has a seam before it: what closes is told
 *       some polls late then, and nothing that is not true.
 * </ul>
 */
public final class Dump {

    /** Longer than any message, which have 32 KiB at most ({@code netlink_recvmsg} in {@code net/netlink/af_netlink.c}). */
    private static final int ROOM = 64 * 1024;

    /** What of a message's memory the kernel keeps for itself, at most ({@code SKB_WITH_OVERHEAD}). */
    private static final int OVERHEAD = 1024;

    /** Sockets of one bucket that are written under one lock. */
    private static final int CHUNK = 16;

    private static final int HEADER = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int NLM_F_DUMP_INTR = 0x10;

    /**
     * Dumps until one is whole. More would mean that the kernel has no memory at all, or that its table never stays as it is for so long:
     * then the last one is taken with a seam before each row, and what is missing in it is a suspect, which is counted as such.
     */
    static final int MOST = 4;

    private final Protocol protocol;
    private final int buckets;
    private final boolean traffic;
    private final ByteBuffer bytes;
    private final DiagMessage message;
    private final Conversation.Opening opening;

    private boolean seamsEverywhere;
    private boolean interrupted;
    private boolean ended;
    private int longest;

    /**
     * Of one protocol.
     *
     * @param buckets how many the kernel's hash table of TCP has
     * @param traffic whether what each connection has carried is asked for
     */
    public Dump(Protocol protocol, int buckets, boolean traffic) {
        this(protocol, buckets, traffic, NetlinkSocket::open);
    }

    Dump(Protocol protocol, int buckets, boolean traffic, Conversation.Opening opening) {
        this.opening = opening;
        this.protocol = protocol;
        this.traffic = traffic;
        this.buckets = Math.max(CHUNK, buckets);
        this.bytes = NetlinkSocket.buffer(ROOM);
        this.message = new DiagMessage(bytes, protocol);
    }

    /**
     * Dumps them all. One that did not come to its end, for want of the kernel's memory, or that the kernel says is of no one time, is
     * made again.
     *
     * @param expected about how many rows will come
     * @throws IOException where they cannot be had, or the heap has no room for them
     */
    public SocketTable read(int expected) throws IOException {
        boolean crowded = protocol.isTcp() && expected > buckets;
        for (int made = 1; ; made++) {
            seamsEverywhere = crowded || made == MOST;
            SocketTableBuilder table = new SocketTableBuilder(protocol, expected);
            table.withCookies();
            try {
                dump(table);
                crowded = protocol.isTcp() && table.size() > buckets;
                if (seamsEverywhere || !(crowded || interrupted)) {
                    return table.build();
                }
            } catch (NetlinkSocket.Failure e) {
                if (e.errno() != NetlinkSocket.ENOBUFS || made == MOST) {
                    throw e;
                }
            } catch (OutOfMemoryError e) {
                int rows = table.size();
                throw new IOException(
                        "netlink, " + protocol + ": a table of more than " + rows + " rows does not fit in a heap of "
                                + (Runtime.getRuntime().maxMemory() >> 20) + " MB; start Java with more (-Xmx)",
                        e);
            }
        }
    }

    /**
     * Asks for nothing.
     *
     * @throws IOException where the kernel answers nothing by netlink
     */
    public void ask() throws IOException {
        SocketTableBuilder none = new SocketTableBuilder(protocol, 0);
        none.withCookies();
        run(DiagRequest.nothing(protocol), none);
    }

    private void dump(SocketTableBuilder table) throws IOException {
        run(DiagRequest.dump(protocol, traffic), table);
    }

    /** With a socket of its own: what is left of a dump that broke off would be taken for the next one. */
    private void run(ByteBuffer request, SocketTableBuilder table) throws IOException {
        interrupted = false;
        ended = false;
        longest = 0;
        try (Conversation socket = opening.open()) {
            socket.send(DiagRequest.greeting());
            socket.receive(bytes);
            socket.send(request);
            boolean full = false;
            while (!ended) {
                int length = socket.receive(bytes);
                int before = table.size();
                boolean goesOn = length >= HEADER && bytes.getShort(4) == SOCK_DIAG_BY_FAMILY;
                if (before > 0 && (goesOn || full || seamsEverywhere)) {
                    table.seam();
                }
                messages(length, table);
                full = table.size() > before && mayBeFull(length, longest);
            }
        }
    }

    /**
     * Whether the kernel may have ended a message for want of room, not of rows. It has memory of one of these sizes for it, less
     * its own part.
     */
    static boolean mayBeFull(int length, int longestRow) {
        for (int memory = 4 * 1024; memory <= ROOM; memory *= 2) {
            if (length <= memory && length > memory - OVERHEAD - longestRow) {
                return true;
            }
        }
        return false;
    }

    private void messages(int length, SocketTableBuilder table) throws IOException {
        int at = 0;
        while (at + HEADER <= length && !ended) {
            int size = bytes.getInt(at);
            if (size < HEADER || size > length - at) {
                throw damaged("a message of " + size + " bytes where there are " + (length - at));
            }
            int type = bytes.getShort(at + 4);
            interrupted |= (bytes.getShort(at + 6) & NLM_F_DUMP_INTR) != 0;
            if (type == SOCK_DIAG_BY_FAMILY && size >= HEADER + DiagMessage.LENGTH) {
                longest = Math.max(longest, size);
                if (seamsEverywhere) {
                    table.seam();
                }
                message.addTo(table, at + HEADER, at + size);
            } else if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                end(size >= HEADER + 4 ? bytes.getInt(at + HEADER) : 0);
            } else {
                throw damaged("a message of type " + type + " and " + size + " bytes");
            }
            at += (size + 3) & ~3;
        }
    }

    private void end(int error) throws IOException {
        if (error == -NetlinkSocket.ENOENT) {
            String module = protocol.isTcp() ? "tcp_diag" : "udp_diag";
            throw new NetlinkSocket.Failure(
                    "netlink, " + protocol + ": this kernel has no " + module + "; 'modprobe " + module
                            + "' may load it, and /proc has the same table",
                    -error);
        }
        if (error < 0) {
            throw new NetlinkSocket.Failure("netlink, " + protocol + ": the kernel does not give its table", -error);
        }
        ended = true;
    }

    private IOException damaged(String what) {
        return new IOException("netlink, " + protocol + ": not what the kernel's include/uapi/linux/inet_diag.h says: "
                + what + "; please report it");
    }
}
