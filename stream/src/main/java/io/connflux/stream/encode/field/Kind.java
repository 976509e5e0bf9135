package io.connflux.stream.encode.field;

import io.connflux.event.ConnectionEvent;

/** The kinds of events, for what each schema prepares of each. */
public enum Kind {
    EXISTING,
    OPENED,
    STATE_CHANGED,
    OWNER_CHANGED,
    CLOSED,
    BASELINE,
    LOST,
    UNREADABLE,
    STATS;

    /** Whether it is of the stream, and not of one connection. */
    public boolean isNotice() {
        return compareTo(BASELINE) >= 0;
    }

    /** That of an event. */
    public static Kind of(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Opened) {
            return OPENED;
        } else if (event instanceof ConnectionEvent.Closed) {
            return CLOSED;
        } else if (event instanceof ConnectionEvent.StateChanged) {
            return STATE_CHANGED;
        } else if (event instanceof ConnectionEvent.Existing) {
            return EXISTING;
        } else if (event instanceof ConnectionEvent.OwnerChanged) {
            return OWNER_CHANGED;
        } else if (event instanceof ConnectionEvent.Baseline) {
            return BASELINE;
        } else if (event instanceof ConnectionEvent.Lost) {
            return LOST;
        }
        return event instanceof ConnectionEvent.Unreadable ? UNREADABLE : STATS;
    }
}
