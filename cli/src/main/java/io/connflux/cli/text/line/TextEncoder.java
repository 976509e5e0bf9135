package io.connflux.cli.text.line;

import io.connflux.stream.Line;
import io.connflux.stream.encode.EventEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Events as lines for people, which have no number. Where the lines are {@linkplain TextLine#below below each other}, what is
 * said of the place of one holds for its last line.
 */
public final class TextEncoder implements EventEncoder {

    private final TextLine text;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    public TextEncoder(TextLine text) {
        this.text = text;
    }

    @Override
    public void append(Line line) {
        lines.writeBytes((text.of(line.event()) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int seqAt() {
        return seqEnd();
    }

    /** A copy of a line ends before its line feed, so that an empty place behind it would be in no copy. */
    @Override
    public int seqEnd() {
        return Math.max(0, lines.size() - 1);
    }

    @Override
    public int length() {
        return lines.size();
    }

    @Override
    public void writeTo(OutputStream stream) throws IOException {
        lines.writeTo(stream);
        lines.reset();
    }

    @Override
    public void clear() {
        lines.reset();
    }

    @Override
    public byte[] toByteArray() {
        return lines.toByteArray();
    }
}
