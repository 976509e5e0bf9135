package io.connflux.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a process that holds both ends of connections on loopback: one process has not descriptors enough for all
 * of a test.
 *
 * <p>It prints {@code ADDRESS PORT} of its listener when its idle connections stand, waits for a byte before it makes any that
 * are not, and goes on until its standard input ends. Then it closes what it has, and prints {@code PORT BORN END} of each
 * connection it made: the client's port, and between which times it stood for sure. It closes by a reset, so that no TIME_WAIT
 * stays behind. It ends when whoever started it does, and by itself after {@link #LONGEST}.
 *
 * <p>Times are {@link System#nanoTime}, which is the same for all processes of a Linux host.
 */
final class LoopbackSockets {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final ServerSocketChannel server;
    private final PriorityQueue<Pair> pairs = new PriorityQueue<>(Comparator.comparingLong(Pair::end));
    private final StringBuilder lives = new StringBuilder();
    private volatile boolean over;

    private record Pair(int port, long born, long end, SocketChannel client, SocketChannel accepted) {}

    private LoopbackSockets(ServerSocketChannel server) {
        this.server = server;
    }

    /** {@code ADDRESS idle COUNT}, {@code ADDRESS churn PER-SECOND LIFE-MS SEED} or {@code ADDRESS burst COUNT REST-MS}. */
    public static void main(String[] args) throws IOException {
        daemon(() -> {
            LockSupport.parkNanos(LONGEST.toNanos());
            Runtime.getRuntime().halt(3);
        });
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            LoopbackSockets sockets = new LoopbackSockets(server.bind(new InetSocketAddress(args[0], 0), 4096));
            int count = Integer.parseInt(args[2]);
            switch (args[1]) {
                case "idle" -> sockets.idle(count);
                case "churn" -> sockets.churn(count, millis(args[3]), new Random(Long.parseLong(args[4])));
                case "burst" -> sockets.burst(count, millis(args[3]));
                default -> throw new IllegalArgumentException(args[1]);
            }
            sockets.closeUntil(Long.MAX_VALUE);
            System.out.print(sockets.lives);
            System.out.flush();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private static long millis(String text) {
        return Duration.ofMillis(Long.parseLong(text)).toNanos();
    }

    private void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Whoever started this process is gone, which is an end too.
        }
        over = true;
    }

    private void ready() throws IOException {
        InetSocketAddress here = (InetSocketAddress) server.getLocalAddress();
        System.out.println(here.getAddress().getHostAddress() + " " + here.getPort());
        if (System.in.read() < 0) {
            over = true;
        }
        daemon(this::awaitEndOfInput);
    }

    private void idle(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            open(Long.MAX_VALUE);
        }
        ready();
        rest(LONGEST.toNanos());
    }

    /** So many connects a second; each connection lives for a random time, up to twice the one given. */
    private void churn(int perSecond, long life, Random random) throws IOException {
        ready();
        long start = System.nanoTime();
        for (long made = 0; !over; ) {
            long now = System.nanoTime();
            for (long wanted = (now - start) * perSecond / 1_000_000_000L; made < wanted; made++) {
                open(now + (long) (random.nextDouble() * 2 * life));
            }
            closeUntil(now);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Opens so many, rests, closes them all at once, rests, and begins anew. */
    private void burst(int count, long rest) throws IOException {
        ready();
        while (!over) {
            for (int i = 0; i < count; i++) {
                open(0);
            }
            rest(rest);
            closeUntil(Long.MAX_VALUE);
            rest(rest);
        }
    }

    private void rest(long nanos) {
        for (long end = System.nanoTime() + nanos; !over && System.nanoTime() < end; ) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void open(long end) throws IOException {
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel accepted = server.accept();
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
        int port = ((InetSocketAddress) client.getLocalAddress()).getPort();
        pairs.add(new Pair(port, System.nanoTime(), end, client, accepted));
    }

    private void closeUntil(long time) throws IOException {
        while (!pairs.isEmpty() && pairs.element().end() <= time) {
            Pair pair = pairs.remove();
            long closing = System.nanoTime();
            pair.client().close();
            pair.accepted().close();
            lives.append(pair.port())
                    .append(' ')
                    .append(pair.born())
                    .append(' ')
                    .append(closing)
                    .append('\n');
        }
    }
}
