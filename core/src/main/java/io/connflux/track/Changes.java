package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.ReadSpan;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes, numbers and counts the events of one stream, poll by poll; and gives each connection a number when it is first seen. */
final class Changes {

    private List<ConnectionEvent> events = new ArrayList<>();
    private ReadSpan poll = ReadSpan.at(Instant.EPOCH);
    private ReadSpan pollBefore = poll;
    private Moment found = poll.ended();
    private boolean silent;
    private long seq;
    private long connections;

    private long repeated;
    private long suspected;
    private long reprieved;
    private long unreadable;
    private long opens;

    /** @param quiet see {@link #silent(boolean)} */
    void begin(ReadSpan next, boolean quiet) {
        pollBefore = poll;
        poll = next;
        found = next.ended();
        silent = quiet;
    }

    /** What comes now was found by one read of the poll. */
    void read(ReadSpan file) {
        found = file.ended();
    }

    /** @param quiet whether what comes now belongs to the baseline, and is no change */
    void silent(boolean quiet) {
        silent = quiet;
    }

    boolean silent() {
        return silent;
    }

    ReadSpan poll() {
        return poll;
    }

    ReadSpan pollBefore() {
        return pollBefore;
    }

    /** Of notices, which are about the poll. */
    Instant time() {
        return poll.ended().time();
    }

    /** The number of a connection that is first seen now. */
    long nextNumber() {
        return connections++;
    }

    /** Above those of all connections that have been seen. */
    long firstFreeNumber() {
        return connections;
    }

    long nextSeq() {
        return ++seq;
    }

    /** @param since when the last read without it had begun */
    void opened(Connection connection, Moment since) {
        if (silent) {
            return;
        }
        if (connection.protocol().isTcp() && connection.hasPeer()) {
            opens++;
        }
        events.add(new ConnectionEvent.Opened(nextSeq(), found.time(), found.since(since), connection));
    }

    /** @param since when the last read with the state before had begun */
    void stateChanged(Connection connection, Moment since, SocketState previous, @Nullable Moment opened) {
        if (!silent) {
            Instant openedAt = opened == null ? null : opened.time();
            events.add(new ConnectionEvent.StateChanged(
                    nextSeq(), found.time(), found.since(since), connection, previous, openedAt));
        }
    }

    /** @param since when the last read with it had begun */
    void closed(Connection connection, Moment since, @Nullable Moment opened) {
        if (!silent) {
            events.add(closed(nextSeq(), found, since, connection, opened));
        }
    }

    static ConnectionEvent closed(
            long seq, Moment found, Moment since, Connection connection, @Nullable Moment opened) {
        return new ConnectionEvent.Closed(
                seq,
                found.time(),
                found.since(since),
                connection,
                opened == null ? null : opened.time(),
                opened == null ? null : found.after(opened));
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
