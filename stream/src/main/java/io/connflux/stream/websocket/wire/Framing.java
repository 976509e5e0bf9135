package io.connflux.stream.websocket.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** How a line travels. */
public enum Framing {
    /** A text frame of its own (RFC 6455 section 5.2), unmasked as a server's frames are; behind a chunk a ping. */
    WEBSOCKET(10) {
        @Override
        int head(String token, long seq, int length, byte[] target, int at) {
            int p = at;
            target[p++] = (byte) 0x81;
            if (length < 126) {
                target[p++] = (byte) length;
            } else {
                target[p++] = 126;
                target[p++] = (byte) (length >>> 8);
                target[p++] = (byte) length;
            }
            return p;
        }

        @Override
        int tail(byte[] target, int from, int at) {
            return at;
        }

        @Override
        public int end(byte[] target, int at, long mark) {
            ByteBuffer.wrap(target, at, 10)
                    .put((byte) 0x89)
                    .put((byte) Long.BYTES)
                    .putLong(mark);
            return at + 10;
        }
    },

    /** As {@link #WEBSOCKET}, but masked as a client's frames must be (RFC 6455 section 5.3): what a push sends. */
    MASKED(14) {
        @Override
        int head(String token, long seq, int length, byte[] target, int at) {
            int p = WEBSOCKET.head(token, seq, length, target, at);
            target[at + 1] |= (byte) 0x80;
            return key(target, p);
        }

        @Override
        int tail(byte[] target, int from, int at) {
            mask(target, from, at);
            return at;
        }

        @Override
        public int end(byte[] target, int at, long mark) {
            target[at] = (byte) 0x89;
            target[at + 1] = (byte) (0x80 | Long.BYTES);
            int p = key(target, at + 2);
            ByteBuffer.wrap(target, p, Long.BYTES).putLong(mark);
            mask(target, p, p + Long.BYTES);
            return p + Long.BYTES;
        }

        private int key(byte[] target, int at) {
            ByteBuffer.wrap(target, at, 4).putInt(Keys.RANDOM.nextInt());
            return at + 4;
        }

        private void mask(byte[] target, int from, int to) {
            for (int i = from; i < to; i++) {
                target[i] ^= target[from - 4 + ((i - from) & 3)];
            }
        }
    },

    /** An event of a text/event-stream, whose id lets a browser resume by itself. */
    SERVER_SENT(80) {
        @Override
        int head(String token, long seq, int length, byte[] target, int at) {
            byte[] head = ("id: " + token + "-" + seq + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(head, 0, target, at, head.length);
            return at + head.length;
        }

        @Override
        int tail(byte[] target, int from, int at) {
            target[at] = '\n';
            target[at + 1] = '\n';
            return at + 2;
        }

        @Override
        public int end(byte[] target, int at, long mark) {
            return at;
        }
    },

    /** A line of NDJSON and nothing else: no byte stands there that is not an event's. */
    LINES(1) {
        @Override
        int head(String token, long seq, int length, byte[] target, int at) {
            return at;
        }

        @Override
        int tail(byte[] target, int from, int at) {
            target[at] = '\n';
            return at + 1;
        }

        @Override
        public int end(byte[] target, int at, long mark) {
            return at;
        }
    };

    /** Masking keys must not be guessed by who makes the lines. Seeded when a push begins, and not by a thread of the network. */
    private static final class Keys {
        static final SecureRandom RANDOM = Randomness.seeded();
    }

    private final int overhead;

    Framing(int overhead) {
        this.overhead = overhead;
    }

    /** Bytes that head and tail of a line need at most, or the end of a chunk. */
    public int overhead() {
        return overhead;
    }

    /** Writes what stands before a line, and gives the index behind it. */
    abstract int head(String token, long seq, int length, byte[] target, int at);

    /** Writes what stands behind a line that goes from one index to another, and gives the index behind it. */
    abstract int tail(byte[] target, int from, int at);

    /** Whether the peer answers a chunk. */
    public boolean isAnswered() {
        return this == WEBSOCKET || this == MASKED;
    }

    /**
     * Writes what ends a chunk, and gives the index behind it: a ping with the mark, which the client gives back, where the
     * protocol has such a thing.
     */
    public abstract int end(byte[] target, int at, long mark);
}
