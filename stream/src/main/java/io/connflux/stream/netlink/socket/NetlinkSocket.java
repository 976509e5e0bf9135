package io.connflux.stream.netlink.socket;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A netlink socket of {@code NETLINK_SOCK_DIAG}, in the network namespace of the thread that opens it. Not for several threads. */
public final class NetlinkSocket implements Conversation {

    /** {@code errno} where the kernel had no memory for a message: the next one would come for nobody. */
    public static final int ENOBUFS = 105;

    /** {@code errno} where a family is switched off. */
    static final int EAFNOSUPPORT = 97;

    /** {@code errno} where the kernel lacks what was asked for, as the module of a protocol. */
    public static final int ENOENT = 2;

    private static final int EINTR = 4;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;

    /** The last of them is {@code SK_MEMINFO_DROPS}. */
    private static final int MEMORY_WORDS = 9;

    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    private final int descriptor;

    private NetlinkSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * A call that failed.
     *
     * @see #errno()
     */
    public static final class Failure extends IOException {

        private static final long serialVersionUID = 1;

        private final int errno;

        public Failure(String what, int errno) {
            super(what + " (errno " + errno + ")");
            this.errno = errno;
        }

        public int errno() {
            return errno;
        }
    }

    public static NetlinkSocket open() throws IOException {
        try {
            return new NetlinkSocket(Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
        } catch (LastErrorException e) {
            throw new Failure("no netlink socket can be opened", e.getErrorCode());
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    /** Whether sockets of IPv6 can be made here: where it is switched off there are none, and a dump says so by being empty. */
    public static boolean hasIpv6() throws IOException {
        try {
            Libc.close(Libc.socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
            return true;
        } catch (LastErrorException e) {
            return e.getErrorCode() != EAFNOSUPPORT;
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    /**
     * Takes what the kernel tells these groups.
     *
     * @param groups a bit for each, the lowest for the first
     * @param room bytes that may wait for this reader; the kernel gives no more than {@code net.core.rmem_max} to who is not root
     */
    public void listen(int groups, int room) throws IOException {
        ByteBuffer size = buffer(4).putInt(0, room);
        try {
            Libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, size, 4);
            Libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, size, 4);
        } catch (LastErrorException e) {
            // Less room, of which more is lost and said.
        }
        ByteBuffer address = buffer(12).putShort(0, (short) AF_NETLINK).putInt(8, groups);
        try {
            Libc.bind(descriptor, address, address.capacity());
        } catch (LastErrorException e) {
            throw new Failure("the kernel tells no ends of sockets by netlink", e.getErrorCode());
        }
    }

    /** How many messages there was no room for since it was opened; negative where this kernel does not say that. */
    public long drops() {
        ByteBuffer memory = buffer(MEMORY_WORDS * 4);
        try {
            ByteBuffer length = buffer(4).putInt(0, memory.capacity());
            Libc.getsockopt(descriptor, SOL_SOCKET, SO_MEMINFO, memory, length);
            return length.getInt(0) < memory.capacity() ? -1 : memory.getInt(memory.capacity() - 4) & 0xFFFFFFFFL;
        } catch (LastErrorException e) {
            return -1;
        }
    }

    int descriptor() {
        return descriptor;
    }

    /** A buffer as the calls take it, in the order in which the kernel has numbers. */
    public static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
        while (true) {
            try {
                Libc.send(descriptor, bytes, new NativeLong(bytes.limit()), 0);
                return;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINTR) {
                    throw new Failure("the kernel takes no request by netlink", e.getErrorCode());
                }
            }
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The kernel makes the first one while a request is sent, and each further one while the one before is received ({@code
     * netlink_recvmsg} in {@code net/netlink/af_netlink.c}).
     */
    @Override
    public int receive(ByteBuffer into) throws IOException {
        while (true) {
            try {
                NativeLong room = new NativeLong(into.capacity());
                int count = Libc.recv(descriptor, into, room, MSG_TRUNC | MSG_DONTWAIT)
                        .intValue();
                if (count > into.capacity()) {
                    throw new IOException("a netlink message of " + count + " bytes does not fit in " + into.capacity()
                            + "; please report it");
                }
                return count;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINTR) {
                    throw new Failure("the kernel does not go on with a dump by netlink", e.getErrorCode());
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            Libc.close(descriptor);
        } catch (LastErrorException e) {
            // The descriptor is given back whatever close() says.
            return;
        }
    }

    private static IOException unlinked(LinkageError e) {
        return new IOException(
                "JNA cannot load its native part (" + e.getMessage() + "); -Djna.tmpdir=DIR names a folder from which"
                        + " programs may run",
                e);
    }
}
