package io.connflux.stream.websocket.server.answer;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What an answer says, in pieces; all who ask for the same share it. Filled by one thread, then given away. */
public final class AnswerBody extends OutputStream {

    /**
     * Bytes that are handed to the network at once, where each client that does not read keeps a copy. Too low costs system
     * calls, too high lets those who do not read fill the memory.
     */
    static final int PIECE = 16 * 1024;

    private final List<byte[]> pieces = new ArrayList<>();
    private int last = PIECE;

    public static AnswerBody of(byte[] bytes) {
        AnswerBody body = new AnswerBody();
        body.write(bytes, 0, bytes.length);
        return body;
    }

    public static AnswerBody of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    long length() {
        return (long) pieces.size() * PIECE - (PIECE - last) * (pieces.isEmpty() ? 0L : 1L);
    }

    int pieces() {
        return pieces.size();
    }

    byte[] piece(int index) {
        byte[] piece = pieces.get(index);
        return index < pieces.size() - 1 || last == PIECE ? piece : Arrays.copyOf(piece, last);
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        int at = from;
        while (at < from + length) {
            if (last == PIECE) {
                pieces.add(new byte[PIECE]);
                last = 0;
            }
            int part = Math.min(PIECE - last, from + length - at);
            System.arraycopy(bytes, at, pieces.get(pieces.size() - 1), last, part);
            last += part;
            at += part;
        }
    }
}
