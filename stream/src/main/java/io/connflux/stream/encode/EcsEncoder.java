package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Direction;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Traffic;
import io.connflux.stream.Resumption;
import io.connflux.stream.encode.field.CommunityId;
import io.connflux.stream.encode.field.EndpointText;
import io.connflux.stream.encode.field.Ends;
import io.connflux.stream.encode.field.JsonMembers;
import io.connflux.stream.encode.field.Kind;
import io.connflux.stream.encode.field.NoticeFields;
import io.connflux.stream.encode.field.OwnFields;
import io.connflux.stream.encode.field.TrafficMembers;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.json.OwnerFields;
import io.connflux.stream.json.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as documents of Elastic Common Schema 9.4. {@code source} is who called; this host's end where that is not known, and
 * then there is neither {@code network.direction} nor {@code client} and {@code server}. A mapped address is the IPv4 address that
 * it stands for. What ECS has no field for is in the object {@code connflux}: the socket's id, state, inode and network namespace,
 * and all that a notice says.
 *
 * <p>Makes no object for a line. One thread at a time.
 */
public final class EcsEncoder extends LineEncoder {

    private static final byte[] TIME = ascii("{\"@timestamp\":\"");

    private static final Head[] HEADS =
            Arrays.stream(Kind.values()).map(EcsEncoder::head).toArray(Head[]::new);

    private static final byte[] START = ascii(",\"start\":\"");
    private static final byte[] END = ascii("\",\"end\":\"");
    private static final byte[] END_ALONE = ascii(",\"end\":\"");
    private static final byte[] DURATION = ascii(",\"duration\":");
    private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000_000;
    private static final byte[] MESSAGE = ascii("},\"message\":\"");
    private static final byte[] SOURCE = ascii("\",\"source\":{");
    private static final byte[] IP = ascii("\"ip\":\"");
    private static final byte[] ADDRESS = ascii("\",\"address\":\"");
    private static final byte[] PORT = ascii("\",\"port\":");
    private static final byte[] DESTINATION = ascii("},\"destination\":{");
    private static final byte[] CLIENT = ascii("},\"client\":{");
    private static final byte[] SERVER = ascii("},\"server\":{");
    private static final byte[] TCP = ascii("},\"network\":{\"transport\":\"tcp\",\"iana_number\":\"6\",\"type\":\"");
    private static final byte[] UDP = ascii("},\"network\":{\"transport\":\"udp\",\"iana_number\":\"17\",\"type\":\"");
    private static final byte[] IPV4 = ascii("ipv4\"");
    private static final byte[] IPV6 = ascii("ipv6\"");
    private static final byte[] INGRESS = ascii(",\"direction\":\"ingress\"");
    private static final byte[] EGRESS = ascii(",\"direction\":\"egress\"");
    private static final byte[] COMMUNITY_ID = ascii(",\"community_id\":\"");
    private static final byte[] RELATED = ascii("},\"related\":{\"ip\":[\"");
    private static final byte[] NEXT = ascii("\",\"");
    private static final byte[] END_OF_LIST = ascii("\"]}");
    private static final byte[] PID = ascii(",\"process\":{\"pid\":");
    private static final byte[] NAME = ascii(",\"name\":");
    private static final byte[] EXECUTABLE = ascii(",\"executable\":");
    private static final byte[] COMMAND_LINE = ascii(",\"command_line\":");
    private static final byte[] STARTED = ascii(",\"start\":\"");
    private static final byte[] ENTITY_ID = ascii("\",\"entity_id\":\"");
    private static final byte[] USER_ID = ascii(",\"user\":{\"id\":\"");
    private static final byte[] USER_NAME = ascii(",\"user\":{\"name\":");
    private static final byte[] CONTAINER = ascii(",\"container\":{\"id\":");
    private static final byte[] RUNTIME = ascii(",\"runtime\":");
    private static final byte[] OWN = ascii(",\"connflux\":{");
    private static final byte[] ID = ascii("\"id\":\"");
    private static final byte[] POD = ascii(",\"pod\":");
    private static final byte[] NOTICE = ascii("},\"message\":");
    private static final byte[] ERROR = ascii(",\"error\":{\"message\":");

