package io.connflux.event;

import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber receives: a {@link Change} of a connection, or a {@link Notice} about the stream itself.
 *
 * <p>{@code toString()} is one line for people, whose form may change: {@code closed tcp 10.0.0.1:52000 → 10.0.0.2:443 TIME_WAIT
 * uid 1000 curl(812) after 1.25 s, at 2026-11-24T10:00:01.500Z}.
 */
public sealed interface ConnectionEvent {

    /** 1, 2, 3 … without a gap in one stream. */
    long seq();

    /**
     * For a change when the read that found it had ended, so that each file has its own; for the others when the poll had. What
     * is read from a clock that may be set back or forward, so that a later event may have an earlier time.
     */
    Instant time();

    /** The name in every output: {@code opened}, {@code state-changed}, … */
    String name();

    /** The same event under another number, for who joins streams. */
    ConnectionEvent withSeq(long number);

    /** Something that concerns one connection. */
    sealed interface Change extends ConnectionEvent {
        /** The connection as it is after the change; for {@link Closed} as it was last seen. */
        Connection connection();

        /** The same event of a connection of which more is known. */
        Change with(Connection known);
    }

    /** Something that concerns the stream. */
    sealed interface Notice extends ConnectionEvent {}

    /**
     * A connection that was there when the stream began.
     *
     * @param opened the time of its {@link Opened}, which others were told; null where it was there before the first poll
     */
    record Existing(
            long seq,
            Instant time,
            Connection connection,
            @Nullable Instant opened) implements Change {

        /** One that was there before the first poll. */
        public Existing(long seq, Instant time, Connection connection) {
            this(seq, time, connection, null);
        }

        @Override
        public String name() {
            return "existing";
        }

        @Override
        public Existing with(Connection known) {
            return new Existing(seq, time, known, opened);
        }

        @Override
        public Existing withSeq(long number) {
            return new Existing(number, time, connection, opened);
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /**
     * A connection that was not there before.
     *
     * @param since when the read of its file before had begun: it opened in (since, time]
     */
    record Opened(long seq, Instant time, Instant since, Connection connection) implements Change {
        @Override
        public String name() {
            return "opened";
        }

        @Override
        public Opened with(Connection known) {
            return new Opened(seq, time, since, known);
        }

        @Override
        public Opened withSeq(long number) {
            return new Opened(number, time, since, connection);
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /**
     * A connection whose state went forward.
     *
     * @param since when the last read that found the state before had begun: it changed in (since, time]
     * @param previousState the state that the read before had found
     * @param opened the time of its {@link Opened}; null where it was there before the first poll
     */
    record StateChanged(
            long seq,
            Instant time,
            Instant since,
            Connection connection,
            SocketState previousState,
            @Nullable Instant opened)
            implements Change {
        @Override
        public String name() {
            return "state-changed";
        }

        @Override
        public StateChanged with(Connection known) {
            return new StateChanged(seq, time, since, known, previousState, opened);
        }

        @Override
        public StateChanged withSeq(long number) {
            return new StateChanged(number, time, since, connection, previousState, opened);
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /**
     * A connection that is gone.
     *
     * @param since when the last read that found it had begun: it closed in (since, time]
     * @param opened the time of its {@link Opened}; null where it was there before the first poll
     * @param duration from {@link Opened} to this event by a clock that is never set, so that it need not be the difference of
     *     their times; null where the former was not seen
     */
    record Closed(
            long seq,
            Instant time,
            Instant since,
            Connection connection,
            @Nullable Instant opened,
            @Nullable Duration duration)
            implements Change {
        @Override
        public String name() {
            return "closed";
        }

        @Override
        public Closed with(Connection known) {
            return new Closed(seq, time, since, known, opened, duration);
        }

        @Override
        public Closed withSeq(long number) {
            return new Closed(number, time, since, connection, opened, duration);
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /**
     * The existing connections have been told (or counted, where they were not asked for); from here on come changes.
     *
     * @param connections how many there are, for each protocol whose file is there
     * @param resumption how to go on with this stream after a disconnection; null where it cannot be
     */
    record Baseline(
            long seq,
            Instant time,
            Map<Protocol, Integer> connections,
            @Nullable Resumption resumption) implements Notice {

        public Baseline(long seq, Instant time, Map<Protocol, Integer> connections) {
            this(seq, time, connections, null);
        }

        @Override
        public String name() {
            return "baseline";
        }

        @Override
        public Baseline withSeq(long number) {
            return new Baseline(number, time, connections, resumption);
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /**
     * What a server tells of the continuation of a stream.
     *
     * @param token to be handed in, with the seq of the last event received, after a disconnection
     * @param resumed whether the stream that was asked for goes on; null where none was asked for
     */
    record Resumption(String token, @Nullable Boolean resumed) {}

    /**
     * Something could not be seen for a while. Nothing is reported closed because of it.
     *
     * @param count the connections of which nothing is known meanwhile
     */
    record Lost(long seq, Instant time, String reason, long count) implements Notice {
        @Override
        public String name() {
            return "lost";
        }

        @Override
        public Lost withSeq(long number) {
            return new Lost(number, time, reason, count);
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /**
     * A row, or many, that could not be read; or a column of rows that count without it.
     *
     * @param count how many rows this notice stands for
     * @param problem the row, or the first of them
     */
    record Unreadable(long seq, Instant time, long count, RowProblem problem) implements Notice {
        @Override
        public String name() {
            return "unreadable";
        }

        @Override
        public Unreadable withSeq(long number) {
            return new Unreadable(number, time, count, problem);
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /** The stream's counters, on request. */
    record Stats(long seq, Instant time, StreamCounters counters) implements Notice {
        @Override
        public String name() {
            return "stats";
        }

        @Override
        public Stats withSeq(long number) {
            return new Stats(number, time, counters);
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }
}
