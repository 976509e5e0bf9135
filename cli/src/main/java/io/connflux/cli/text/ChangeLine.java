package io.connflux.cli.text;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import java.time.Duration;
import java.util.Locale;

/**
 * One connection's change on one line. Endpoints are what a reader looks for: where the terminal is too narrow for all, the
 * least needed goes first, and an IPv4 endpoint is never shortened. At 80 columns the two longest fit, with any change of
 * state. What goes, in this order: uid and age, the columns' padding, the milliseconds, the word {@code changed} (two states
 * say it), half of {@code ESTABLISHED}, the middle of IPv6 endpoints.
 */
final class ChangeLine {

    /** The longest IPv4 endpoint, 255.255.255.255:65535. */
    private static final int IPV4 = 21;

    /** The longest IPv6 endpoint that is not a mapped one, rounded down: wider columns only push the state away. */
    private static final int WIDEST = 46;

    /** Milliseconds and their point. */
    private static final int MILLIS = 4;

    private static final String ARROW = " → ";

    private final ConnectionEvent.Change change;
    private final Connection connection;
    private final int width;
    private String time;
    private String verb;
    private String protocol;
    private String state;
    private String local;
    private String remote;

    /** @param width columns there are; {@link Integer#MAX_VALUE} where it is no terminal */
    ChangeLine(ConnectionEvent.Change change, String time, int width) {
        this.change = change;
        this.connection = change.connection();
        this.width = width;
        this.time = time + ' ';
        this.verb = padded(verb(change), 9);
        this.protocol = padded(connection.protocol().label(), 5);
        this.state = change instanceof ConnectionEvent.StateChanged changed
                ? changed.previousState() + ARROW + connection.state()
                : connection.state().toString();
        this.local = connection.local().toString();
        this.remote = connection.hasPeer() ? connection.remote().toString() : "";
    }

    /** The long names would cost the endpoints. */
    private static String verb(ConnectionEvent.Change change) {
        if (change instanceof ConnectionEvent.Update update && update.left()) {
            return "left";
        }
        return change instanceof ConnectionEvent.StateChanged
                ? "changed"
                : change instanceof ConnectionEvent.OwnerChanged ? "owner" : change.name();
    }

    String text() {
        fit();
        int room = width == Integer.MAX_VALUE ? IPV4 : Math.max(IPV4, Math.min(WIDEST, (width - 56) / 2 + 9));
        StringBuilder line = new StringBuilder(120).append(time).append(verb).append(protocol);
        int spare = Math.max(0, -excess());
        if (connection.hasPeer()) {
            int before = Math.min(spare, Math.max(0, room - local.length()));
            int behind = Math.min(spare - before, Math.max(0, room - remote.length()));
            line.append(local).append(" ".repeat(before)).append(arrow());
            line.append(remote).append(" ".repeat(behind)).append(' ');
        } else {
            int behind = Math.min(spare, Math.max(0, 2 * room + arrow().length() - local.length()));
            line.append(local).append(" ".repeat(behind)).append(' ');
        }
        return more(line.append(state)).toString();
    }

    /** How many columns the line has too many, without any padding between endpoints; negative where there is room. */
    private int excess() {
        int ends = connection.hasPeer() ? local.length() + arrow().length() + remote.length() : local.length();
        return time.length() + verb.length() + protocol.length() + ends + 1 + state.length() - width;
    }

    private void fit() {
        if (excess() > 0) {
            time = time.substring(0, time.length() - 1 - MILLIS) + ' ';
        }
        if (excess() > 0 && change instanceof ConnectionEvent.StateChanged) {
            verb = "";
            protocol = connection.protocol().label() + ' ';
        }
        if (excess() > 0) {
            // The word that ss has for it.
            state = state.replace("ESTABLISHED", "ESTAB");
        }
        shorten();
    }

    /** Takes what is too much from the longer IPv6 endpoint first. */
    private void shorten() {
        int all = local.length() + remote.length() - Math.max(0, excess());
        int localRoom = isIpv6(connection.local()) ? Math.max(all / 2, all - remote.length()) : local.length();
        int remoteRoom = isIpv6(connection.remote()) ? Math.max(all / 2, all - local.length()) : remote.length();
        local = shortened(local, localRoom);
        remote = shortened(remote, remoteRoom);
    }

    private static boolean isIpv6(Endpoint endpoint) {
        return endpoint.address().ipv6();
    }

    private String arrow() {
        Direction direction = connection.direction();
        return direction == Direction.INBOUND ? " ← " : direction == Direction.OUTBOUND ? ARROW : " - ";
    }

    /** What fits behind: how long it lasted, where, and the owner. */
    private StringBuilder more(StringBuilder line) {
        Duration lasted = change instanceof ConnectionEvent.Closed closed ? closed.duration() : null;
        if (lasted != null) {
            addIfRoom(line, "  after " + seconds(lasted));
        }
        if (connection.owner() != null) {
            addIfRoom(line, "  " + OwnerText.of(connection.owner()));
        }
        if (connection.namespace().isKnown()) {
            addIfRoom(line, "  netns " + connection.namespace());
        }
        if (connection.uid() != Connection.UNKNOWN_UID) {
            addIfRoom(line, "  uid " + connection.uid());
        }
        return line;
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

    /** Cuts the middle out of an endpoint that is too wide, and keeps its port. */
    private static String shortened(String endpoint, int room) {
        if (endpoint.length() <= room) {
            return endpoint;
        }
        int tail = Math.min(endpoint.length() - endpoint.lastIndexOf(':') + 3, Math.max(0, room - 2));
        return endpoint.substring(0, Math.max(1, room - tail - 1)) + "…" + endpoint.substring(endpoint.length() - tail);
    }

    private static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }
}
