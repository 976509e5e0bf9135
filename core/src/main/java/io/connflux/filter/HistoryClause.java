package io.connflux.filter;

import io.connflux.filter.text.Ages;
import io.connflux.filter.value.TextPattern;
import io.connflux.model.ConnectionRow;
import io.connflux.model.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is asked of what only who follows a host knows. */
public sealed interface HistoryClause extends Clause {

    /** Who began it: {@code direction = inbound}. */
    record Began(Direction direction) implements HistoryClause {

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            return row.direction() == direction;
        }

        @Override
        public String toString() {
            return "direction = " + direction.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is told of it: {@code event = opened}, {@code event in {opened, closed}}.
     *
     * @param events at least one of {@link #NAMES}, in order
     */
    record Told(Set<String> events) implements HistoryClause {

        /** What can be told of a connection. */
        public static final List<String> NAMES =
                List.of("opened", "state-changed", "owner-changed", "closed", EXISTING);

        /** @throws IllegalArgumentException where there is no such event */
        public Told {
            if (events.isEmpty() || !NAMES.containsAll(events)) {
                throw new IllegalArgumentException("events are some of " + NAMES + ", not " + events);
            }
            events = java.util.Collections.unmodifiableSet(new TreeSet<>(events));
        }

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            return events.contains(event);
        }

        @Override
        public String toString() {
            return Clause.oneOf("event", List.copyOf(events));
        }
    }

    /** What tells it from all others: {@code id = 0p3k…-1f}. */
    record Id(TextPattern id) implements HistoryClause {

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            String its = row.id();
            return !its.isEmpty() && id.matches(its, 0);
        }

        @Override
        public String toString() {
            return id.text("id");
        }
    }

    /**
     * How long it was there when something is told of it: {@code age > 5m}. Where it is not known when it opened, it is neither
     * older nor younger than anything.
     *
     * @param older whether older ones are meant
     * @param orAsOld whether those that are exactly as old are meant too
     * @param limit in whole milliseconds, not negative
     */
    record Age(boolean older, boolean orAsOld, Duration limit) implements HistoryClause {

        /** @throws IllegalArgumentException where milliseconds do not say it */
        public Age {
            boolean outside = limit.isNegative() || limit.compareTo(Ages.LONGEST) > 0;
            if (outside || !limit.equals(Duration.ofMillis(limit.toMillis()))) {
                throw new IllegalArgumentException(limit + " is not an age in milliseconds");
            }
        }

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            long opened = row.openedMillis();
            if (opened == ConnectionRow.UNKNOWN_TIME || at == null) {
                return false;
            }
            int than = Long.compare(at.toEpochMilli() - opened, limit.toMillis());
            return than == 0 ? orAsOld : (than > 0) == older;
        }

        @Override
        public String toString() {
            return "age " + (older ? ">" : "<") + (orAsOld ? "=" : "") + " " + Ages.text(limit);
        }
    }
}
