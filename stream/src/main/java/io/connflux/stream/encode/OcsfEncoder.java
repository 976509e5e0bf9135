package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Direction;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.stream.Resumption;
import io.connflux.stream.encode.field.Boundary;
import io.connflux.stream.encode.field.CommunityId;
import io.connflux.stream.encode.field.EndpointText;
import io.connflux.stream.encode.field.Ends;
import io.connflux.stream.encode.field.JsonMembers;
import io.connflux.stream.encode.field.NoticeFields;
import io.connflux.stream.encode.field.OwnFields;
import io.connflux.stream.encode.field.TrafficMembers;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.json.OwnerFields;
import io.connflux.stream.json.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Events as Network Activity (class 4001) of the Open Cybersecurity Schema Framework 1.8, with the profiles {@code host} and
 * {@code container}. {@code src_endpoint} is who called; this host's end where that is not known, and then {@code
 * is_src_dst_assignment_known} is false. A mapped address is the IPv4 address that it stands for. Times are milliseconds since
 * 1970. What OCSF has no attribute for is the {@code data} of an enrichment of the type {@code connflux}: the socket's state, inode
 * and network namespace, and all that a notice says. ({@code unmapped} would be the place, but its members are in no schema, and
 * who checks lines against the schema refuses them.)
 *
 * <p>Makes no object for a line. One thread at a time.
 */
public final class OcsfEncoder extends LineEncoder {

    private static final byte[][] ACTIVITIES = Arrays.stream(OcsfActivity.values())
            .map(activity -> ascii(activity.members()))
            .toArray(byte[][]::new);

    private static final byte[] TIME = ascii("{\"time\":");

    private static final byte[] INFORMATIONAL = ascii(",\"severity_id\":1");
    private static final byte[] MEDIUM = ascii(",\"severity_id\":3");

    private static final byte[] START_TIME = ascii(",\"start_time\":");
    private static final byte[] END_TIME = ascii(",\"end_time\":");
    private static final byte[] DURATION = ascii(",\"duration\":");
    private static final byte[] MESSAGE = ascii(",\"message\":\"");
    private static final byte[] SOURCE = ascii("\",\"src_endpoint\":{\"ip\":\"");
    private static final byte[] DESTINATION = ascii(",\"dst_endpoint\":{\"ip\":\"");
    private static final byte[] PORT = ascii("\",\"port\":");
    private static final byte[] KNOWN = ascii(",\"is_src_dst_assignment_known\":true");
    private static final byte[] NOT_KNOWN = ascii(",\"is_src_dst_assignment_known\":false");
    private static final byte[] TCP = ascii(",\"connection_info\":{\"protocol_name\":\"tcp\",\"protocol_num\":6");
    private static final byte[] UDP = ascii(",\"connection_info\":{\"protocol_name\":\"udp\",\"protocol_num\":17");
    private static final byte[] IPV4 = ascii(",\"protocol_ver_id\":4");
    private static final byte[] IPV6 = ascii(",\"protocol_ver_id\":6");
    private static final byte[] DIRECTION = ascii(",\"direction_id\":");
    private static final byte[] BOUNDARY = ascii(",\"boundary_id\":");
    private static final byte[] COMMUNITY_ID = ascii(",\"community_uid\":\"");
    private static final byte[] UID = ascii(",\"uid\":\"");
    private static final byte[] PROCESS = ascii(",\"actor\":{\"process\":{\"pid\":");
    private static final byte[] NAME = ascii(",\"name\":");
    private static final byte[] PATH = ascii(",\"path\":");
    private static final byte[] COMMAND_LINE = ascii(",\"cmd_line\":");
    private static final byte[] CREATED = ascii(",\"created_time\":");
    private static final byte[] USER = ascii(",\"user\":{");
    private static final byte[] ACTOR_USER = ascii(",\"actor\":{\"user\":{\"uid\":\"");
    private static final byte[] USER_ID = ascii("\"uid\":\"");
    private static final byte[] USER_NAME = ascii("\"name\":");
    private static final byte[] CONTAINER = ascii(",\"container\":{\"uid\":");
    private static final byte[] RUNTIME = ascii(",\"runtime\":");
    private static final byte[] POD_UUID = ascii(",\"pod_uuid\":");
    private static final byte[] OWN_OF = ascii(",\"enrichments\":[{\"name\":\"connection_info.uid\",\"value\":\"");
    private static final byte[] OWN =
            ascii(",\"enrichments\":[{\"name\":\"metadata.product.name\",\"value\":\"Connflux");
    private static final byte[] DATA = ascii("\",\"type\":\"connflux\",\"provider\":\"Connflux\",\"data\":{");
    private static final byte[] END = ascii("}}]}\n");
    private static final byte[] POD = ascii(",\"pod\":");
    private static final byte[] NOTICE =
            ascii(",\"connection_info\":{\"direction_id\":0},\"src_endpoint\":{\"svc_name\":\"connflux\"");
    private static final byte[] DEVICE = ascii(",\"device\":{\"type_id\":0");
    private static final byte[] REASON = ascii(",\"status_detail\":");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Ends ends = new Ends();
    private final CommunityId communityId = new CommunityId();
    private final JsonMembers members = new JsonMembers(out);
    private final OwnFields own = new OwnFields(members, TimeText.ofMillis());
    private final OwnerFields owners = new OwnerFields(out);
    private final ProcessTexts processes = new ProcessTexts(out, this::actor);

