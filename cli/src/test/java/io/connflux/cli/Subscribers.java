package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many WebSocket clients in one thread, as cheap as they can be: the server is what is measured, on the same cores. Frames are
 * skipped and pings answered; of some clients the lines' times and numbers are read.
 */
final class Subscribers implements AutoCloseable {

    /** Every so many-th client reads its lines. */
    private static final int SAMPLED = 20;

    private final Selector selector = Selector.open();
    private final List<Subscriber> all = new ArrayList<>();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 18);
    private final Thread thread = new Thread(this::run, "subscribers");
    private volatile Delays delays = new Delays();
    private volatile boolean closed;

    Subscribers() throws IOException {}

    /** Connects this many more, each after the one before; the thread begins with the first. */
    void connect(int port, String query, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = handshake(port, query);
            channel.configureBlocking(false);
            Subscriber subscriber = new Subscriber(channel, all.size() % SAMPLED == 0);
            all.add(subscriber);
            selector.wakeup();
            channel.register(selector, SelectionKey.OP_READ, subscriber);
            if (!thread.isAlive()) {
                thread.start();
            }
        }
    }

    /** A client that has asked, and not read a byte of what follows. */
    static SocketChannel handshake(int port, String query) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String request = "GET /events" + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            one.clear();
            assertThat(channel.read(one)).as("answered: %s", answer).isEqualTo(1);
            answer.append((char) one.get(0));
        }
        assertThat(answer).startsWith("HTTP/1.1 101 ");
        return channel;
    }

    /** What was measured since the last call. */
    Delays delays() {
        Delays measured = delays;
        delays = new Delays();
        return measured;
    }

    /** Lines that all clients have received. */
    long lines() {
        return all.stream().mapToLong(Subscriber::lines).sum();
    }

    /** How many of the clients have lost their connection, or seen numbers that do not follow each other. */
    long wrong() {
        return all.stream().filter(Subscriber::isWrong).count();
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(key -> read((Subscriber) key.attachment(), key));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Subscriber subscriber, SelectionKey key) {
        try {
            bytes.clear();
            if (subscriber.channel().read(bytes) < 0) {
                throw new IOException("the server has closed");
            }
            subscriber.take(bytes.flip(), System.currentTimeMillis(), delays);
        } catch (IOException e) {
            subscriber.lost();
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (Subscriber subscriber : all) {
            subscriber.channel().close();
        }
    }
}
