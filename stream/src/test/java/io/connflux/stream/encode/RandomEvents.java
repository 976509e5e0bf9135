package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Events of every kind, at random. */
public final class RandomEvents {

    private RandomEvents() {}

    /** With the number. */
    public static Line line(Random random, long seq) {
        ConnectionEvent event = next(random);
        boolean resumable = event instanceof ConnectionEvent.Baseline && random.nextBoolean();
        Boolean resumed = random.nextBoolean() ? null : (Boolean) random.nextBoolean();
        return new Line(seq, event, resumable ? new Resumption("a1", resumed) : null);
    }

    public static ConnectionEvent next(Random random) {
        Instant time = Instant.ofEpochMilli(1_000_000_000_000L + random.nextInt(1_000_000_000));
        Instant since = time.minusMillis(random.nextInt(5_000));
        Instant opened = random.nextBoolean() ? null : since.minusMillis(random.nextInt(100_000));
        Connection connection = connection(random, opened);
        boolean left = random.nextInt(4) == 0;
        return switch (random.nextInt(9)) {
            case 0 -> new ConnectionEvent.Existing(time, connection);
            case 1 -> new ConnectionEvent.Opened(time, since, connection);
            case 2 ->
                new ConnectionEvent.StateChanged(
                        time, since, connection.toBuilder().state(state(random)).build(), connection, left);
            case 3 ->
                new ConnectionEvent.Closed(
                        time, since, connection, opened == null ? null : Duration.ofMillis(random.nextInt(1_000_000)));
            case 4 -> baseline(random, time);
            case 5 -> new ConnectionEvent.Lost(time, "no \"file\"\n é €", random.nextInt(9));
            case 6 ->
                new ConnectionEvent.Unreadable(
                        time, 1, new RowProblem("/proc/net/tcp", 7, 12, "expected a digit", "a\tb\u0001"));
            case 7 -> new ConnectionEvent.OwnerChanged(time, since, connection.ownedBy(null), connection, left);
            default ->
                new ConnectionEvent.Stats(
                        time,
                        new StreamCounters(
                                1,
                                2,
                                3,
                                4,
                                5,
                                6,
                                7,
                                8,
                                Duration.ofNanos(1_234_000),
                                9,
                                10L,
                                2,
                                Duration.ofMillis(random.nextInt())));
        };
    }

    private static ConnectionEvent baseline(Random random, Instant time) {
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            if (random.nextBoolean()) {
                counts.put(protocol, random.nextInt(1_000));
            }
        }
        return new ConnectionEvent.Baseline(time, counts);
    }

    private static Connection connection(Random random, @Nullable Instant opened) {
        Protocol protocol = Protocol.values()[random.nextInt(4)];
        return new Connection.Builder(
                        protocol,
                        endpoint(random, protocol.isIpv6()),
                        endpoint(random, protocol.isIpv6()),
                        state(random))
                .id(random.nextInt(5) == 0 ? "" : Long.toString(random.nextLong() >>> 1, 36) + "-" + random.nextInt(9))
                .opened(opened)
                .namespace(namespace(random))
                .uid(random.nextBoolean() ? Connection.UNKNOWN_UID : random.nextInt() & 0xFFFFFFFFL)
                .inode(random.nextBoolean() ? 0 : random.nextLong() >>> 1)
                .direction(Direction.values()[random.nextInt(3)])
                .owner(owner(random))
                .build();
    }

    private static Owner owner(Random random) {
        int kind = random.nextInt(6);
        if (kind < 3) {
            return kind == 0 ? null : Owner.Unnamed.values()[random.nextInt(3)];
        }
        List<OwnerProcess> processes = new ArrayList<>();
        for (int i = 0; i < (kind == 3 ? 1 : 1 + random.nextInt(5)); i++) {
            Instant started = Instant.ofEpochMilli(1_700_000_000_000L + (random.nextInt(1_000) * 10L));
            String odd = "a \"name\" é \uFFFD";
            processes.add(new OwnerProcess(
                    1 + random.nextInt(100_000) + i,
                    started.toEpochMilli() / 10,
                    started,
                    odd,
                    random.nextBoolean() ? null : "/usr/bin/" + odd,
                    random.nextBoolean() ? null : odd + " -x",
                    -1,
                    random.nextBoolean() ? null : "www-data",
                    ControlGroup.NONE));
        }
        // A line tells what only the first, the oldest, runs and where it runs.
        List<OwnerProcess> ordered = new Owner.Held(processes).processes();
        List<OwnerProcess> told = new ArrayList<>();
        for (OwnerProcess p : ordered) {
            boolean first = told.isEmpty();
            ControlGroup group = !first || random.nextBoolean()
                    ? ControlGroup.NONE
                    : new ControlGroup(
                            "0a1b",
                            random.nextBoolean() ? null : "docker",
                            random.nextBoolean() ? null : "pod-uid",
                            "x.scope");
            told.add(new OwnerProcess(
                    p.pid(),
                    p.startTicks(),
                    p.started(),
                    p.name(),
                    first ? p.executable() : null,
                    first ? p.commandLine() : null,
                    p.uid(),
                    p.user(),
                    group));
        }
        return new Owner.Held(told);
    }

    private static NetworkNamespace namespace(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> NetworkNamespace.UNSPECIFIED;
            case 1 -> new NetworkNamespace(4_026_531_840L + random.nextInt(1_000), null);
            default -> new NetworkNamespace(1 + (random.nextLong() >>> 2), "a \"name\" é \u0001");
        };
    }

    private static Endpoint endpoint(Random random, boolean ipv6) {
        int port = random.nextInt(65_536);
        if (!ipv6) {
            return new Endpoint(Address.ipv4(random.nextInt()), port);
        }
        return new Endpoint(
                switch (random.nextInt(3)) {
                    case 0 -> Address.ipv6(0, 0xFFFF_0000_0000L | (random.nextInt() & 0xFFFFFFFFL));
                    case 1 -> Address.ipv6(random.nextLong() & 0xFFFF_0000_0000_FFFFL, random.nextInt(3));
                    default -> Address.ipv6(random.nextLong(), random.nextLong());
                },
                port);
    }

    private static SocketState state(Random random) {
        return SocketState.values()[random.nextInt(SocketState.values().length)];
    }
}
