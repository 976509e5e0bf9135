package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionEvent;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes, numbers and counts the events of one stream, poll by poll. */
final class Changes {

    private List<ConnectionEvent> events = new ArrayList<>();
    private Instant time = Instant.EPOCH;
    private Instant before = Instant.EPOCH;
    private boolean silent;
    private long seq;

    private long repeated;
    private long suspected;
    private long reprieved;
    private long unreadable;
    private long opens;

    /** @param quiet whether what is found at this poll belongs to the baseline, and is no change */
    void begin(Instant poll, boolean quiet) {
        if (!poll.equals(time)) {
            before = time;
            time = poll;
        }
        silent = quiet;
    }

    boolean silent() {
        return silent;
    }

    Instant time() {
        return time;
    }

    /** The time of the poll before. */
    Instant before() {
        return before;
    }

    long nextSeq() {
        return ++seq;
    }

    void opened(Connection connection, Instant since) {
        if (silent) {
            return;
        }
        if (connection.protocol().isTcp() && connection.hasPeer()) {
            opens++;
        }
        events.add(new ConnectionEvent.Opened(nextSeq(), time, since, connection));
    }

    void stateChanged(Connection connection, Instant since, SocketState previous, @Nullable Instant opened) {
        if (!silent) {
            events.add(new ConnectionEvent.StateChanged(nextSeq(), time, since, connection, previous, opened));
        }
    }

    void closed(Connection connection, Instant since, @Nullable Instant opened) {
        if (!silent) {
            events.add(new ConnectionEvent.Closed(nextSeq(), time, since, connection, opened));
        }
    }

    void add(ConnectionEvent event) {
        events.add(event);
    }

    void repeated() {
        repeated++;
    }

    void suspected() {
        suspected++;
    }

    void reprieved() {
        reprieved++;
    }

    void unreadable(long lines) {
        unreadable += lines;
    }

    TrackerCounters counters() {
        return new TrackerCounters(repeated, suspected, reprieved, unreadable, opens);
    }

    /** All events since the last call. */
    List<ConnectionEvent> drain() {
        List<ConnectionEvent> all = events;
        events = new ArrayList<>();
        return all;
    }
}
