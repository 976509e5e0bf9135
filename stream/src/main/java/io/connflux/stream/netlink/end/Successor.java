package io.connflux.stream.netlink.end;

import io.connflux.stream.netlink.dump.DiagMessage;
import io.connflux.stream.netlink.dump.DiagRequest;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Who would get a packet for a TCP socket that is gone ({@code inet_diag_find_one_icsk} in {@code net/ipv4/inet_diag.c}): what it has
 * left in TIME_WAIT, the listener that it came from, another socket with its tuple, or nobody. For one thread.
 */
final class Successor implements Closeable {

    private static final int HEADER = 16;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final int LISTEN = 10;

    /** The timer that only what is in TIME_WAIT has ({@code inet_twsk_diag_fill}). */
    private static final int TIME_WAIT_TIMER = 3;

    private static final int ROOM = 4 * 1024;

    private final NetlinkSocket socket;
    private final ByteBuffer request = DiagRequest.one();
    private final ByteBuffer answer = NetlinkSocket.buffer(ROOM);
    private long left;
    private boolean listens;

    /** In the network namespace of the thread that makes it. */
    Successor() throws IOException {
        socket = NetlinkSocket.open();
    }

    /**
     * Asks who it is.
     *
     * @param message has a {@code struct inet_diag_msg} of the one that is gone
     * @param at where
     */
    void ask(ByteBuffer message, int at) throws IOException {
        DiagRequest.tuple(request, message, at);
        left = 0;
        listens = false;
        socket.send(request);
        // Made while the request was sent, an error too.
        int length = socket.receive(answer);
        if (length >= HEADER + DiagMessage.LENGTH && answer.getShort(4) == SOCK_DIAG_BY_FAMILY) {
            listens = answer.get(HEADER + 1) == LISTEN;
            boolean inTimeWait = answer.get(HEADER + 2) == TIME_WAIT_TIMER;
            left = inTimeWait ? answer.getLong(HEADER + DiagMessage.COOKIE) : 0;
        }
    }

    /** The cookie of what was left in TIME_WAIT; 0 for nothing. */
    long left() {
        return left;
    }

    /** Whether it is a listener, so that the peer had called. */
    boolean listens() {
        return listens;
    }

    @Override
    public void close() {
        socket.close();
    }
}
