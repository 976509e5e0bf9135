package io.connflux.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/** Real connections to a listener on a port of their own: two rows each, and one. */
final class HeldSockets implements AutoCloseable {

    private final OwnPort port = OwnPort.take();
    private final ServerSocket listener;
    private final Deque<Socket[]> pairs = new ArrayDeque<>();
    private final AtomicLong sent = new AtomicLong();

    HeldSockets(String address) throws IOException {
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName(address), port.number()), 1_000);
    }

    int port() {
        return port.number();
    }

    void open(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket client = new Socket(listener.getInetAddress(), port());
            pairs.add(new Socket[] {client, listener.accept()});
        }
    }

    /** Has the side of the oldest that opened it send so much, and the other take it. */
    void send(int bytes) throws IOException {
        Socket[] oldest = pairs.element();
        oldest[0].getOutputStream().write(new byte[bytes]);
        oldest[1].getInputStream().readNBytes(bytes);
        sent.addAndGet(bytes);
    }

    /** Bytes in all. */
    long sent() {
        return sent.get();
    }

    /** Ends the oldest in order, first the side that opened it: that side is left in TIME_WAIT. */
    void end(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket[] oldest = pairs.remove();
            oldest[0].close();
            oldest[1].close();
        }
    }

    /** Ends the oldest at once: a reset leaves no TIME_WAIT. */
    void reset(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            for (Socket end : pairs.remove()) {
                end.setSoLinger(true, 0);
                end.close();
            }
        }
    }

    /** Ends a side of the oldest one, whose other side is then CLOSE_WAIT. */
    void endHalf() throws IOException {
        pairs.element()[0].shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        reset(pairs.size());
        listener.close();
        port.close();
    }
}
