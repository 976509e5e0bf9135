package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event that was delivered.
 *
 * @param seq 1, 2, 3 … without a gap in one delivered stream
 * @param event what happened
 * @param resumption how to go on with the stream after a disconnection; null where it cannot be, or does not stand there
 */
public record Line(
        long seq, ConnectionEvent event, @Nullable Resumption resumption) {

    /** One that says nothing of a continuation. */
    public Line(long seq, ConnectionEvent event) {
        this(seq, event, null);
    }
}
