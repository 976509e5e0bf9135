package io.connflux.stream.decode;

import static io.connflux.stream.decode.LineFields.count;
import static io.connflux.stream.decode.LineFields.flag;
import static io.connflux.stream.decode.LineFields.number;
import static io.connflux.stream.decode.LineFields.object;
import static io.connflux.stream.decode.LineFields.optionalText;
import static io.connflux.stream.decode.LineFields.optionalTime;
import static io.connflux.stream.decode.LineFields.text;
import static io.connflux.stream.decode.LineFields.time;
import static io.connflux.stream.decode.LineFields.word;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Outcome;
import io.connflux.model.PlainText;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import io.connflux.stream.encode.NdjsonEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads what {@link NdjsonEncoder} wrote, and believes nothing: each value has its type and its range. Text may hold any
 * character. Keys it does not know are passed over, and so are reasons of an owner that is not known; a state is {@code
 * UNKNOWN}: an older program reads a newer stream. Any thread.
 *
 * <p>A line tells nothing of queues and timers: {@link io.connflux.model.SocketActivity#NONE}; and nothing of the owner that a
 * connection had before.
 */
public final class EventDecoder {

    /** Characters of a line, or of what is wrong with it, that a message quotes. */
    private static final int LONGEST_QUOTE = 200;

    /** Longer than any that is given today: a later version may give others. */
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z._:-]{1,64}");

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int MOST_PORT = 65_535;
    private static final long MOST_UID = 0xFFFF_FFFFL;

    private static final Map<String, Protocol> BY_LABEL =
            Stream.of(Protocol.values()).collect(Collectors.toUnmodifiableMap(Protocol::label, p -> p));
    private static final Map<String, SocketState> BY_STATE =
            Stream.of(SocketState.values()).collect(Collectors.toUnmodifiableMap(SocketState::name, s -> s));

    private final ObjectMapper json = new ObjectMapper();

    public EventDecoder() {}

    /**
     * One event.
     *
     * @param line with or without its line feed
     * @throws UnknownEventException where it is an event that only a later version knows
     * @throws IllegalArgumentException where it is no event; the message has the line's beginning as {@link PlainText}
     */
    public Line decode(String line) {
        try {
            return line(json.readTree(line));
        } catch (UnknownEventException e) {
            throw e;
        } catch (JacksonException | IllegalArgumentException e) {
            String why = PlainText.of(PlainText.start(firstLine(e), LONGEST_QUOTE));
            String start = PlainText.of(PlainText.start(line.strip(), LONGEST_QUOTE));
            throw new IllegalArgumentException("not an event (" + why + "): " + start, e);
        }
    }

    private static Line line(JsonNode node) {
        long seq = number(node, "seq", 1, Long.MAX_VALUE);
        Instant time = time(node, "time");
        ConnectionEvent event = event(seq, time, node);
        return new Line(seq, event, event instanceof ConnectionEvent.Baseline ? resumption(node) : null);
    }

    private static ConnectionEvent event(long seq, Instant time, JsonNode node) {
        String name = word(node, "event");
        return switch (name) {
            case "existing" -> new ConnectionEvent.Existing(time, connection(seq, time, node));
            case "opened" -> new ConnectionEvent.Opened(time, time(node, "since"), connection(seq, time, node));
            case "state-changed" -> {
                Connection now = connection(seq, time, node);
                Connection before =
                        now.toBuilder().state(state(node, "previous_state")).build();
                yield new ConnectionEvent.StateChanged(time, time(node, "since"), before, now, left(node));
            }
            case "owner-changed" -> {
                Connection now = connection(seq, time, node);
                yield new ConnectionEvent.OwnerChanged(time, time(node, "since"), now.ownedBy(null), now, left(node));
            }
            case "closed" ->
                new ConnectionEvent.Closed(
                        time,
                        time(node, "since"),
                        connection(seq, time, node),
                        node.has("duration_ms") ? Duration.ofMillis(count(node, "duration_ms")) : null,
                        outcome(node));
            case "baseline" -> new ConnectionEvent.Baseline(time, counts(node));
            case "lost" -> new ConnectionEvent.Lost(time, text(node, "reason"), count(node, "count"));
            case "unreadable" -> new ConnectionEvent.Unreadable(time, count(node, "count"), problem(node));
            case "stats" -> new ConnectionEvent.Stats(time, CountersDecoder.decode(object(node, "counters")));
            default -> throw new UnknownEventException(seq, time, "event '" + name + "'");
        };
    }

    /** One that only a newer version knows is as if nobody had seen it. */
    private static @Nullable Outcome outcome(JsonNode node) {
        String label = node.path("outcome").asString("");
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    private static boolean left(JsonNode node) {
        return node.has("left") && flag(node, "left");
    }

    private static Connection connection(long seq, Instant time, JsonNode node) {
        return new Connection.Builder(
                        protocol(seq, time, node),
                        endpoint(object(node, "local")),
                        endpoint(object(node, "remote")),
                        state(node, "state"))
                .id(node.has("id") ? id(node) : "")
                .opened(optionalTime(node, "opened"))
                .namespace(namespace(node))
                .uid(node.has("uid") ? number(node, "uid", 0, MOST_UID) : Connection.UNKNOWN_UID)
                .inode(node.has("inode") ? count(node, "inode") : 0)
                .direction(direction(node))
                .owner(OwnerDecoder.decode(node))
                .traffic(node.has("traffic") ? traffic(object(node, "traffic")) : null)
                .build();
    }

    private static Traffic traffic(JsonNode node) {
        return new Traffic(
                count(node, "sent"),
                count(node, "received"),
                count(node, "segments_sent"),
                count(node, "segments_received"),
                count(node, "retransmitted"),
                count(node, "rtt_us"),
                node.has("sent_per_s") || node.has("received_per_s")
                        ? new Traffic.Rate(count(node, "sent_per_s"), count(node, "received_per_s"))
                        : null);
    }

    private static String id(JsonNode node) {
        String id = text(node, "id");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("'id' is none");
        }
        return id;
    }

    private static Protocol protocol(long seq, Instant time, JsonNode node) {
        String name = word(node, "protocol");
        Protocol protocol = BY_LABEL.get(name);
        if (protocol == null) {
            throw new UnknownEventException(seq, time, "protocol '" + name + "'");
        }
        return protocol;
    }

    private static NetworkNamespace namespace(JsonNode node) {
        if (!node.has("netns")) {
            return NetworkNamespace.UNSPECIFIED;
        }
        JsonNode netns = object(node, "netns");
        return new NetworkNamespace(number(netns, "inode", 1, Long.MAX_VALUE), optionalText(netns, "name"));
    }

    private static Direction direction(JsonNode node) {
        String name = node.has("direction") ? word(node, "direction") : "";
        return switch (name) {
            case "inbound" -> Direction.INBOUND;
            case "outbound" -> Direction.OUTBOUND;
            default -> Direction.UNKNOWN;
        };
    }

    private static Endpoint endpoint(JsonNode node) {
        String port = text(node, "port");
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) > MOST_PORT) {
            throw new IllegalArgumentException("'port' is not between 0 and " + MOST_PORT);
        }
        return new Endpoint(Address.parse(text(node, "address")), Integer.parseInt(port));
    }

    private static SocketState state(JsonNode node, String key) {
        return BY_STATE.getOrDefault(word(node, key), SocketState.UNKNOWN);
    }

    private static Map<Protocol, Integer> counts(JsonNode node) {
        JsonNode connections = object(node, "connections");
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        for (String name : connections.propertyNames()) {
            int count = (int) number(connections, name, 0, Integer.MAX_VALUE);
            Protocol protocol = BY_LABEL.get(name);
            if (protocol != null) {
                counts.put(protocol, count);
            }
        }
        return counts;
    }

    private static @Nullable Resumption resumption(JsonNode node) {
        return node.has("resume")
                ? new Resumption(word(node, "resume"), node.has("resumed") ? flag(node, "resumed") : null)
                : null;
    }

    private static RowProblem problem(JsonNode node) {
        return new RowProblem(
                text(node, "file"),
                (int) number(node, "line", 0, Integer.MAX_VALUE),
                (int) number(node, "column", 0, Integer.MAX_VALUE),
                text(node, "reason"),
                text(node, "text"));
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