    /** Between time and number. */
    private final byte[] metadata;

    /** The host, where it is known; then the boot, within which pids and ticks are unique; and where a notice comes from. */
    private final byte[] device;

    private final byte[] boot;
    private final byte[] observer;

    /** An encoder without lines. */
    public OcsfEncoder(EncoderSettings settings) {
        metadata = metadata(settings.labels());
        HostIdentity host = settings.host();
        boot = ascii(host.bootId() == null ? "" : host.bootId() + "-");
        JsonBytes names = new JsonBytes();
        String name = settings.knownName();
        if (name != null) {
            names.ascii(",\"hostname\":").string(name);
        }
        if (host.machineId() != null) {
            names.ascii(",\"uid\":\"" + host.machineId() + "\"");
        }
        byte[] known = names.copy();
        observer = new JsonBytes().raw(NOTICE).raw(known).character('}').copy();
        String bootUid = host.bootId() == null ? "" : ",\"boot_uid\":\"" + host.bootId() + "\"";
        JsonBytes whole = new JsonBytes().raw(DEVICE).raw(known).ascii(bootUid).character('}');
        // A device has to have a name or an id.
        device = known.length == 0 ? new byte[0] : whole.copy();
    }

    private static byte[] metadata(Map<String, String> labels) {
        JsonBytes data = new JsonBytes();
        data.ascii(
                ",\"metadata\":{\"version\":\"1.8.0\",\"product\":{\"name\":\"Connflux\",\"vendor_name\":\"Connflux\"},"
                        + "\"profiles\":[\"host\",\"container\"]");
        String before = ",\"tags\":[{\"name\":";
        for (Map.Entry<String, String> label : labels.entrySet()) {
            data.ascii(before).string(label.getKey()).ascii(",\"value\":").string(label.getValue());
            before = "},{\"name\":";
        }
        return data.ascii(labels.isEmpty() ? "" : "}]").ascii(",\"sequence\":").copy();
    }

    @Override
    void write(long seq, ConnectionEvent event, @Nullable Resumption resumption) {
        out.raw(TIME).number(event.time().toEpochMilli()).raw(metadata);
        seq(seq);
        if (event instanceof ConnectionEvent.Change change) {
            change(change);
        } else if (event instanceof ConnectionEvent.Notice notice) {
            notice(notice, resumption);
        }
        out.raw(END);
    }

    private void change(ConnectionEvent.Change change) {
        Connection c = change.connection();
        ends.read(c);
        out.raw(ACTIVITIES[OcsfActivity.of(change).ordinal()]).raw(INFORMATIONAL);
        if (change instanceof ConnectionEvent.Closed closed) {
            lifetime(closed);
        }
        ends.sentence(out.raw(MESSAGE), change);
        endpoint(SOURCE, ends.source());
        if (ends.hasPeer()) {
            endpoint(DESTINATION, ends.destination());
            out.raw(ends.direction() == Direction.UNKNOWN ? NOT_KNOWN : KNOWN);
        }
        info(c);
        if (c.traffic() != null) {
            TrafficMembers.traffic(c.traffic(), ends.direction() == Direction.INBOUND, out);
        }
        actor(c);
        out.raw(device);
        if (c.id().isEmpty()) {
            out.raw(OWN).raw(DATA);
        } else {
            out.raw(OWN_OF).ascii(c.id()).raw(DATA);
        }
        members.start();
        own.append(change);
        if (c.owner() instanceof Owner.Held held) {
            String pod = held.first().group().pod();
            if (pod != null) {
                out.raw(POD).string(pod);
            }
            owners.list(held, ",");
        }
    }

