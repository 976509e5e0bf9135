package io.connflux.stream.netlink.socket;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Waits for a socket, until somebody else wakes it: one thread waits, any may wake. */
public final class Waker implements Closeable {

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EINTR = 4;
    private static final short POLLIN = 1;
    private static final int FOREVER = -1;

    /** Bytes of a {@code struct pollfd}: the descriptor, what is waited for, and what came. */
    private static final int ENTRY = 8;

    private final int event;
    private final ByteBuffer descriptors = NetlinkSocket.buffer(2 * ENTRY);
    private final ByteBuffer count = NetlinkSocket.buffer(8);

    private Waker(int event, NetlinkSocket socket) {
        this.event = event;
        descriptors.putInt(0, socket.descriptor()).putShort(4, POLLIN);
        descriptors.putInt(ENTRY, event).putShort(ENTRY + 4, POLLIN);
    }

    public static Waker of(NetlinkSocket socket) throws IOException {
        try {
            return new Waker(Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), socket);
        } catch (LastErrorException e) {
            throw new NetlinkSocket.Failure("no eventfd can be opened", e.getErrorCode());
        }
    }

    /** Waits until the socket has something, or a failure, or somebody has woken it. */
    public void await() throws IOException {
        poll(FOREVER);
        if (descriptors.getShort(ENTRY + 6) != 0) {
            try {
                Libc.read(event, count, new NativeLong(8));
            } catch (LastErrorException e) {
                // Nobody has woken it since.
                return;
            }
        }
    }

    /** Whether the socket has something now. */
    public boolean isReady() throws IOException {
        poll(0);
        return descriptors.getShort(6) != 0;
    }

    private void poll(int millis) throws IOException {
        while (true) {
            try {
                Libc.poll(descriptors, new NativeLong(2), millis);
                return;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINTR) {
                    throw new NetlinkSocket.Failure("a netlink socket cannot be waited for", e.getErrorCode());
                }
            }
        }
    }

    public void wake() {
        try {
            Libc.write(event, NetlinkSocket.buffer(8).putLong(0, 1), new NativeLong(8));
        } catch (LastErrorException e) {
            // It has been woken more often than can be counted.
            return;
        }
    }

    @Override
    public void close() {
        try {
            Libc.close(event);
        } catch (LastErrorException e) {
            // The descriptor is given back whatever close() says.
            return;
        }
    }
}
