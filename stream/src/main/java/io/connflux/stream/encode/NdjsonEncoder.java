package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.SocketState;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.json.OwnerFields;
import io.connflux.stream.json.TimeText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of JSON: one object a line, LF at its end, keys always in the same order, absent rather than null. The
 * schema is the resource {@code event.schema.json} beside this class. No line has more than {@value #LONGEST_LINE} bytes: where
 * an event's texts are longer, the longest of them end with {@code ... (123 more characters)}.
 *
 * <p>Keeps its lines in one array that it uses again, and makes no object for a line. One thread at a time.
 */
public final class NdjsonEncoder implements EventEncoder {

    /** What frames, log pipelines and the readers of both are made for. */
    public static final int LONGEST_LINE = 16_000;

    /** Digits of a seq: a copy of the line may have another one. */
    private static final int LONGEST_SEQ = 19;

    /** With all texts about as short as this any line is short enough: it has 70 of them at most, see {@link OwnerFields}. */
    private static final int SHORTEST_TEXT = 100;

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
    private static final byte[] END = ascii("}\n");

    private final JsonBytes out = new JsonBytes();
    private final TimeText time = TimeText.ofMillis();
    private final TimeText since = TimeText.ofMillis();
    private final TimeText opened = TimeText.ofMillis();
    private final NoticeFields notices = new NoticeFields(out);
    private final OwnerFields owners = new OwnerFields(out);

    /** Where the last line's seq stands. */
    private int seqAt;

    private int seqEnd;

    /** An encoder without lines. */
    public NdjsonEncoder() {}

    @Override
    public void append(Line line) {
        append(line.seq(), line.event(), line.resumption());
    }

    /** The same as {@link #append(Line)}, without an object for it. */
    @Override
    public void append(long seq, ConnectionEvent event) {
        append(seq, event, null);
    }

    private void append(long seq, ConnectionEvent event, @Nullable Resumption resumption) {
        int start = out.length();
        out.longestText(LONGEST_LINE);
        write(seq, event, resumption);
        for (int text = LONGEST_LINE / 2; isTooLong(start) && text >= SHORTEST_TEXT; text /= 2) {
            out.backTo(start);
            out.longestText(text);
            write(seq, event, resumption);
        }
    }

    private boolean isTooLong(int start) {
        return out.length() - start + LONGEST_SEQ > LONGEST_LINE + (seqEnd - seqAt);
    }

    private void write(long seq, ConnectionEvent event, @Nullable Resumption resumption) {
        out.raw(EVENT).ascii(event.name()).raw(SEQ);
        seqAt = out.length();
        out.number(seq);
        seqEnd = out.length();
        out.raw(TIME).raw(time.of(event.time()));
        if (event instanceof ConnectionEvent.Closed e) {
            out.raw(SINCE).raw(since.of(e.since()));
            connection(e.connection(), null, false);
            Duration duration = e.duration();
            if (duration != null) {
                out.raw(DURATION).number(duration.toMillis());
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
            notices.append(notice, resumption);
        }
        out.raw(END);
    }

    @Override
    public int length() {
        return out.length();
    }

    @Override
    public void writeTo(OutputStream stream) throws IOException {
        out.writeTo(stream);
    }

    @Override
    public void clear() {
        out.clear();
    }

    @Override
    public byte[] toByteArray() {
        return Arrays.copyOf(out.array(), out.length());
    }

    /** One line, with its line feed. */
    public static String line(Line line) {
        NdjsonEncoder encoder = new NdjsonEncoder();
        encoder.append(line);
        return new String(encoder.toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public int seqAt() {
        return seqAt;
    }

    @Override
    public int seqEnd() {
        return seqEnd;
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
        known(c);
        Instant openedTime = c.opened();
        if (openedTime != null) {
            out.raw(OPENED).raw(opened.of(openedTime)).character('"');
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

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
