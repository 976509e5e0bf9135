package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.SocketState;
import io.connflux.stream.Resumption;
import io.connflux.stream.encode.field.Attributes;
import io.connflux.stream.encode.field.CommunityId;
import io.connflux.stream.encode.field.EndpointText;
import io.connflux.stream.encode.field.Ends;
import io.connflux.stream.encode.field.Kind;
import io.connflux.stream.encode.field.Name;
import io.connflux.stream.encode.field.NoticeFields;
import io.connflux.stream.encode.field.OwnFields;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.json.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as log records of OpenTelemetry, named {@code connflux.connection.opened} and so on: each line is one {@code LogsData} in
 * the JSON form of OTLP, as the collector's file exporter writes it and its {@code otlpjsonfile} receiver reads it. Attributes
 * have the names of the semantic conventions 1.44, and Connflux's own begin with {@code connflux.}. The resource is the host, with
 * the labels as attributes; a label that has the name of one of these is in its place. A mapped address is the IPv4 address that it
 * stands for.
 *
 * <p>Makes no object for a line. One thread at a time.
 */
public final class OtlpEncoder extends LineEncoder {

    private static final String SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0";

    private static final byte[][] NAMES =
            Arrays.stream(Kind.values()).map(OtlpEncoder::name).toArray(byte[][]::new);
    private static final byte[] INFO = ascii("\",\"severityNumber\":9,\"severityText\":\"INFO\"");
    private static final byte[] WARN = ascii("\",\"severityNumber\":13,\"severityText\":\"WARN\"");
    private static final byte[] BODY = ascii(",\"body\":{\"stringValue\":");
    private static final byte[] ATTRIBUTES =
            ascii("},\"attributes\":[{\"key\":\"connflux.seq\",\"value\":{\"intValue\":\"");
    private static final byte[] END = ascii("]}],\"schemaUrl\":\"" + SCHEMA_URL + "\"}]}]}\n");
    private static final byte[] VALUE_END = ascii("\"}}");
    private static final byte[] STRING = ascii("stringValue\":\"");

    private static final Name ID = Name.own("connection.id");
    private static final Name COMMUNITY_ID = Name.own("connection.community_id");
    private static final Name DURATION = Name.own("connection.duration_ms");
    private static final Name LOCAL_ADDRESS = Name.attribute("network.local.address");
    private static final Name LOCAL_PORT = Name.attribute("network.local.port");
    private static final Name PEER_ADDRESS = Name.attribute("network.peer.address");
    private static final Name PEER_PORT = Name.attribute("network.peer.port");
    private static final Name TRANSPORT = Name.attribute("network.transport");
    private static final Name TYPE = Name.attribute("network.type");
    private static final Name STATE = Name.attribute("network.connection.state");
    private static final Name PID = Name.attribute("process.pid");
    private static final Name EXECUTABLE_NAME = Name.attribute("process.executable.name");
    private static final Name EXECUTABLE_PATH = Name.attribute("process.executable.path");
    private static final Name COMMAND_LINE = Name.attribute("process.command_line");
    private static final Name CREATED = Name.attribute("process.creation.time");
    private static final Name USER_ID = Name.attribute("process.user.id");
    private static final Name USER_NAME = Name.attribute("process.user.name");
    private static final Name CONTAINER = Name.attribute("container.id");
    private static final Name RUNTIME = Name.attribute("container.runtime.name");
    private static final Name POD = Name.attribute("k8s.pod.uid");
    private static final Name PROCESS_NAME = Name.own("process.name");

    private static final byte[] TCP = ascii("tcp");
    private static final byte[] UDP = ascii("udp");
    private static final byte[] IPV4 = ascii("ipv4");
    private static final byte[] IPV6 = ascii("ipv6");
    private static final byte[] ESTABLISHED = ascii("established");
    private static final byte[] SYN_SENT = ascii("syn_sent");
    private static final byte[] SYN_RECEIVED = ascii("syn_received");
    private static final byte[] FIN_WAIT_1 = ascii("fin_wait_1");
    private static final byte[] FIN_WAIT_2 = ascii("fin_wait_2");
    private static final byte[] TIME_WAIT = ascii("time_wait");
    private static final byte[] CLOSE = ascii("closed");
    private static final byte[] CLOSE_WAIT = ascii("close_wait");
    private static final byte[] LAST_ACK = ascii("last_ack");
    private static final byte[] LISTEN = ascii("listen");
    private static final byte[] CLOSING = ascii("closing");

    private final TimeText started = TimeText.ofHundredths();
    private final Ends ends = new Ends();
    private final Attributes attributes = new Attributes(out);
    private final OwnFields own = new OwnFields(attributes, TimeText.ofMillis());
    private final ProcessTexts processes = new ProcessTexts(out, this::process);
    private final @Nullable CommunityId communityId;

    /** The resource, up to the time. */
    private final byte[] resource;

    private static byte[] name(Kind kind) {
        String subject = kind.isNotice() ? "stream." : "connection.";
        return ascii(",\"eventName\":\"connflux." + subject + kind.name().toLowerCase(Locale.ROOT) + "\"");
    }

    /** An encoder without lines. */
    public OtlpEncoder(EncoderSettings settings) {
        communityId = settings.communityId() ? new CommunityId() : null;
        resource = resource(settings);
    }

