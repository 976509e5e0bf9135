package io.connflux.stream.websocket.wire;

import io.connflux.stream.encode.EncodedEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Where a thread puts the frames of a chunk together: to clear new arrays for each costs more than to fill them, and frames
 * that outlive a collection fill the heap. What is sent is a buffer of Netty's pool, which is back there as soon as the bytes
 * have left the process.
 */
public final class BatchBytes {

    private static final int LONGEST_LINE = 16 * 1024;

    private static final ThreadLocal<BatchBytes> OF_THREAD = ThreadLocal.withInitial(BatchBytes::new);

    /** A chunk may be one line short of being full, and then comes the longest one, and its end. */
    private final byte[] frames = new byte[LineBatch.FULL + LONGEST_LINE + 1_024];

    private final byte[] line = new byte[LONGEST_LINE];

    private BatchBytes() {}

    /** The frames of a chunk. */
    public static ByteBuf of(LineBatch chunk, Framing framing, String token, ByteBufAllocator allocator) {
        BatchBytes bytes = OF_THREAD.get();
        int length = bytes.put(chunk, framing, token);
        return allocator.directBuffer(length, length).writeBytes(bytes.frames, 0, length);
    }

    private int put(LineBatch chunk, Framing framing, String token) {
        int length = 0;
        long seq = chunk.firstSeq();
        for (LineBatch.Run run : chunk.runs()) {
            EncodedEvents lines = run.lines();
            for (int index = run.from(); index < run.to(); index++) {
                int size = lines.copy(index, seq, line, 0);
                length = framing.head(token, seq, size, frames, length);
                System.arraycopy(line, 0, frames, length, size);
                length = framing.tail(frames, length, length + size);
                seq++;
            }
        }
        return framing.end(frames, length, chunk.mark());
    }
}
