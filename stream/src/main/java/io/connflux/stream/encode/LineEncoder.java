package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import io.connflux.stream.json.JsonBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON in one array that is used again. What makes a line too long are its texts: where it is, it is written anew with
 * shorter ones.
 */
abstract class LineEncoder implements EventEncoder {

    /** Digits of a seq: a copy of the line may have another one. */
    private static final int LONGEST_SEQ = 19;

    /** With all texts about as short as this any line is short enough: 70 of them at most, and the labels. */
    private static final int SHORTEST_TEXT = 60;

    final JsonBytes out = new JsonBytes();

    /** Where the last line's seq stands. */
    private int seqAt;

    private int seqEnd;

    /** Whether no text is shortened yet. */
    private boolean whole;

    /** Adds one line with its line feed, whose number is written by {@link #seq}. */
    abstract void write(long seq, ConnectionEvent event, @Nullable Resumption resumption);

    /** Whether all texts of this line are whole; else it is one that was too long, and is written anew. */
    final boolean isWhole() {
        return whole;
    }

    final JsonBytes seq(long seq) {
        seqAt = out.length();
        out.number(seq);
        seqEnd = out.length();
        return out;
    }

    /** Adds a text behind its key, where it is known. */
    final void text(byte[] key, @Nullable String value) {
        if (value != null) {
            out.raw(key).string(value);
        }
    }

    @Override
    public final void append(Line line) {
        append(line.seq(), line.event(), line.resumption());
    }

    /** The same as {@link #append(Line)}, without an object for it. */
    @Override
    public final void append(long seq, ConnectionEvent event) {
        append(seq, event, null);
    }

    private void append(long seq, ConnectionEvent event, @Nullable Resumption resumption) {
        int start = out.length();
        out.longestText(LONGEST_LINE);
        whole = true;
        write(seq, event, resumption);
        whole = false;
        for (int text = LONGEST_LINE / 2; isTooLong(start) && text >= SHORTEST_TEXT; text /= 2) {
            out.backTo(start);
            out.longestText(text);
            write(seq, event, resumption);
        }
    }

    private boolean isTooLong(int start) {
        return out.length() - start + LONGEST_SEQ > LONGEST_LINE + (seqEnd - seqAt);
    }

    @Override
    public final int seqAt() {
        return seqAt;
    }

    @Override
    public final int seqEnd() {
        return seqEnd;
    }

    @Override
    public final int length() {
        return out.length();
    }

    @Override
    public final void writeTo(OutputStream stream) throws IOException {
        out.writeTo(stream);
    }

    @Override
    public final void clear() {
        out.clear();
    }

    @Override
    public final byte[] toByteArray() {
        return out.copy();
    }

    /** Adds labels as the member of an object, where there are any. */
    static JsonBytes labels(Map<String, String> labels, JsonBytes to) {
        String before = ",\"labels\":{";
        for (Map.Entry<String, String> label : labels.entrySet()) {
            to.ascii(before).string(label.getKey()).character(':').string(label.getValue());
            before = ",";
        }
        return labels.isEmpty() ? to : to.character('}');
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
