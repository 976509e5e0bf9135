package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Events of every kind, always the same, whose lines in each schema are files beside these tests. */
final class GoldenEvents {

    static final Instant TIME = Instant.parse("2026-11-24T10:00:01.250Z");
    static final Instant SINCE = Instant.parse("2026-11-24T10:00:00.250Z");
    static final Instant OPENED = Instant.parse("2026-11-23T23:59:59.009Z");

    /** A host that is known, labels, and all that is said only where it is asked for. */
    static final EncoderSettings SETTINGS = EncoderSettings.NONE
            .withHost(new HostIdentity(
                    "kernel-name", "3d1219c7c4c5404aaa1f6d2a48adfda4", "34784164-e962-4cf4-a864-f7f520271f54"))
            .withHostName("web-1.example")
            .withLabel("team", "edge \"é\"")
            .withLabel("deployment.environment.name", "prod")
            .withCommunityId(true);

    static final Connection LISTENER = Connection.of(
                    Protocol.TCP6,
                    new Endpoint(Address.parse("::"), 443),
                    new Endpoint(Address.parse("::"), 0),
                    SocketState.LISTEN,
                    0,
                    40_001)
            .toBuilder()
            .id("0a1b2c3d4e5f-1")
            .build();

    static final Connection INBOUND = Connection.of(
                    Protocol.TCP6,
                    new Endpoint(Address.parse("::ffff:192.168.1.52"), 443),
                    new Endpoint(Address.parse("::ffff:8.8.8.8"), 50_000),
                    SocketState.ESTABLISHED,
                    33,
                    40_002)
            .toBuilder()
            .id("0a1b2c3d4e5f-2")
            .opened(OPENED)
            .direction(Direction.INBOUND)
            .namespace(new NetworkNamespace(4_026_532_177L, "blue"))
            .owner(new Owner.Held(List.of(process(812, "/usr/sbin/nginx"))))
            .build();

    static final Connection OUTBOUND = Connection.of(
                    Protocol.TCP,
                    new Endpoint(Address.parse("127.0.0.1"), 57_860),
                    new Endpoint(Address.parse("127.0.0.1"), 5_432),
                    SocketState.FIN_WAIT2,
                    1_000,
                    0)
            .toBuilder()
            .id("0a1b2c3d4e5f-3")
            .direction(Direction.OUTBOUND)
            .owner(Owner.Unnamed.RELEASED)
            .build();

    static final Connection UNCONNECTED = Connection.of(
            Protocol.UDP,
            new Endpoint(Address.parse("0.0.0.0"), 68),
            new Endpoint(Address.parse("0.0.0.0"), 0),
            SocketState.UNCONNECTED);

    static final Connection IPV6 = Connection.of(
                    Protocol.UDP6,
                    new Endpoint(Address.parse("fd00::1"), 40_000),
                    new Endpoint(Address.parse("fd00::2"), 53),
                    SocketState.ESTABLISHED)
            .toBuilder()
            .id("0a1b2c3d4e5f-5")
            .owner(new Owner.Held(List.of(process(812, "/usr/sbin/nginx"), process(813, null))))
            .build();

    private GoldenEvents() {}

    static OwnerProcess process(int pid, String executable) {
        return new OwnerProcess(
                pid,
                120_000L + pid,
                Instant.parse("2026-11-23T08:00:00.25Z"),
                "nginx",
                executable,
                executable == null ? null : "nginx: worker \"é\"",
                executable == null ? -1 : 33,
                executable == null ? null : "www-data",
                executable == null
                        ? ControlGroup.NONE
                        : new ControlGroup(
                                "3f4e5a6b7c8d",
                                "containerd",
                                "9a0e1c52-7d0b-4f5e-8d3c-0123456789ab",
                                "kubepods.slice"));
    }

    private static Connection carrying(Connection one) {
        return one.toBuilder()
                .traffic(new Traffic(12_345, 6_789, 21, 14, 3, 27_500))
                .build();
    }

    private static Connection atRate(Connection one) {
        return one.toBuilder()
                .traffic(new Traffic(12_345, 6_789, 21, 14, 3, 27_500, new Traffic.Rate(1_234, 0)))
                .build();
    }

    static List<Line> lines() {
        Connection before = OUTBOUND.toBuilder().state(SocketState.FIN_WAIT1).build();
        Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
        counts.put(Protocol.TCP, 3);
        counts.put(Protocol.UDP6, 0);
        List<ConnectionEvent> events = List.of(
                new ConnectionEvent.Existing(TIME, LISTENER),
                new ConnectionEvent.Existing(TIME, IPV6),
                new ConnectionEvent.Baseline(TIME, counts),
                new ConnectionEvent.Opened(TIME, SINCE, INBOUND),
                new ConnectionEvent.Opened(TIME, SINCE, LISTENER),
                new ConnectionEvent.Opened(TIME, SINCE, UNCONNECTED),
                new ConnectionEvent.StateChanged(TIME, SINCE, before, OUTBOUND, true),
                new ConnectionEvent.OwnerChanged(TIME, SINCE, IPV6.ownedBy(null), IPV6),
                new ConnectionEvent.Closed(TIME, SINCE, INBOUND, Duration.ofNanos(36_002_241_000_001L)),
                new ConnectionEvent.Closed(TIME, SINCE, LISTENER, null),
                new ConnectionEvent.Closed(TIME, TIME, INBOUND, Duration.ofMillis(1), Outcome.RESET_BY_PEER),
                new ConnectionEvent.Closed(TIME, TIME, OUTBOUND, Duration.ofMillis(2), Outcome.REFUSED),
                new ConnectionEvent.Lost(TIME, "tcp could not be read: \"why\"", 4),
                new ConnectionEvent.Unreadable(
                        TIME, 2, new RowProblem("/proc/net/tcp", 7, 12, "expected a digit", "a\tb")),
                new ConnectionEvent.Stats(
                        TIME,
                        new StreamCounters(
                                1,
                                2,
                                3,
                                4,
                                5,
                                6,
                                7,
                                8,
                                Duration.ofNanos(1_234_567),
                                9,
                                10L,
                                1,
                                Duration.ofMillis(-5),
                                1L,
                                270,
                                12)),
                new ConnectionEvent.Closed(TIME, SINCE, carrying(INBOUND), null),
                new ConnectionEvent.Closed(TIME, SINCE, carrying(OUTBOUND), null),
                new ConnectionEvent.Existing(TIME, atRate(INBOUND)));
        List<Line> lines = new ArrayList<>();
        for (ConnectionEvent event : events) {
            Resumption resumption = event instanceof ConnectionEvent.Baseline ? new Resumption("a1", false) : null;
            lines.add(new Line(lines.size() + 1L, event, resumption));
        }
        return lines;
    }
}
