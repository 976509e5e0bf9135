package io.connflux.cli.text.line;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.PlainText;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event as a line for people. One thread at a time. */
public final class TextLine {

    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";

    /** {@code 2026-11-29 +01:00}: offsets have one text in every Java, names do not. */
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd XXX", Locale.ROOT);

    private final TextStyle style;
    private final Columns columns;
    private @Nullable LocalDate date;

    private TextLine(TextStyle style, Columns columns) {
        this.style = style;
        this.columns = columns;
    }

    /** Lines that know nothing of each other, so that an event is the same line wherever it stands. */
    public static TextLine alone(TextStyle style) {
        return new TextLine(style, Columns.fixed());
    }

    /** Lines below each other, with columns as wide as what was seen. */
    public static TextLine below(TextStyle style) {
        return new TextLine(style, Columns.seen());
    }

    /** Without a line feed behind it; before it, where lines do not say it, the date if it is another than that before. */
    String of(ConnectionEvent event) {
        ZonedDateTime time = event.time().atZone(style.zone());
        String day = style.dated() || time.toLocalDate().equals(date) ? "" : dim(DAY.format(time)) + '\n';
        date = time.toLocalDate();
        if (event instanceof ConnectionEvent.Change change) {
            return day
                    + paint(
                            event,
                            new ChangeLine(change, time(time), style.width().getAsInt(), style.signs()).text(columns));
        }
        StringBuilder line = new StringBuilder(120).append(time(time)).append(' ');
        int from = line.length();
        line.append(String.format("%-9s", event.name()));
        notice(event, line);
        return day
                + paint(
                        event,
                        new MarkedText(
                                line.toString(), from, from + event.name().length()));
    }

    /** {@code 03:13:22.013}. */
    private String time(ZonedDateTime time) {
        StringBuilder text = new StringBuilder(24);
        if (style.dated()) {
            text.append(time.toLocalDate()).append(' ');
        }
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
            Long missed = c.opensMissed();
            line.append(missed == null || missed == 0 ? "" : ", missed " + missed);
            line.append(c.observationsLost() == 0 ? "" : ", changes lost " + c.observationsLost());
            line.append(c.observationsUnplaced() == 0 ? "" : ", unplaced " + c.observationsUnplaced());
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
    private String paint(ConnectionEvent event, MarkedText text) {
        String line = PlainText.of(text.line());
        if (!style.coloured()) {
            return line;
        }
        // What is over, and only kept by the kernel for a minute.
        if (event instanceof ConnectionEvent.Change change
                && change.connection().state() == SocketState.TIME_WAIT) {
            return dim(line);
        }
        String word = line.substring(text.from(), text.to());
        return line.substring(0, text.from()) + colour(event) + word + RESET + line.substring(text.to());
    }

    private static String colour(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Opened) {
            return "\u001b[32m";
        }
        if (event instanceof ConnectionEvent.Update) {
            return "\u001b[33m";
        }
        if (event instanceof ConnectionEvent.Closed) {
            return "\u001b[31m";
        }
        return event instanceof ConnectionEvent.Lost || event instanceof ConnectionEvent.Unreadable
                ? "\u001b[35m"
                : DIM;
    }

    private String dim(String text) {
        return style.coloured() ? DIM + text + RESET : text;
    }
}