    private void lifetime(ConnectionEvent.Closed closed) {
        Instant opened = closed.connection().opened();
        if (opened != null) {
            out.raw(START_TIME).number(opened.toEpochMilli());
        }
        out.raw(END_TIME).number(closed.time().toEpochMilli());
        Duration duration = closed.duration();
        if (duration != null) {
            out.raw(DURATION).number(duration.toMillis());
        }
    }

    private void endpoint(byte[] key, EndpointText endpoint) {
        endpoint.address(out.raw(key)).raw(PORT).number(endpoint.port()).character('}');
    }

    private void info(Connection c) {
        out.raw(c.protocol().isTcp() ? TCP : UDP).raw(ends.isIpv4() ? IPV4 : IPV6);
        int boundary = ends.hasPeer() ? Boundary.of(c) : Boundary.UNKNOWN;
        out.raw(DIRECTION).number(direction(boundary)).raw(BOUNDARY).number(boundary);
        if (CommunityId.isOf(c)) {
            out.raw(COMMUNITY_ID).raw(communityId.of(c)).character('"');
        }
        if (!c.id().isEmpty()) {
            out.raw(UID).ascii(c.id()).character('"');
        }
        out.character('}');
    }

    /** Of a connection of the host with itself each end is inbound to the host and outbound from it: OCSF calls it local. */
    private int direction(int boundary) {
        if (boundary == Boundary.LOCALHOST) {
            return 4;
        }
        return ends.direction() == Direction.UNKNOWN ? 0 : ends.direction() == Direction.INBOUND ? 1 : 2;
    }

    private void actor(Connection c) {
        OwnerProcess process = c.process();
        if (process != null) {
            processes.append(process, isWhole());
        } else if (c.uid() >= 0) {
            out.raw(ACTOR_USER).number(c.uid()).ascii("\"}}");
        }
    }

    private void actor(OwnerProcess process) {
        out.raw(PROCESS).number(process.pid()).raw(UID).raw(boot);
        out.number(process.pid()).character('-').number(process.startTicks()).character('"');
        out.raw(NAME).string(process.name());
        text(PATH, process.executable());
        text(COMMAND_LINE, process.commandLine());
        out.raw(CREATED).number(process.started().toEpochMilli());
        user(process.uid(), process.user());
        container(process.group());
        out.ascii("}}");
    }

    private void user(long uid, @Nullable String name) {
        if (uid < 0 && name == null) {
            return;
        }
        out.raw(USER);
        if (uid >= 0) {
            out.raw(USER_ID).number(uid).ascii(name == null ? "\"" : "\",");
        }
        text(USER_NAME, name);
        out.character('}');
    }

    private void container(ControlGroup group) {
        if (group.container() == null) {
            return;
        }
        out.raw(CONTAINER).string(group.container());
        text(RUNTIME, group.runtime());
        String pod = group.pod();
        // The pods of a node's own manifests have a hash for their uid, which is no UUID.
        if (pod != null && UUID.matcher(pod).matches()) {
            out.raw(POD_UUID).string(pod);
        }
        out.character('}');
    }

    private void notice(ConnectionEvent.Notice notice, @Nullable Resumption resumption) {
        out.raw(ACTIVITIES[OcsfActivity.of(notice).ordinal()]);
        if (NoticeFields.isTrouble(notice)) {
            out.raw(MEDIUM).raw(REASON).string(NoticeFields.message(notice));
        } else {
            out.raw(INFORMATIONAL);
        }
        out.raw(observer).raw(device).raw(OWN).raw(DATA);
        members.start();
        NoticeFields.append(notice, resumption, members);
    }
}
