package io.connflux.cli.text.line;

import io.connflux.event.Closer;
import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Outcome;
import io.connflux.model.Traffic;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection's change on one line. Endpoints are what a reader looks for, and an owner what he asked for: where the
 * terminal is too narrow for all, the least needed goes first, and an IPv4 endpoint is never shortened. At 80 columns the two
 * longest fit, with any change of state. What goes, in this order: uid and age, the columns' padding, the milliseconds, the
 * word {@code changed} (two states say it), half of {@code ESTABLISHED}, the middle of IPv6 endpoints; and for the sake of an
 * owner its pid, the state before, the namespace, the seconds, the end of its name. What a connection carries a second stays as
 * long as a shorter time and state make room for it; what it has carried in all goes with uid and age.
 */
final class ChangeLine {

    /** Milliseconds and their point. */
    private static final int MILLIS = 4;

    /** Seconds and their colon. */
    private static final int SECONDS = 3;

    /** An IPv6 endpoint of which this much is left says which one it is. */
    private static final int ENOUGH = 18;

    /** The word that ss has for it. */
    private static final String SHORT_ESTABLISHED = "ESTAB";

    /** Less of an owner's name says nothing. */
    private static final int SHORTEST_OWNER = 4;

    private final ConnectionEvent.Change change;
    private final Connection connection;
    private final int width;
    private final Signs signs;
    private String time;
    private String verb;
    private String protocol;
    private String state;
    private String owner;
    private String namespace;
    private String rates;
    private String local;
    private String remote;

    /** @param width columns there are; {@link Integer#MAX_VALUE} where it is no terminal */
    ChangeLine(ConnectionEvent.Change change, String time, int width, Signs signs) {
        this.change = change;
        this.connection = change.connection();
        this.width = width;
        this.signs = signs;
        this.time = time + ' ';
        this.verb = padded(verb(change), 9);
        this.protocol = padded(connection.protocol().label(), 5);
        this.state = change instanceof ConnectionEvent.StateChanged changed
                ? changed.previousState() + signs.to() + connection.state()
                : connection.state().toString();
        this.owner = connection.owner() == null ? "" : "  " + OwnerText.of(connection.owner());
        this.namespace = connection.namespace().isKnown() ? "  netns " + connection.namespace() : "";
        this.rates = rates(connection.traffic(), signs);
        this.local = EndpointText.local(connection);
        this.remote = connection.hasPeer() ? connection.remote().toString() : "";
    }

    /** Of one that is told for their sake. */
    private static String rates(@Nullable Traffic traffic, Signs signs) {
        Traffic.Rate rate = traffic == null ? null : traffic.rate();
        return rate == null
                ? ""
                : "  " + signs.sent() + perSecond(rate.sent()) + ' ' + signs.received() + perSecond(rate.received());
    }