    private final TimeText time = TimeText.ofMillis();
    private final TimeText opened = TimeText.ofMillis();
    private final TimeText started = TimeText.ofHundredths();
    private final Ends ends = new Ends();
    private final CommunityId communityId = new CommunityId();
    private final JsonMembers members = new JsonMembers(out);
    private final OwnFields own = new OwnFields(members, opened);
    private final OwnerFields owners = new OwnerFields(out);
    private final ProcessTexts processes = new ProcessTexts(out, this::process);

    /** The boot, where it is known: pids and ticks are unique within one only. */
    private final byte[] boot;

    /** Host and labels, where there are any, and the end of the line. */
    private final byte[] end;

    /** What stands before the number: one form for a connection with two ends, one for all else. */
    private static final class Head {
        private final byte[] connected;
        private final byte[] single;

        Head(String kind, String type, String action) {
            connected = bytes(kind, "\"connection\",\"" + type, action);
            single = bytes(kind, "\"" + type, action);
        }

        private static byte[] bytes(String kind, String types, String action) {
            return ascii("\",\"ecs\":{\"version\":\"9.4.0\"},\"event\":{\"kind\":\"" + kind
                    + "\",\"category\":[\"network\"],\"type\":[" + types + "\"],\"action\":\"" + action
                    + "\",\"dataset\":\"connflux.connection\",\"module\":\"connflux\",\"sequence\":");
        }
    }

    private static Head head(Kind kind) {
        return switch (kind) {
            case EXISTING -> new Head("state", "info", "connection-existing");
            case OPENED -> new Head("event", "start", "connection-opened");
            case STATE_CHANGED -> new Head("event", "info", "connection-state-changed");
            case OWNER_CHANGED -> new Head("event", "info", "connection-owner-changed");
            case CLOSED -> new Head("event", "end", "connection-closed");
            case BASELINE -> new Head("event", "info", "stream-baseline");
            case LOST -> new Head("pipeline_error", "info", "stream-lost");
            case UNREADABLE -> new Head("pipeline_error", "info", "stream-unreadable");
            case STATS -> new Head("metric", "info", "stream-stats");
        };
    }

    /** An encoder without lines. */
    public EcsEncoder(EncoderSettings settings) {
        String bootId = settings.host().bootId();
        boot = ascii(bootId == null ? "" : bootId + "-");
        end = end(settings);
    }

    private static byte[] end(EncoderSettings settings) {
        JsonBytes ending = new JsonBytes();
        HostIdentity host = settings.host();
        String before = ",\"host\":{";
        String name = settings.knownName();
        if (name != null) {
            ending.ascii(before).ascii("\"name\":").string(name);
            before = ",";
        }
        if (host.machineId() != null) {
            ending.ascii(before).ascii("\"id\":\"" + host.machineId() + "\"");
            before = ",";
        }
        if (host.bootId() != null) {
            ending.ascii(before).ascii("\"boot\":{\"id\":\"" + host.bootId() + "\"}");
            before = ",";
        }
        ending.ascii(before.equals(",") ? "}" : "");
        // A field of labels is no object: a point in its name would make one.
        Map<String, String> labels = new LinkedHashMap<>();
        settings.labels().forEach((key, value) -> labels.put(key.replace('.', '_'), value));
        return labels(labels, ending).ascii("}\n").copy();
    }

    @Override
    void write(long seq, ConnectionEvent event, @Nullable Resumption resumption) {
        out.raw(TIME).raw(time.of(event.time()));
        if (event instanceof ConnectionEvent.Change change) {
            change(seq, change);
        } else if (event instanceof ConnectionEvent.Notice notice) {
            notice(seq, notice, resumption);
        }
        out.raw(end);
    }

    private void change(long seq, ConnectionEvent.Change change) {
        Connection c = change.connection();
        ends.read(c);
        Head head = HEADS[Kind.of(change).ordinal()];
        out.raw(ends.hasPeer() ? head.connected : head.single);
        seq(seq);
        if (change instanceof ConnectionEvent.Closed closed) {
            lifetime(closed);
        }
        ends.sentence(out.raw(MESSAGE), change);
        endpoints(c.traffic());
        network(c);
        owner(c);
        out.raw(OWN);
        if (!c.id().isEmpty()) {
            out.raw(ID).ascii(c.id()).character('"');
        } else {
            members.start();
        }
        own.append(change);
        if (c.owner() instanceof Owner.Held held) {
            text(POD, held.first().group().pod());
            owners.list(held, ",");
        }
        out.character('}');
    }

