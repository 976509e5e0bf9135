package io.connflux.stream.encode.field;

import io.connflux.event.Closer;
import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.stream.json.TimeText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Connflux knows of a connection and no other schema has a name for. */
public final class OwnFields {

    private static final Name PROTOCOL = Name.own("protocol");
    private static final Name STATE = Name.own("state");
    private static final Name PREVIOUS_STATE = Name.own("previous_state");
    private static final Name DIRECTION = Name.own("direction");
    private static final Name SINCE = Name.own("since");
    private static final Name OPENED = Name.own("opened");
    private static final Name UID = Name.own("uid");
    private static final Name INODE = Name.own("inode");
    private static final Name NETNS = Name.own("netns");
    private static final Name NETNS_INODE = Name.own("netns.inode");
    private static final Name NETNS_NAME = Name.own("netns.name");
    private static final Name OWNER = Name.own("owner");
    private static final Name UNIT = Name.own("unit");
    private static final Name TRAFFIC = Name.own("traffic");
    private static final Name SENT = Name.own("traffic.sent");
    private static final Name RECEIVED = Name.own("traffic.received");
    private static final Name SEGMENTS_SENT = Name.own("traffic.segments_sent");
    private static final Name SEGMENTS_RECEIVED = Name.own("traffic.segments_received");
    private static final Name RETRANSMITTED = Name.own("traffic.retransmitted");
    private static final Name RTT = Name.own("traffic.rtt_us");
    private static final Name SENT_PER_SECOND = Name.own("traffic.sent_per_s");
    private static final Name RECEIVED_PER_SECOND = Name.own("traffic.received_per_s");
    private static final Name LEFT = Name.own("left");
    private static final Name CLOSED_BY = Name.own("closed_by");
    private static final Name OUTCOME = Name.own("outcome");

    private static final byte[][] PROTOCOLS = bytes(Protocol.values(), Protocol::label);
    private static final byte[][] STATES = bytes(SocketState.values(), SocketState::name);
    private static final byte[][] OWNERS = bytes(Owner.Unnamed.values(), Owner.Unnamed::label);
    private static final byte[][] CLOSERS = bytes(Closer.values(), Closer::label);
    private static final byte[][] OUTCOMES = bytes(Outcome.values(), Outcome::label);
    private static final byte[] INBOUND = "inbound".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OUTBOUND = "outbound".getBytes(StandardCharsets.US_ASCII);

    private final NamedValues out;
    private final TimeText since = TimeText.ofMillis();
    private final TimeText opened;

    /**
     * In one form.
     *
     * @param opened what writes the time at which a connection opened, where the line says it elsewhere too
     */
    public OwnFields(NamedValues out, TimeText opened) {
        this.out = out;
        this.opened = opened;
    }

    /** Adds what is known. */
    public void append(ConnectionEvent.Change change) {
        Connection c = change.connection();
        out.plain(PROTOCOL, PROTOCOLS[c.protocol().ordinal()]);
        out.plain(STATE, STATES[c.state().ordinal()]);
        if (change instanceof ConnectionEvent.StateChanged e) {
            out.plain(PREVIOUS_STATE, STATES[e.previousState().ordinal()]);
        }
        if (c.direction() != Direction.UNKNOWN) {
            out.plain(DIRECTION, c.direction() == Direction.INBOUND ? INBOUND : OUTBOUND);
        }
        Instant before = since(change);
        if (before != null) {
            out.plain(SINCE, since.of(before));
        }
        Instant first = c.opened();
        if (first != null) {
            out.plain(OPENED, opened.of(first));
        }
        if (c.uid() != Connection.UNKNOWN_UID) {
            out.number(UID, c.uid());
        }
        if (c.inode() != 0) {
            out.number(INODE, c.inode());
        }
        if (c.namespace().isKnown()) {
            namespace(c.namespace());
        }
        owner(c);
        Traffic traffic = c.traffic();
        if (traffic != null) {
            traffic(traffic);
        }
        if (change instanceof ConnectionEvent.Update update && update.left()) {
            out.flag(LEFT, true);
        }
        if (change instanceof ConnectionEvent.Closed closed) {
            end(closed);
        }
    }

    private void traffic(Traffic traffic) {
        out.begin(TRAFFIC);
        out.number(SENT, traffic.sent());
        out.number(RECEIVED, traffic.received());
        out.number(SEGMENTS_SENT, traffic.segmentsSent());
        out.number(SEGMENTS_RECEIVED, traffic.segmentsReceived());
        out.number(RETRANSMITTED, traffic.retransmitted());
        out.number(RTT, traffic.rttMicros());
        Traffic.Rate rate = traffic.rate();
        if (rate != null) {
            out.number(SENT_PER_SECOND, rate.sent());
            out.number(RECEIVED_PER_SECOND, rate.received());
        }
        out.end();
    }

    private void end(ConnectionEvent.Closed closed) {
        Closer closer = closed.closedBy();
        if (closer != null) {
            out.plain(CLOSED_BY, CLOSERS[closer.ordinal()]);
        }
        Outcome outcome = closed.outcome();
        if (outcome != null) {
            out.plain(OUTCOME, OUTCOMES[outcome.ordinal()]);
        }
    }

    private static @Nullable Instant since(ConnectionEvent.Change change) {
        if (change instanceof ConnectionEvent.Opened e) {
            return e.since();
        }
        if (change instanceof ConnectionEvent.Closed e) {
            return e.since();
        }
        return change instanceof ConnectionEvent.Update e ? e.since() : null;
    }

    private void namespace(NetworkNamespace namespace) {
        out.begin(NETNS);
        out.number(NETNS_INODE, namespace.inode());
        String name = namespace.name();
        if (name != null) {
            out.text(NETNS_NAME, name);
        }
        out.end();
    }

    private void owner(Connection c) {
        if (c.owner() instanceof Owner.Unnamed unnamed) {
            out.plain(OWNER, OWNERS[unnamed.ordinal()]);
        }
        OwnerProcess process = c.process();
        String unit = process == null ? null : process.group().unit();
        if (unit != null) {
            out.text(UNIT, unit);
        }
    }

    private static <T> byte[][] bytes(T[] values, Function<T, String> text) {
        return Stream.of(values)
                .map(value -> text.apply(value).getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }
}