    private static byte[] resource(EncoderSettings settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("service.name", "connflux");
        String name = settings.knownName();
        if (name != null) {
            values.put("host.name", name);
        }
        String machineId = settings.host().machineId();
        if (machineId != null) {
            values.put("host.id", machineId);
        }
        values.putAll(settings.labels());
        JsonBytes resource = new JsonBytes().ascii("{\"resourceLogs\":[{\"resource\":{\"attributes\":[");
        Attributes all = new Attributes(resource);
        all.start();
        values.forEach((key, value) -> all.text(Name.attribute(key), value));
        return resource.ascii(
                        "]},\"schemaUrl\":\"" + SCHEMA_URL + "\",\"scopeLogs\":[{\"scope\":{\"name\":\"connflux\"},"
                                + "\"logRecords\":[{\"timeUnixNano\":\"")
                .copy();
    }

    @Override
    void write(long seq, ConnectionEvent event, @Nullable Resumption resumption) {
        out.raw(resource);
        nanos(event.time());
        boolean isTrouble = event instanceof ConnectionEvent.Notice notice && NoticeFields.isTrouble(notice);
        out.raw(isTrouble ? WARN : INFO).raw(NAMES[Kind.of(event).ordinal()]).raw(BODY);
        if (event instanceof ConnectionEvent.Change change) {
            ends.read(change.connection());
            ends.sentence(out.character('"'), change);
            out.character('"').raw(ATTRIBUTES);
            seq(seq).raw(VALUE_END);
            change(change);
        } else if (event instanceof ConnectionEvent.Notice notice) {
            out.string(NoticeFields.message(notice)).raw(ATTRIBUTES);
            seq(seq).raw(VALUE_END);
            NoticeFields.append(notice, resumption, attributes);
        }
        out.raw(END);
    }

    /** Nanoseconds since 1970 as digits: they would not fit into a long for ever. Nothing is earlier. */
    private void nanos(Instant time) {
        long seconds = time.getEpochSecond();
        int nanos = time.getNano();
        if (seconds > 0) {
            out.number(seconds).padded(nanos, 9);
        } else {
            out.number(seconds < 0 ? 0 : nanos);
        }
    }

    private void change(ConnectionEvent.Change change) {
        Connection c = change.connection();
        attributes.plain(TRANSPORT, c.protocol().isTcp() ? TCP : UDP);
        attributes.plain(TYPE, ends.isIpv4() ? IPV4 : IPV6);
        endpoint(LOCAL_ADDRESS, LOCAL_PORT, ends.local());
        if (ends.hasPeer()) {
            endpoint(PEER_ADDRESS, PEER_PORT, ends.peer());
        }
        byte[] state = state(c.state());
        if (state != null) {
            attributes.plain(STATE, state);
        }
        if (!c.id().isEmpty()) {
            attributes.text(ID, c.id());
        }
        if (communityId != null && CommunityId.isOf(c)) {
            attributes.plain(COMMUNITY_ID, communityId.of(c));
        }
        own.append(change);
        if (change instanceof ConnectionEvent.Closed closed) {
            Duration duration = closed.duration();
            if (duration != null) {
                attributes.number(DURATION, duration.toMillis());
            }
        }
        if (c.owner() instanceof Owner.Held held) {
            processes.append(held.first(), isWhole());
            attributes.processes(held.processes());
        }
    }

    private void endpoint(Name address, Name port, EndpointText endpoint) {
        endpoint.address(attributes.key(address).raw(STRING)).raw(VALUE_END);
        attributes.number(port, endpoint.port());
    }

    private void process(OwnerProcess process) {
        attributes.number(PID, process.pid());
        attributes.text(PROCESS_NAME, process.name());
        String path = process.executable();
        if (path != null) {
            attributes.text(EXECUTABLE_NAME, path, path.lastIndexOf('/') + 1);
            attributes.text(EXECUTABLE_PATH, path);
        } else {
            attributes.text(EXECUTABLE_NAME, process.name());
        }
        text(COMMAND_LINE, process.commandLine());
        attributes.plain(CREATED, started.of(process.started()));
        if (process.uid() >= 0) {
            attributes.number(USER_ID, process.uid());
        }
        text(USER_NAME, process.user());
        ControlGroup group = process.group();
        text(CONTAINER, group.container());
        text(RUNTIME, group.runtime());
        text(POD, group.pod());
    }

    private void text(Name name, @Nullable String value) {
        if (value != null) {
            attributes.text(name, value);
        }
    }

    /** Null where the semantic conventions have no word for it. */
    private static byte @Nullable [] state(SocketState state) {
        return switch (state) {
            case ESTABLISHED -> ESTABLISHED;
            case SYN_SENT -> SYN_SENT;
            case SYN_RECV -> SYN_RECEIVED;
            case FIN_WAIT1 -> FIN_WAIT_1;
            case FIN_WAIT2 -> FIN_WAIT_2;
            case TIME_WAIT -> TIME_WAIT;
            case CLOSE -> CLOSE;
            case CLOSE_WAIT -> CLOSE_WAIT;
            case LAST_ACK -> LAST_ACK;
            case LISTEN -> LISTEN;
            case CLOSING -> CLOSING;
            case UNKNOWN, UNCONNECTED -> null;
        };
    }
}
