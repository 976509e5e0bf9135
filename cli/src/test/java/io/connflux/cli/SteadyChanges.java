package io.connflux.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Connections on loopback that open at a rate and close seconds later: each is six events, those of TIME_WAIT's end among them. */
final class SteadyChanges implements AutoCloseable {

    private static final int KEPT_SECONDS = 3;

    private final int perSecond;
    private final ServerSocket server;
    private final Deque<Socket> open = new ArrayDeque<>();
    private final AtomicLong made = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    SteadyChanges(int perSecond) throws IOException {
        this.perSecond = perSecond;
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.88.1"));
        var unused = thread.scheduleAtFixedRate(this::change, 0, 1_000_000L / perSecond, TimeUnit.MICROSECONDS);
    }

    private void change() {
        try {
            Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
            open.add(client);
            open.add(server.accept());
            made.incrementAndGet();
            while (open.size() > 2 * KEPT_SECONDS * perSecond) {
                open.remove().close();
                open.remove().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has opened so many more. */
    void awaitMore(int count) {
        long enough = made.get() + count;
        await().until(() -> made.get() >= enough);
    }

    @Override
    public void close() {
        thread.execute(() -> {
            try (server) {
                for (Socket socket : open) {
                    socket.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        // What is due already still runs.
        thread.shutdown();
    }
}
