package io.connflux.cli;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionEvent;
import io.connflux.model.Direction;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.StreamCounters;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;

/** One event as a line for people. */
final class TextLine {

    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";

    private final int width;
    private final boolean coloured;
    private final ZoneId zone;

    /** @param width columns of the terminal; {@link Integer#MAX_VALUE} where it is none */
    TextLine(int width, boolean coloured, ZoneId zone) {
        this.width = width;
        this.coloured = coloured;
        this.zone = zone;
    }

    String of(ConnectionEvent event) {
        StringBuilder line = new StringBuilder(120);
        time(event, line);
        if (event instanceof ConnectionEvent.Change change) {
            change(change, line);
        } else {
            line.append(String.format("%-9s", event.name()));
            notice(event, line);
        }
        return paint(event, line.toString());
    }

    private void time(ConnectionEvent event, StringBuilder line) {
        ZonedDateTime time = event.time().atZone(zone);
        two(line, time.getHour(), ':');
        two(line, time.getMinute(), ':');
        two(line, time.getSecond(), '.');
        int millis = time.getNano() / 1_000_000;
        line.append((char) ('0' + millis / 100));
        two(line, millis % 100, ' ');
    }

    private static void two(StringBuilder line, int value, char after) {
        line.append((char) ('0' + value / 10)).append((char) ('0' + value % 10)).append(after);
    }

    private void change(ConnectionEvent.Change change, StringBuilder line) {
        Connection c = change.connection();
        // The colour and the arrow of states say "changed"; the long name would cost the ports at 80 columns.
        String name = change instanceof ConnectionEvent.StateChanged ? "changed" : change.name();
        pad(line, name, 9);
        pad(line, c.protocol().label(), 5);
        int room = width == Integer.MAX_VALUE ? 21 : Math.max(18, Math.min(46, (width - 56) / 2 + 9));
        String state = change instanceof ConnectionEvent.StateChanged changed
                ? changed.previousState() + " → " + c.state()
                : c.state().toString();
        String local = c.local().toString();
        if (c.hasPeer()) {
            String arrow =
                    c.direction() == Direction.INBOUND ? " ← " : c.direction() == Direction.OUTBOUND ? " → " : " - ";
            int ends = width == Integer.MAX_VALUE ? Integer.MAX_VALUE : (width - 32 - state.length()) / 2;
            pad(line, shortened(local, ends), Math.min(room, ends));
            line.append(arrow);
            pad(line, shortened(c.remote().toString(), ends), Math.min(room, ends) + 1);
        } else {
            pad(line, shortened(local, width == Integer.MAX_VALUE ? width : width - 38), room * 2 + 4);
            if (width != Integer.MAX_VALUE && line.length() + state.length() > width) {
                line.setLength(Math.max(29, width - state.length()));
            }
        }
        if (line.charAt(line.length() - 1) != ' ') {
            line.append(' ');
        }
        line.append(state);
        more(change, line);
    }

    /** What fits behind: the owner, and how long it lasted. */
    private void more(ConnectionEvent.Change change, StringBuilder line) {
        Duration lasted = change instanceof ConnectionEvent.Closed closed ? closed.duration() : null;
        if (lasted != null) {
            addIfRoom(line, "  after " + seconds(lasted));
        }
        long uid = change.connection().uid();
        if (uid != Connection.UNKNOWN_UID) {
            addIfRoom(line, "  uid " + uid);
        }
    }

    private void addIfRoom(StringBuilder line, String text) {
        if (line.length() + text.length() <= width) {
            line.append(text);
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMinutes() > 0
                ? duration.toMinutes() + "m" + duration.toSecondsPart() + "s"
                : String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
    }

    private static void notice(ConnectionEvent event, StringBuilder line) {
        if (event instanceof ConnectionEvent.Baseline e) {
            int all = e.connections().values().stream()
                    .mapToInt(Integer::intValue)
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
        }
    }

    private String paint(ConnectionEvent event, String line) {
        if (!coloured) {
            return line;
        }
        String colour = event instanceof ConnectionEvent.Opened
                ? "\u001b[32m"
                : event instanceof ConnectionEvent.StateChanged
                        ? "\u001b[33m"
                        : event instanceof ConnectionEvent.Closed ? "\u001b[31m" : DIM;
        return colour + line + RESET;
    }

    /** Cuts the middle out of an endpoint that is too wide, and keeps its port. */
    private static String shortened(String endpoint, int room) {
        if (endpoint.length() <= room) {
            return endpoint;
        }
        int tail = Math.min(endpoint.length() - endpoint.lastIndexOf(':') + 3, room - 2);
        return endpoint.substring(0, Math.max(1, room - tail - 1)) + "…" + endpoint.substring(endpoint.length() - tail);
    }

    private static void pad(StringBuilder line, String text, int columns) {
        line.append(text);
        for (int i = text.length(); i < columns; i++) {
            line.append(' ');
        }
    }
}
