package io.connflux.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** One of {@link Subscribers}: reads frames as they come, in whatever pieces. */
final class Subscriber {

    private static final int TEXT = 1;
    private static final int PING = 9;
    private static final int LONGEST_START = 128;

    private final SocketChannel channel;
    private final boolean sampled;
    private final byte[] head = new byte[10];
    private final byte[] start = new byte[LONGEST_START];
    private int headLength;
    private int headSize = 2;
    private long left = -1;
    private int startLength;
    private long lastSeq;
    private final AtomicLong lines = new AtomicLong();
    private volatile boolean wrong;

    /** @param sampled whether the lines are read, and not only counted */
    Subscriber(SocketChannel channel, boolean sampled) {
        this.channel = channel;
        this.sampled = sampled;
    }

    SocketChannel channel() {
        return channel;
    }

    long lines() {
        return lines.get();
    }

    void lost() {
        wrong = true;
    }

    boolean isWrong() {
        return wrong;
    }

    void take(ByteBuffer bytes, long now, Delays delays) throws IOException {
        long frames = 0;
        while (bytes.hasRemaining()) {
            if (left < 0 && !takeHead(bytes)) {
                break;
            }
            int part = (int) Math.min(left, bytes.remaining());
            int kept = sampled || opcode() == PING ? Math.min(part, LONGEST_START - startLength) : 0;
            bytes.get(start, startLength, kept);
            startLength += kept;
            bytes.position(bytes.position() + part - kept);
            left -= part;
            if (left == 0) {
                frames += opcode() == TEXT ? 1 : 0;
                end(now, delays);
            }
        }
        lines.addAndGet(frames);
    }

    private int opcode() {
        return head[0] & 0x0F;
    }

    /** Whether the head of a frame is complete. */
    private boolean takeHead(ByteBuffer bytes) {
        while (bytes.hasRemaining() && headLength < headSize) {
            head[headLength++] = bytes.get();
            if (headLength == 2) {
                headSize = head[1] == 126 ? 4 : head[1] == 127 ? 10 : 2;
            }
        }
        if (headLength < headSize) {
            return false;
        }
        left = headSize == 2 ? head[1] : 0;
        for (int i = 2; i < headSize; i++) {
            left = left << 8 | (head[i] & 0xFF);
        }
        return true;
    }

    private void end(long now, Delays delays) throws IOException {
        if (opcode() == PING) {
            ByteBuffer pong = ByteBuffer.allocate(6 + startLength);
            // Masked with zeros, which leave it as it is.
            pong.put((byte) 0x8A).put((byte) (0x80 | startLength)).putInt(0).put(start, 0, startLength);
            channel.write(pong.flip());
        } else if (sampled && opcode() == TEXT) {
            readLine(new String(start, 0, startLength, StandardCharsets.US_ASCII), now, delays);
        }
        left = -1;
        headLength = 0;
        headSize = 2;
        startLength = 0;
    }

    private void readLine(String line, long now, Delays delays) {
        int seq = line.indexOf("\"seq\":") + 6;
        int time = line.indexOf("\"time\":\"", seq) + 8;
        long number = Long.parseLong(line.substring(seq, time - 9));
        if (number != ++lastSeq) {
            wrong = true;
        }
        if (line.startsWith("{\"event\":\"opened\"")
                || line.startsWith("{\"event\":\"state-changed\"")
                || line.startsWith("{\"event\":\"closed\"")) {
            Instant polled = Instant.parse(line.substring(time, line.indexOf('"', time)));
            delays.add(now - polled.toEpochMilli());
        }
    }
}
