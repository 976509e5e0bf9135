package io.connflux.event;

import io.connflux.model.PlainText;
import io.connflux.model.RowProblem;
import java.time.Duration;
import java.util.stream.Collectors;

/** An event as one line for people. */
final class EventText {

    private EventText() {}

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
        if (change instanceof ConnectionEvent.Update update) {
            String left = update.left() ? ", left" : "";
            return update instanceof ConnectionEvent.StateChanged changed
                    ? " after " + changed.previousState() + left
                    : left;
        }
        if (!(change instanceof ConnectionEvent.Closed closed)) {
            return "";
        }
        Duration lasted = closed.duration();
        Closer closer = closed.closedBy();
        return (lasted == null ? "" : " after " + lasted.toMillis() / 1e3 + " s")
                + (closer == null ? "" : " by " + closer.label())
                + (closed.outcome() == null ? "" : ", " + closed.outcome().label());
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
}
