package io.connflux.stream.websocket;

import io.connflux.stream.json.EncodedEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Where a thread puts the frames of a chunk together: to clear new arrays for each costs more than to fill them, and frames
 * that outlive a collection fill the heap. What is sent is a buffer of Netty's pool, which is back there as soon as the bytes
 * have left the process.
 */
final class ChunkBytes {

    private static final int LONGEST_LINE = 16 * 1024;

    private static final ThreadLocal<ChunkBytes> OF_THREAD = ThreadLocal.withInitial(ChunkBytes::new);

    /** A chunk may be one line short of being full, and then comes the longest one, and its end. */
    private final byte[] frames = new byte[Chunk.FULL + LONGEST_LINE + 1_024];

    private final byte[] line = new byte[LONGEST_LINE];

    private ChunkBytes() {}

    /** The frames of a chunk. */
    static ByteBuf of(Chunk chunk, Framing framing, String token, ByteBufAllocator allocator) {
        ChunkBytes bytes = OF_THREAD.get();
        int length = bytes.put(chunk, framing, token);
        return allocator.directBuffer(length, length).writeBytes(bytes.frames, 0, length);
    }

    private int put(Chunk chunk, Framing framing, String token) {
        int length = 0;
        long seq = chunk.firstSeq();
        for (Chunk.Run run : chunk.runs()) {
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
