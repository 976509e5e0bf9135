package io.connflux.stream.encode;

import io.connflux.event.Closer;
import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import io.connflux.stream.encode.field.CommunityId;
import io.connflux.stream.encode.field.JsonMembers;
import io.connflux.stream.encode.field.NoticeFields;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.json.OwnerFields;
import io.connflux.stream.json.TimeText;
import io.connflux.stream.json.TrafficFields;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of JSON: one object a line, LF at its end, keys always in the same order, absent rather than null. The
 * schema is the resource {@code event.schema.json} beside this class. No line has more than {@link EventEncoder#LONGEST_LINE} bytes: where
 * an event's texts are longer, the longest of them end with {@code ... (123 more characters)}.
 *
 * <p>Keeps its lines in one array that it uses again, and makes no object for a line. One thread at a time.
 */
public final class NdjsonEncoder extends LineEncoder {

    private static final byte[] EVENT = ascii("{\"event\":\"");
    private static final byte[] SEQ = ascii("\",\"seq\":");
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final byte[] SINCE = ascii("\",\"since\":\"");
    private static final byte[] ID = ascii("\",\"id\":\"");
    private static final byte[] PROTOCOL = ascii("\",\"protocol\":\"");
    private static final byte[] LOCAL = ascii("\",\"local\":{\"address\":\"");
    private static final byte[] PORT = ascii("\",\"port\":\"");
    private static final byte[] REMOTE = ascii("\"},\"remote\":{\"address\":\"");
    private static final byte[] STATE = ascii("\"},\"state\":\"");
    private static final byte[] PREVIOUS = ascii("\",\"previous_state\":\"");
    private static final byte[] UID = ascii(",\"uid\":");
    private static final byte[] INODE = ascii(",\"inode\":");
    private static final byte[] INBOUND = ascii(",\"direction\":\"inbound\"");
    private static final byte[] OUTBOUND = ascii(",\"direction\":\"outbound\"");
    private static final byte[] NETNS = ascii(",\"netns\":{\"inode\":");
    private static final byte[] NETNS_NAME = ascii(",\"name\":");
    private static final byte[] OPENED = ascii(",\"opened\":\"");
    private static final byte[] LEFT = ascii(",\"left\":true");
    private static final byte[] DURATION = ascii(",\"duration_ms\":");
    private static final byte[] BY_LOCAL = ascii(",\"closed_by\":\"local\"");
    private static final byte[] OUTCOME = ascii(",\"outcome\":\"");
    private static final byte[] BY_REMOTE = ascii(",\"closed_by\":\"remote\"");
    private static final byte[] COMMUNITY_ID = ascii(",\"community_id\":\"");
    private static final byte[] END = ascii("}\n");

    private final TimeText time = TimeText.ofMillis();
    private final TimeText since = TimeText.ofMillis();
    private final TimeText opened = TimeText.ofMillis();
    private final JsonMembers notices = new JsonMembers(out);
    private final OwnerFields owners = new OwnerFields(out);
    private final @Nullable CommunityId communityId;

    /** Host and labels, where there are any, and the end of the line. */
    private final byte[] end;

    /** An encoder without lines. */
    public NdjsonEncoder() {
        this(EncoderSettings.NONE);
    }

    /**
     * The same, whose lines end with {@code host} and {@code labels}, where the settings have a name for the host and labels, and
     * have {@code community_id} where they say so.
     */
    public NdjsonEncoder(EncoderSettings settings) {
        communityId = settings.communityId() ? new CommunityId() : null;
        JsonBytes ending = new JsonBytes();
        String host = settings.hostName();
        if (host != null) {
            ending.ascii(",\"host\":").string(host);
        }
        end = labels(settings.labels(), ending).raw(END).copy();
    }

    @Override
    void write(long seq, ConnectionEvent event, @Nullable Resumption resumption) {
        out.raw(EVENT).ascii(event.name()).raw(SEQ);
        seq(seq).raw(TIME).raw(time.of(event.time()));
        if (event instanceof ConnectionEvent.Closed e) {
            out.raw(SINCE).raw(since.of(e.since()));
            connection(e.connection(), null, false);
            Duration duration = e.duration();
            if (duration != null) {
                out.raw(DURATION).number(duration.toMillis());
            }
            Closer closer = e.closedBy();
            if (closer != null) {
                out.raw(closer == Closer.LOCAL ? BY_LOCAL : BY_REMOTE);
            }
            Outcome outcome = e.outcome();
            if (outcome != null) {
                out.raw(OUTCOME).ascii(outcome.label()).character('"');
            }
        } else if (event instanceof ConnectionEvent.Opened e) {
            out.raw(SINCE).raw(since.of(e.since()));
            connection(e.connection(), null, false);
        } else if (event instanceof ConnectionEvent.StateChanged e) {
            out.raw(SINCE).raw(since.of(e.since()));
            connection(e.connection(), e.previousState(), e.left());
        } else if (event instanceof ConnectionEvent.OwnerChanged e) {
            out.raw(SINCE).raw(since.of(e.since()));
            connection(e.connection(), null, e.left());
        } else if (event instanceof ConnectionEvent.Existing e) {
            connection(e.connection(), null, false);
        } else if (event instanceof ConnectionEvent.Notice notice) {
            out.character('"');
            NoticeFields.append(notice, resumption, notices);
        }
        out.raw(end);
    }

    /** One line, with its line feed. */
    public static String line(Line line) {
        NdjsonEncoder encoder = new NdjsonEncoder();
        encoder.append(line);
        return new String(encoder.toByteArray(), StandardCharsets.UTF_8);
    }

    private void connection(Connection c, @Nullable SocketState previous, boolean left) {
        if (!c.id().isEmpty()) {
            out.raw(ID).ascii(c.id());
        }
        out.raw(PROTOCOL).ascii(c.protocol().label());
        endpoint(LOCAL, c.local());
        endpoint(REMOTE, c.remote());
        out.raw(STATE).ascii(c.state().name());
        if (previous != null) {
            out.raw(PREVIOUS).ascii(previous.name());
        }
        out.character('"');
        if (communityId != null && CommunityId.isOf(c)) {
            out.raw(COMMUNITY_ID).raw(communityId.of(c)).character('"');
        }
        known(c);
        Instant openedTime = c.opened();
        if (openedTime != null) {
            out.raw(OPENED).raw(opened.of(openedTime)).character('"');
        }
        Traffic traffic = c.traffic();
        if (traffic != null) {
            TrafficFields.append(traffic, ",", out);
        }
        if (left) {
            out.raw(LEFT);
        }
    }

    private void endpoint(byte[] key, Endpoint endpoint) {
        out.raw(key).address(endpoint.address()).raw(PORT).number(endpoint.port());
    }

    private void known(Connection c) {
        if (c.uid() != Connection.UNKNOWN_UID) {
            out.raw(UID).number(c.uid());
        }
        if (c.inode() != 0) {
            out.raw(INODE).number(c.inode());
        }
        if (c.direction() != Direction.UNKNOWN) {
            out.raw(c.direction() == Direction.INBOUND ? INBOUND : OUTBOUND);
        }
        if (c.namespace().isKnown()) {
            namespace(c.namespace());
        }
        Owner owner = c.owner();
        if (owner != null) {
            owners.append(owner, ",");
        }
    }

    private void namespace(NetworkNamespace namespace) {
        out.raw(NETNS).number(namespace.inode());
        String name = namespace.name();
        if (name != null) {
            out.raw(NETNS_NAME).string(name);
        }
        out.character('}');
    }
}
