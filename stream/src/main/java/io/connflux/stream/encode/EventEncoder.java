package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.Line;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Events as lines of one schema, kept until they are written. One thread at a time. A line has a place for its number, so that
 * many streams can share it and each have its own ({@link EncodedEvents}).
 */
public interface EventEncoder {

    /** Bytes of the longest line of JSON, in any schema: what frames, log pipelines and the readers of both are made for. */
    int LONGEST_LINE = 16_000;

    /** Adds a line, which ends with a line feed. */
    void append(Line line);

    /** Adds a line that no other one shares. */
    default void append(long seq, ConnectionEvent event) {
        append(new Line(seq, event));
    }

    /** Where the number of the line added last begins; in a schema without numbers somewhere before its line feed. */
    int seqAt();

    /** Where it ends; where it begins if the schema has none. */
    int seqEnd();

    /** Bytes so far. */
    int length();

    /** Writes all lines so far with one call, and forgets them. */
    void writeTo(OutputStream stream) throws IOException;

    /** Forgets all lines so far. */
    void clear();

    /** The bytes of all lines so far. */
    byte[] toByteArray();
}