    private static String perSecond(long bytes) {
        return Amount.of(bytes) + "/s";
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

    /** The line, and what of it says what happened. */
    MarkedText text(Columns columns) {
        fit();
        if (connection.hasPeer()) {
            columns.see(local.length(), remote.length(), state.length());
        }
        StringBuilder line = new StringBuilder(120).append(time).append(verb).append(protocol);
        int spare = Math.max(0, -excess());
        if (connection.hasPeer()) {
            int before = Math.min(spare, Math.max(0, columns.local(width) - local.length()));
            int behind = Math.min(spare - before, Math.max(0, columns.remote(width) - remote.length()));
            spare -= before + behind;
            line.append(local).append(" ".repeat(before)).append(arrow());
            line.append(remote).append(" ".repeat(behind)).append(' ');
        } else {
            int both = columns.local(width) + arrow().length() + columns.remote(width);
            int behind = Math.min(spare, Math.max(0, both - local.length()));
            spare -= behind;
            line.append(local).append(" ".repeat(behind)).append(' ');
        }
        int stateAt = line.length();
        line.append(state);
        if (!owner.isEmpty()) {
            line.append(" ".repeat(Math.min(spare, Math.max(0, columns.state() - state.length()))));
        }
        String text = more(line.append(owner).append(namespace)).toString();
        return verb.isEmpty()
                ? new MarkedText(text, stateAt, stateAt + state.length())
                : new MarkedText(
                        text, time.length(), time.length() + verb.strip().length());
    }

    /** How many columns the line has too many, without any padding between endpoints; negative where there is room. */
    private int excess() {
        int ends = connection.hasPeer() ? local.length() + arrow().length() + remote.length() : local.length();
        int behind = 1 + state.length() + owner.length() + namespace.length() + rates.length();
        return time.length() + verb.length() + protocol.length() + ends + behind - width;
    }

    private void fit() {
        String word = state.replace("ESTABLISHED", SHORT_ESTABLISHED);
        if (excess() > MILLIS + state.length() - word.length()) {
            rates = "";
        }
        if (excess() > 0) {
            time = time.substring(0, time.length() - 1 - MILLIS) + ' ';
        }
        if (excess() > 0 && change instanceof ConnectionEvent.StateChanged) {
            verb = "";
            protocol = connection.protocol().label() + ' ';
        }
        if (excess() > 0) {
            state = word;
        }
        if (excess() > 0 && !owner.isEmpty()) {
            fitOwner();
        }
        if (excess() > 0) {
            namespace = "";
        }
        shorten(0);
    }

    /** Makes room for the owner, by whatever says less than it. */
    private void fitOwner() {
        verb = verb.isEmpty() ? "" : verb.strip() + ' ';
        protocol = protocol.strip() + ' ';
        shorten(ENOUGH);
        if (excess() > 0 && owner.indexOf('[') > 0) {
            owner = owner.substring(0, owner.indexOf('['));
        }
        int before = state.indexOf(signs.to());
        if (excess() > 0 && before > 0) {
            state = state.substring(before).strip();
        }
        if (excess() > 0) {
            namespace = "";
        }
        if (excess() > 0 && roomOfOwner() < SHORTEST_OWNER) {
            time = time.substring(0, time.length() - 1 - SECONDS) + ' ';
        }
        if (excess() > 0) {
            int room = roomOfOwner();
            owner = room < SHORTEST_OWNER ? "" : owner.substring(0, 2 + room - 1) + signs.cut();
        }
    }

    private int roomOfOwner() {
        return owner.strip().length() - excess();
    }

    /**
     * Takes what is too much from the longer IPv6 endpoint first.
     *
     * @param least what is left of each
     */
    private void shorten(int least) {
        int all = local.length() + remote.length() - Math.max(0, excess());
        int localRoom = isIpv6(connection.local()) ? Math.max(all / 2, all - remote.length()) : local.length();
        int remoteRoom = isIpv6(connection.remote()) ? Math.max(all / 2, all - local.length()) : remote.length();
        local = shortened(local, Math.max(least, localRoom));
        remote = shortened(remote, Math.max(least, remoteRoom));
    }

    private static boolean isIpv6(Endpoint endpoint) {
        return endpoint.address().ipv6();
    }

    private String arrow() {
        Direction direction = connection.direction();
        return direction == Direction.INBOUND
                ? signs.from()
                : direction == Direction.OUTBOUND ? signs.to() : signs.between();
    }

    /** What fits behind: how long it lasted, who closed it, and the user. */
    private StringBuilder more(StringBuilder line) {
        Duration lasted = change instanceof ConnectionEvent.Closed closed ? closed.duration() : null;
        if (lasted != null) {
            addIfRoom(line, "  after " + seconds(lasted));
        }
        Closer closer = change instanceof ConnectionEvent.Closed closed ? closed.closedBy() : null;
        if (closer != null) {
            addIfRoom(line, "  by " + closer.label());
        }
        Outcome outcome = change instanceof ConnectionEvent.Closed closed ? closed.outcome() : null;
        if (outcome != null && outcome != Outcome.CLOSED) {
            addIfRoom(line, "  " + outcome.label());
        }
        Traffic traffic = connection.traffic();
        if (traffic != null) {
            addTraffic(line, traffic);
        }
        if (connection.uid() != Connection.UNKNOWN_UID) {
            addIfRoom(line, "  uid " + connection.uid());
        }
        return line;
    }

    private void addTraffic(StringBuilder line, Traffic traffic) {
        Traffic.Rate rate = traffic.rate();
        String sent = rate == null ? "" : " (" + perSecond(rate.sent()) + ')';
        String received = rate == null ? "" : " (" + perSecond(rate.received()) + ')';
        String all = "  " + signs.sent() + Amount.of(traffic.sent()) + sent + ' ' + signs.received()
                + Amount.of(traffic.received()) + received;
        addIfRoom(line, line.length() + all.length() <= width ? all : rates);
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
    private String shortened(String endpoint, int room) {
        if (endpoint.length() <= room) {
            return endpoint;
        }
        int tail = Math.min(endpoint.length() - endpoint.lastIndexOf(':') + 3, Math.max(0, room - 2));
        return endpoint.substring(0, Math.max(1, room - tail - 1))
                + signs.cut()
                + endpoint.substring(endpoint.length() - tail);
    }

    private static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }
}
