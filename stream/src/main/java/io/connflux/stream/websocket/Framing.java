package io.connflux.stream.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** How a line travels. */
enum Framing {
    /** A text frame of its own (RFC 6455 section 5.2), unmasked as a server's frames are; behind a chunk a ping. */
    WEBSOCKET {
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
        int skip(byte[] chunk, int at) {
            int length = chunk[at + 1];
            return length < 126 ? at + 2 + length : at + 4 + ((chunk[at + 2] & 0xFF) << 8 | (chunk[at + 3] & 0xFF));
        }

        @Override
        byte[] finish(byte[] chunk, int length, long mark) {
            byte[] finished = Arrays.copyOf(chunk, length + 10);
            ByteBuffer.wrap(finished, length, 10).put((byte) 0x89).put((byte) 8).putLong(mark);
            return finished;
        }
    },

    /** As {@link #WEBSOCKET}, but masked as a client's frames must be (RFC 6455 section 5.3): what a push sends. */
    MASKED {
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
        int skip(byte[] chunk, int at) {
            chunk[at + 1] &= 0x7F;
            int behind = WEBSOCKET.skip(chunk, at) + 4;
            chunk[at + 1] |= (byte) 0x80;
            return behind;
        }

        @Override
        byte[] finish(byte[] chunk, int length, long mark) {
            byte[] finished = Arrays.copyOf(chunk, length + 14);
            finished[length] = (byte) 0x89;
            finished[length + 1] = (byte) (0x80 | Long.BYTES);
            int p = key(finished, length + 2);
            ByteBuffer.wrap(finished, p, Long.BYTES).putLong(mark);
            mask(finished, p, p + Long.BYTES);
            return finished;
        }

        private int key(byte[] target, int at) {
            ByteBuffer.wrap(target, at, 4).putInt(KEYS.nextInt());
            return at + 4;
        }

        private void mask(byte[] target, int from, int to) {
            for (int i = from; i < to; i++) {
                target[i] ^= target[from - 4 + ((i - from) & 3)];
            }
        }
    },

    /** An event of a text/event-stream, whose id lets a browser resume by itself. */
    SERVER_SENT {
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
        int skip(byte[] chunk, int at) {
            int p = at;
            while (chunk[p] != '\n' || chunk[p + 1] != '\n') {
                p++;
            }
            return p + 2;
        }

        @Override
        byte[] finish(byte[] chunk, int length, long mark) {
            return Arrays.copyOf(chunk, length);
        }
    };

    /** Masking keys must not be guessed by who makes the lines. */
    private static final SecureRandom KEYS = new SecureRandom();

    /** Bytes that head and tail of a line need at most. */
    static final int OVERHEAD = 80;

    /** Writes what stands before a line, and gives the index behind it. */
    abstract int head(String token, long seq, int length, byte[] target, int at);

    /** Writes what stands behind a line that goes from one index to another, and gives the index behind it. */
    abstract int tail(byte[] target, int from, int at);

    /** The index behind the line that begins at an index. */
    abstract int skip(byte[] chunk, int at);

    /** Whether the peer answers a chunk. */
    boolean isAnswered() {
        return this != SERVER_SENT;
    }

    /** Whether the peer can ask to resume the stream; where it was called instead of calling, it cannot. */
    boolean isResumable() {
        return this != MASKED;
    }

    /** A chunk as it is sent, with the mark that the client gives back where the protocol has such a thing. */
    abstract byte[] finish(byte[] chunk, int length, long mark);
}
