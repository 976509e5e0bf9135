package io.connflux.stream.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        int tail(byte[] target, int at) {
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

    /** An event of a text/event-stream, whose id lets a browser resume by itself. */
    SERVER_SENT {
        @Override
        int head(String token, long seq, int length, byte[] target, int at) {
            byte[] head = ("id: " + token + "-" + seq + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(head, 0, target, at, head.length);
            return at + head.length;
        }

        @Override
        int tail(byte[] target, int at) {
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

    /** Bytes that head and tail of a line need at most. */
    static final int OVERHEAD = 80;

    /** Writes what stands before a line, and gives the index behind it. */
    abstract int head(String token, long seq, int length, byte[] target, int at);

    /** Writes what stands behind a line, and gives the index behind it. */
    abstract int tail(byte[] target, int at);

    /** The index behind the line that begins at an index. */
    abstract int skip(byte[] chunk, int at);

    /** A chunk as it is sent, with the mark that the client gives back where the protocol has such a thing. */
    abstract byte[] finish(byte[] chunk, int length, long mark);
}
