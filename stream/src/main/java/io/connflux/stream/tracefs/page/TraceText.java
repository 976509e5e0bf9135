package io.connflux.stream.tracefs.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A text of tracefs. */
final class TraceText {

    private static final int MOST = 1 << 16;

    private TraceText() {}

    /**
     * Reads it. {@code header_page} and {@code header_event} answer the first read only ({@code show_header_page_file} in {@code
     * kernel/trace/trace_events.c}), and the JDK's first read of a file without a size asks for one byte.
     */
    static String read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MOST);
        try (FileChannel channel = FileChannel.open(file)) {
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {
                // The next page of it.
            }
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }
}
