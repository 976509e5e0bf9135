package io.connflux.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes bytes on to a server on loopback, until it is cut; then it takes new connections as before. */
final class CutCable implements AutoCloseable {

    private final ServerSocket here;
    private final int there;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();

    CutCable(int there) throws IOException {
        this.there = there;
        this.here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        begin(this::accept);
    }

    int port() {
        return here.getLocalPort();
    }

    /** Ends every connection without a word of either side. */
    void cut() {
        ends.forEach(CutCable::reset);
        ends.clear();
    }

    private void accept() throws IOException {
        while (!here.isClosed()) {
            Socket client = here.accept();
            Socket server = new Socket(here.getInetAddress(), there);
            ends.addAll(List.of(client, server));
            begin(() -> pass(client, server));
            begin(() -> pass(server, client));
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It has ended by itself, in another thread.
            return;
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void begin(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The end of a connection: that is what this is for.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        here.close();
        cut();
    }
}
