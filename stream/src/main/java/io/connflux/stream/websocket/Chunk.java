package io.connflux.stream.websocket;

import java.util.Arrays;

/**
 * Framed lines that are sent, and acknowledged, together.
 *
 * @param mark 1, 2, 3 … in one session
 * @param firstSeq of its first line
 * @param lastSeq of its last line
 * @param framing how its lines are framed
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Chunk(long mark, long firstSeq, long lastSeq, Framing framing, byte[] bytes) {

    /** What is left of it for a client that has a line of it already. */
    byte[] after(long seq) {
        int from = 0;
        for (long passed = firstSeq; passed <= seq; passed++) {
            from = framing.skip(bytes, from);
        }
        return from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length);
    }
}
