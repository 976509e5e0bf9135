package io.connflux.cli.text;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.PlainText;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** One event as a line for people. */
public final class TextLine {

    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";

    private final IntSupplier width;
    private final boolean coloured;
    private final ZoneId zone;

    /** @param width columns of the terminal, asked for each line; {@link Integer#MAX_VALUE} where it is none */
    public TextLine(IntSupplier width, boolean coloured, ZoneId zone) {
        this.width = width;
        this.coloured = coloured;
        this.zone = zone;
    }

    String of(ConnectionEvent event) {
        String time = time(event);
        if (event instanceof ConnectionEvent.Change change) {
            return paint(event, new ChangeLine(change, time, width.getAsInt()).text());
        }
        StringBuilder line = new StringBuilder(120).append(time).append(' ');
        line.append(String.format("%-9s", event.name()));
        notice(event, line);
        return paint(event, line.toString());
    }

    /** {@code 03:13:22.013}. */
    private String time(ConnectionEvent event) {
        StringBuilder text = new StringBuilder(12);
        ZonedDateTime time = event.time().atZone(zone);
        two(text, time.getHour()).append(':');
        two(text, time.getMinute()).append(':');
        two(text, time.getSecond()).append('.');
        int millis = time.getNano() / 1_000_000;
        text.append((char) ('0' + millis / 100));
        return two(text, millis % 100).toString();
    }

    private static StringBuilder two(StringBuilder text, int value) {
        return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    private static void notice(ConnectionEvent event, StringBuilder line) {
        if (event instanceof ConnectionEvent.Baseline e) {
            long all = e.connections().values().stream()
                    .mapToLong(Integer::longValue)
                    .sum();
            line.append(all).append(all == 1 ? " connection:" : " connections:");
            for (Map.Entry<Protocol, Integer> entry : e.connections().entrySet()) {
                line.append(' ').append(entry.getValue()).append(' ').append(entry.getKey());
            }
        } else if (event instanceof ConnectionEvent.Lost e) {
            line.append(e.reason()).append(" (").append(e.count()).append(" connections not seen meanwhile)");
        } else if (event instanceof ConnectionEvent.Unreadable e) {
            RowProblem p = e.problem();
            line.append(' ')
                    .append(p.file())
                    .append(':')
                    .append(p.line())
                    .append(':')
                    .append(p.column());
            line.append(": ").append(p.reason());
            line.append(e.count() > 1 ? ", and " + (e.count() - 1) + " more" : "");
        } else if (event instanceof ConnectionEvent.Stats e) {
            StreamCounters c = e.counters();
            line.append("rows ").append(c.rows()).append(", polls ").append(c.polls());
            line.append(", poll ")
                    .append(c.pollTime().toMillis())
                    .append("ms, skipped ")
                    .append(c.skipped());
            line.append(", repeated ")
                    .append(c.repeated())
                    .append(", suspected ")
                    .append(c.suspected());
            line.append(", reprieved ")
                    .append(c.reprieved())
                    .append(", unreadable ")
                    .append(c.unreadable());
            line.append(", coalesced ").append(c.coalesced()).append(", opens ").append(c.opensSeen());
            line.append(c.opensCounted() == null ? "" : " of " + c.opensCounted());
            if (c.clockSteps() > 0) {
                line.append(String.format(
                        Locale.ROOT,
                        ", clock set %s, by %+.3fs",
                        c.clockSteps() == 1 ? "once" : c.clockSteps() + " times",
                        c.clockStepped().toMillis() / 1_000.0));
            }
        }
    }

    /** All lines go through here: colour is all that a line does to a terminal. */
    private String paint(ConnectionEvent event, String text) {
        String line = PlainText.of(text);
        if (!coloured) {
            return line;
        }
        String colour = event instanceof ConnectionEvent.Opened
                ? "\u001b[32m"
                : event instanceof ConnectionEvent.Update
                        ? "\u001b[33m"
                        : event instanceof ConnectionEvent.Closed ? "\u001b[31m" : DIM;
        return colour + line + RESET;
    }
}
