package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.stream.encode.NdjsonEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** What a watch of a host that does not exist would have recorded, a second a poll, and the table behind each poll. */
final class MadeRecording {

    static final Instant BEGUN = Instant.parse("2026-11-24T10:00:00Z");

    private final Random random;
    private final String tracker;
    private final Map<String, Connection> table = new LinkedHashMap<>();
    private final TreeMap<Instant, Map<String, SocketState>> tables = new TreeMap<>();
    private final List<ConnectionEvent> events = new ArrayList<>();
    private Instant time = BEGUN;
    private int made;

    private MadeRecording(long seed) {
        random = new Random(seed);
        tracker = String.format("%012x-", seed);
    }

    static MadeRecording of(long seed, int existing, int polls) {
        MadeRecording made = new MadeRecording(seed);
        for (int i = 0; i < existing; i++) {
            Connection connection = made.connection(null);
            made.table.put(connection.id(), connection);
            made.events.add(new ConnectionEvent.Existing(BEGUN, connection));
        }
        made.events.add(new ConnectionEvent.Baseline(BEGUN, Map.of(Protocol.TCP, existing)));
        made.polled();
        for (int i = 0; i < polls; i++) {
            made.poll();
        }
        return made;
    }

    private void poll() {
        Instant since = time;
        time = time.plusSeconds(1);
        for (int i = random.nextInt(6); i > 0; i--) {
            List<Connection> all = List.copyOf(table.values());
            Connection one = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
            if (one == null || random.nextInt(3) == 0) {
                Connection opened = connection(time);
                table.put(opened.id(), opened);
                events.add(new ConnectionEvent.Opened(time, since, opened));
            } else if (one.state() == SocketState.ESTABLISHED && random.nextBoolean()) {
                Connection now = one.toBuilder().state(SocketState.CLOSE_WAIT).build();
                table.put(now.id(), now);
                events.add(new ConnectionEvent.StateChanged(time, since, one, now));
            } else {
                table.remove(one.id());
                events.add(new ConnectionEvent.Closed(time, since, one, Duration.ofSeconds(1)));
            }
        }
        polled();
    }

    private void polled() {
        Map<String, SocketState> states = new TreeMap<>();
        table.forEach((id, connection) -> states.put(id, connection.state()));
        tables.put(time, states);
    }

    private Connection connection(Instant opened) {
        made++;
        return Connection.of(
                        Protocol.TCP,
                        new Endpoint(Address.ipv4(0x0A000001), made & 0xFFFF),
                        new Endpoint(Address.ipv4(0x0A000002), 443),
                        SocketState.ESTABLISHED,
                        1_000,
                        40_000L + made)
                .toBuilder()
                .id(tracker + made)
                .opened(opened)
                .direction(Direction.OUTBOUND)
                .build();
    }

    List<ConnectionEvent> events() {
        return events;
    }

    /** The states by id behind the last poll that is not later. */
    Map<String, SocketState> tableAt(Instant when) {
        return tables.floorEntry(when).getValue();
    }

    Instant end() {
        return time;
    }

    /** Its lines from one to before another, numbered as in the whole. */
    byte[] lines(int from, int to) {
        return lines(events.subList(from, to), from + 1);
    }

    static byte[] lines(List<ConnectionEvent> some, long first) {
        NdjsonEncoder encoder = new NdjsonEncoder();
        long seq = first;
        for (ConnectionEvent event : some) {
            encoder.append(seq++, event);
        }
        return encoder.toByteArray();
    }

    byte[] lines() {
        return lines(0, events.size());
    }

    static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Path file(Path directory, String name, byte[] bytes) {
        try {
            return Files.write(directory.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The states by id of connections. */
    static Map<String, SocketState> states(List<Connection> connections) {
        Map<String, SocketState> states = new TreeMap<>();
        connections.forEach(connection -> states.put(connection.id(), connection.state()));
        return states;
    }
}