    private void lifetime(ConnectionEvent.Closed closed) {
        Instant start = closed.connection().opened();
        if (start != null) {
            out.raw(START).raw(opened.of(start));
        }
        out.raw(start == null ? END_ALONE : END).raw(time.of(closed.time())).character('"');
        Duration duration = closed.duration();
        if (duration != null) {
            out.raw(DURATION).number(duration.toSeconds() < MOST_SECONDS ? duration.toNanos() : Long.MAX_VALUE);
        }
    }

    private void endpoints(@Nullable Traffic traffic) {
        boolean inbound = ends.direction() == Direction.INBOUND;
        int source = endpoint(SOURCE, ends.source(), traffic, inbound);
        int sourceEnd = out.length();
        if (!ends.hasPeer()) {
            return;
        }
        int destination = endpoint(DESTINATION, ends.destination(), traffic, !inbound);
        int destinationEnd = out.length();
        if (ends.direction() != Direction.UNKNOWN) {
            out.raw(CLIENT).again(source, sourceEnd);
            out.raw(SERVER).again(destination, destinationEnd);
        }
    }

    /** Adds what an end says of itself, and gives where that begins. */
    private int endpoint(byte[] key, EndpointText endpoint, @Nullable Traffic traffic, boolean isPeer) {
        out.raw(key);
        int start = out.length();
        endpoint.address(out.raw(IP));
        endpoint.address(out.raw(ADDRESS)).raw(PORT).number(endpoint.port());
        TrafficMembers.ofEnd(traffic, isPeer, out);
        return start;
    }

    private void network(Connection c) {
        out.raw(c.protocol().isTcp() ? TCP : UDP).raw(ends.isIpv4() ? IPV4 : IPV6);
        if (ends.direction() != Direction.UNKNOWN) {
            out.raw(ends.direction() == Direction.INBOUND ? INGRESS : EGRESS);
        }
        if (CommunityId.isOf(c)) {
            out.raw(COMMUNITY_ID).raw(communityId.of(c)).character('"');
        }
        TrafficMembers.ofNetwork(c.traffic(), out);
        ends.source().address(out.raw(RELATED));
        if (ends.hasPeer() && !c.local().address().equals(c.remote().address())) {
            ends.destination().address(out.raw(NEXT));
        }
        out.raw(END_OF_LIST);
    }

    private void owner(Connection c) {
        OwnerProcess process = c.process();
        if (process == null) {
            user(c.uid(), null);
        } else {
            processes.append(process, isWhole());
        }
    }

    private void process(OwnerProcess process) {
        out.raw(PID).number(process.pid()).raw(NAME).string(process.name());
        text(EXECUTABLE, process.executable());
        text(COMMAND_LINE, process.commandLine());
        out.raw(STARTED).raw(started.of(process.started())).raw(ENTITY_ID).raw(boot);
        out.number(process.pid()).character('-').number(process.startTicks());
        out.character('"').character('}');
        user(process.uid(), process.user());
        ControlGroup group = process.group();
        if (group.container() != null) {
            out.raw(CONTAINER).string(group.container());
            text(RUNTIME, group.runtime());
            out.character('}');
        }
    }

    private void user(long uid, @Nullable String name) {
        if (uid >= 0) {
            out.raw(USER_ID).number(uid).character('"');
            text(NAME, name);
            out.character('}');
        } else if (name != null) {
            out.raw(USER_NAME).string(name).character('}');
        }
    }

    private void notice(long seq, ConnectionEvent.Notice notice, @Nullable Resumption resumption) {
        out.raw(HEADS[Kind.of(notice).ordinal()].single);
        String message = NoticeFields.message(notice);
        seq(seq).raw(NOTICE).string(message);
        if (NoticeFields.isTrouble(notice)) {
            out.raw(ERROR).string(message).character('}');
        }
        out.raw(OWN);
        members.start();
        NoticeFields.append(notice, resumption, members);
        out.character('}');
    }
}
