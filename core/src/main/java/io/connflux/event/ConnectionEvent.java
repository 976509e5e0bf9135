package io.connflux.event;

import io.connflux.model.Connection;
import io.connflux.model.Outcome;
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
 * <p>Who puts the connection of each {@link Existing}, {@link Opened} and {@link Update} into a map by {@link Connection#id},
 * and removes it at {@link Closed} and where an update {@link Update#left}, has exactly the connections that there are.
 *
 * <p>{@code toString()} is one line for people, whose form may change: {@code closed tcp 10.0.0.1:52000 → 10.0.0.2:443 TIME_WAIT
 * uid 1000 curl(812) after 1.25 s, at 2026-11-24T10:00:01.500Z}.
 */
public sealed interface ConnectionEvent {

    /**
     * For a change when the read that found it had ended, so that each file has its own; for the others when the poll had. What
     * is read from a clock that may be set back or forward, so that a later event may have an earlier time.
     */
    Instant time();

    /** The name in every output: {@code opened}, {@code state-changed}, … */
    String name();

    /** Something that concerns one connection. */
    sealed interface Change extends ConnectionEvent {
        /** The connection as it is after the change; for {@link Closed} as it was last seen. */
        Connection connection();
    }

    /** Something that concerns the stream. */
    sealed interface Notice extends ConnectionEvent {}

    /** A connection that is told of already has become otherwise. */
    sealed interface Update extends Change {
        /** When the last read that found it as it was before had begun: it changed in (since, time]. */
        Instant since();

        /** The connection as it was; of one that was read from a line, as far as the line says. */
        Connection before();

        /** Whether it is none of those any more that the subscriber chose: nothing more is told of it, unless it is again. */
        boolean left();

        /** The same to a subscriber whose choice it {@link #left}. */
        Update leaving();
    }

    /** A connection that was there when the stream began, or began anew; or one that is told again, on request. */
    record Existing(Instant time, Connection connection) implements Change {
        @Override
        public String name() {
            return "existing";
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
    record Opened(Instant time, Instant since, Connection connection) implements Change {
        @Override
        public String name() {
            return "opened";
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /** A connection whose state went forward; its owner may have become another at the same time. */
    record StateChanged(Instant time, Instant since, Connection before, Connection connection, boolean left)
            implements Update {

        /** To one whose choice it still is. */
        public StateChanged(Instant time, Instant since, Connection before, Connection connection) {
            this(time, since, before, connection, false);
        }

        /** The state that the read before had found. */
        public SocketState previousState() {
            return before.state();
        }

        @Override
        public StateChanged leaving() {
            return new StateChanged(time, since, before, connection, true);
        }

        @Override
        public String name() {
            return "state-changed";
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /**
     * A connection whose owner is another one, or became known: it was found late, handed its socket on, executed another
     * program, or its user's name came.
     */
    record OwnerChanged(Instant time, Instant since, Connection before, Connection connection, boolean left)
            implements Update {

        /** To one whose choice it still is. */
        public OwnerChanged(Instant time, Instant since, Connection before, Connection connection) {
            this(time, since, before, connection, false);
        }

        @Override
        public OwnerChanged leaving() {
            return new OwnerChanged(time, since, before, connection, true);
        }

        @Override
        public String name() {
            return "owner-changed";
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
     * @param duration from {@link Opened} to this event by a clock that is never set, so that it need not be the difference of
     *     their times; null where the former was not seen
     * @param outcome how it ended; null where nobody saw that
     */
    record Closed(
            Instant time,
            Instant since,
            Connection connection,
            @Nullable Duration duration,
            @Nullable Outcome outcome) implements Change {

        /** One of which nobody saw how it ended, as polls do not. */
        public Closed(Instant time, Instant since, Connection connection, @Nullable Duration duration) {
            this(time, since, connection, duration, null);
        }

        /** Which end closed it first, where the states that it was seen in or its outcome prove that; else null. */
        public @Nullable Closer closedBy() {
            return Closer.of(connection.state(), outcome);
        }

        @Override
        public String name() {
            return "closed";
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
     */
    record Baseline(Instant time, Map<Protocol, Integer> connections) implements Notice {
        @Override
        public String name() {
            return "baseline";
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /**
     * Something could not be seen for a while. Nothing is reported closed because of it.
     *
     * @param count the connections of which nothing is known meanwhile, or the events that the reason speaks of
     */
    record Lost(Instant time, String reason, long count) implements Notice {
        @Override
        public String name() {
            return "lost";
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
    record Unreadable(Instant time, long count, RowProblem problem) implements Notice {
        @Override
        public String name() {
            return "unreadable";
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }

    /** The stream's counters: on request, when polls were coalesced for a subscriber, and when the wall clock was set. */
    record Stats(Instant time, StreamCounters counters) implements Notice {
        @Override
        public String name() {
            return "stats";
        }

        @Override
        public String toString() {
            return EventText.of(this);
        }
    }
}
