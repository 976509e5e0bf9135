package io.connflux.stream.json;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ConnectionEvent;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketActivity;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads what {@link NdjsonEncoder} wrote. Keys it does not know are passed over, so that an older program reads a newer
 * stream. Any thread.
 *
 * <p>A line tells nothing of queues and timers: {@link SocketActivity#NONE}.
 */
public final class EventDecoder {

    private final ObjectMapper json = new ObjectMapper();

    public EventDecoder() {}

    /**
     * One event.
     *
     * @param line with or without its line feed
     * @throws IllegalArgumentException where it is no event; the message has the line's beginning
     */
    public ConnectionEvent decode(String line) {
        try {
            JsonNode node = json.readTree(line);
            return event(node);
        } catch (JacksonException | IllegalArgumentException | DateTimeParseException e) {
            String start = line.length() > 200 ? line.substring(0, 200) + "…" : line.strip();
            throw new IllegalArgumentException("not an event (" + firstLine(e) + "): " + start, e);
        }
    }

    private static ConnectionEvent event(JsonNode node) {
        long seq = required(node, "seq").asLong();
        Instant time = time(required(node, "time"));
        String name = required(node, "event").asString();
        return switch (name) {
            case "existing" -> new ConnectionEvent.Existing(seq, time, connection(node));
            case "opened" -> new ConnectionEvent.Opened(seq, time, time(required(node, "since")), connection(node));
            case "state-changed" ->
                new ConnectionEvent.StateChanged(
                        seq,
                        time,
                        time(required(node, "since")),
                        connection(node),
                        state(required(node, "previous_state")),
                        optionalTime(node.get("opened")));
            case "closed" ->
                new ConnectionEvent.Closed(
                        seq, time, time(required(node, "since")), connection(node), optionalTime(node.get("opened")));
            case "baseline" -> new ConnectionEvent.Baseline(seq, time, counts(node), resumption(node));
            case "lost" ->
                new ConnectionEvent.Lost(
                        seq,
                        time,
                        required(node, "reason").asString(),
                        required(node, "count").asLong());
            case "unreadable" ->
                new ConnectionEvent.Unreadable(
                        seq, time, required(node, "count").asLong(), problem(node));
            case "stats" -> new ConnectionEvent.Stats(seq, time, CountersDecoder.decode(required(node, "counters")));
            default -> throw new IllegalArgumentException("no event is called '" + name + "'");
        };
    }

    private static Connection connection(JsonNode node) {
        JsonNode uid = node.get("uid");
        JsonNode inode = node.get("inode");
        JsonNode direction = node.get("direction");
        return new Connection(
                namespace(node.get("netns")),
                Protocol.valueOf(required(node, "protocol").asString().toUpperCase(Locale.ROOT)),
                endpoint(required(node, "local")),
                endpoint(required(node, "remote")),
                state(required(node, "state")),
                uid == null ? Connection.UNKNOWN_UID : uid.asLong(),
                inode == null ? 0 : inode.asLong(),
                direction == null
                        ? Direction.UNKNOWN
                        : Direction.valueOf(direction.asString().toUpperCase(Locale.ROOT)),
                SocketActivity.NONE,
                OwnerDecoder.decode(node));
    }

    private static NetworkNamespace namespace(@Nullable JsonNode node) {
        if (node == null) {
            return NetworkNamespace.UNSPECIFIED;
        }
        JsonNode name = node.get("name");
        return new NetworkNamespace(required(node, "inode").asLong(), name == null ? null : name.asString());
    }

    private static Endpoint endpoint(JsonNode node) {
        Address address = Address.parse(required(node, "address").asString());
        int port = Integer.parseInt(required(node, "port").asString());
        return new Endpoint(address, port);
    }

    private static SocketState state(JsonNode node) {
        return SocketState.valueOf(node.asString());
    }

    private static Map<Protocol, Integer> counts(JsonNode node) {
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        for (Map.Entry<String, JsonNode> entry : required(node, "connections").properties()) {
            counts.put(
                    Protocol.valueOf(entry.getKey().toUpperCase(Locale.ROOT)),
                    entry.getValue().asInt());
        }
        return counts;
    }

    private static ConnectionEvent.@Nullable Resumption resumption(JsonNode node) {
        JsonNode token = node.get("resume");
        JsonNode resumed = node.get("resumed");
        return token == null
                ? null
                : new ConnectionEvent.Resumption(token.asString(), resumed == null ? null : resumed.asBoolean());
    }

    private static RowProblem problem(JsonNode node) {
        return new RowProblem(
                required(node, "file").asString(),
                required(node, "line").asInt(),
                required(node, "column").asInt(),
                required(node, "reason").asString(),
                required(node, "text").asString());
    }

    private static @Nullable Instant optionalTime(@Nullable JsonNode node) {
        return node == null ? null : time(node);
    }

    private static Instant time(JsonNode node) {
        return Instant.parse(node.asString());
    }

    static JsonNode required(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
