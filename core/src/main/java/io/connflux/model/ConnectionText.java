package io.connflux.model;

import java.time.Duration;
import java.util.stream.Collectors;

/** Connections and events as one line for people. */
final class ConnectionText {

    private ConnectionText() {}

    static String of(Connection connection) {
        StringBuilder line = new StringBuilder(128);
        line.append(connection.protocol()).append(' ').append(connection.local());
        if (connection.hasPeer()) {
            line.append(arrow(connection.direction())).append(connection.remote());
        }
        line.append(' ').append(connection.state());
        if (connection.uid() != Connection.UNKNOWN_UID) {
            line.append(" uid ").append(connection.uid());
        }
        Owner owner = connection.owner();
        if (owner instanceof Owner.Held held) {
            OwnerProcess process = held.first();
            line.append(' ')
                    .append(process.name())
                    .append('(')
                    .append(process.pid())
                    .append(')');
            int more = held.processes().size() - 1;
            line.append(more > 0 ? " and " + more + " more" : "");
        } else if (owner instanceof Owner.Unnamed unnamed) {
            line.append(" owner ").append(unnamed.label());
        }
        if (connection.namespace().isKnown()) {
            line.append(" in ").append(connection.namespace());
        }
        return PlainText.of(line.toString());
    }

    static String of(ConnectionEvent event) {
        StringBuilder line = new StringBuilder(160).append(event.name()).append(' ');
        if (event instanceof ConnectionEvent.Change change) {
            line.append(change.connection()).append(more(change));
        } else if (event instanceof ConnectionEvent.Baseline baseline) {
            String counts = baseline.connections().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            line.append(counts.isEmpty() ? "no file" : counts);
        } else if (event instanceof ConnectionEvent.Lost lost) {
            line.append(lost.count()).append(" connections: ").append(lost.reason());
        } else if (event instanceof ConnectionEvent.Unreadable unreadable) {
            line.append(unreadable.count()).append(" rows: ").append(text(unreadable.problem()));
        } else if (event instanceof ConnectionEvent.Stats stats) {
            line.append(text(stats.counters()));
        }
        return PlainText.of(line.append(", at ").append(event.time()).toString());
    }

    private static String more(ConnectionEvent.Change change) {
        if (change instanceof ConnectionEvent.StateChanged changed) {
            return " after " + changed.previousState();
        }
        Duration lasted = change instanceof ConnectionEvent.Closed closed ? closed.duration() : null;
        return lasted == null ? "" : " after " + lasted.toMillis() / 1e3 + " s";
    }

    private static String text(RowProblem problem) {
        return problem.file() + ", line " + problem.line() + ", column " + problem.column() + ": " + problem.reason()
                + " in '" + problem.text() + "'";
    }

    private static String text(StreamCounters counters) {
        Double coverage = counters.coverage();
        return counters.polls() + " polls, " + counters.rows() + " rows, " + counters.skipped() + " skipped, "
                + counters.coalesced() + " coalesced, " + counters.unreadable() + " unreadable, "
                + counters.opensSeen() + " opens seen" + (coverage == null ? "" : " of " + counters.opensCounted())
                + ", last poll " + counters.pollTime().toMillis() + " ms";
    }

    private static String arrow(Direction direction) {
        return switch (direction) {
            case INBOUND -> " ← ";
            case OUTBOUND -> " → ";
            case UNKNOWN -> " - ";
        };
    }
}
