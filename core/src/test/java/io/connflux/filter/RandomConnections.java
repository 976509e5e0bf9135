package io.connflux.filter;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Connections of every kind, of few hosts and ports, so that much of what is asked is true of some. */
final class RandomConnections {

    private static final String[] IPV4 = {
        "127.0.0.1", "10.0.0.1", "10.1.2.3", "8.8.8.8", "0.0.0.0", "224.0.0.1", "169.254.1.1"
    };

    private static final String[] IPV6 = {
        "::1", "::", "fe80::1", "2001:db8::1", "2a00::1:2", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "ff02::1", "fc00::1"
    };

    private static final SocketState[] TCP = {
        SocketState.ESTABLISHED,
        SocketState.SYN_SENT,
        SocketState.TIME_WAIT,
        SocketState.LISTEN,
        SocketState.CLOSE_WAIT,
        SocketState.FIN_WAIT2
    };

    private static final int PORTS = 40;

    private final Random random;

    RandomConnections(Random random) {
        this.random = random;
    }

    static Address address(Random random, boolean ipv6) {
        String[] texts = ipv6 ? IPV6 : IPV4;
        return Address.parse(texts[random.nextInt(texts.length)]);
    }

    /** A table in which no two have the same ends. */
    List<Connection> table(int size) {
        List<Connection> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            rows.add(next(i));
        }
        return rows;
    }

    /** The same table later: some are gone, others have lost their inode and owner, a few have come. */
    List<Connection> later(List<Connection> rows) {
        List<Connection> later = new ArrayList<>();
        for (Connection row : rows) {
            int chance = random.nextInt(8);
            if (chance == 1 && row.protocol().isTcp() && row.state() == SocketState.ESTABLISHED) {
                later.add(row.toBuilder()
                        .state(SocketState.TIME_WAIT)
                        .inode(0)
                        .uid(Connection.UNKNOWN_UID)
                        .owner(null)
                        .build());
            } else if (chance > 0) {
                later.add(row);
            }
        }
        for (int i = random.nextInt(10); i > 0; i--) {
            later.add(next(1000 + i));
        }
        return later;
    }

    private Connection next(int number) {
        Protocol protocol = Protocol.values()[random.nextInt(4)];
        boolean wide = protocol.isIpv6();
        SocketState state = protocol.isTcp()
                ? TCP[random.nextInt(TCP.length)]
                : random.nextBoolean() ? SocketState.UNCONNECTED : SocketState.ESTABLISHED;
        boolean peer = state != SocketState.LISTEN && state != SocketState.UNCONNECTED;
        Address none = wide ? Address.ipv6(0, 0) : Address.ipv4(0);
        Endpoint local = new Endpoint(address(random, wide), random.nextInt(PORTS));
        Endpoint remote = peer ? new Endpoint(address(random, wide), 10_000 + number) : new Endpoint(none, 0);
        return Connection.of(protocol, local, remote, state, random.nextInt(3) * 1000L, 5000 + number).toBuilder()
                .owner(owner())
                .namespace(new NetworkNamespace(4026531840L, "blue"))
                .build();
    }

    private @Nullable Owner owner() {
        int chance = random.nextInt(4);
        if (chance < 2) {
            return chance == 0 ? null : Owner.Unnamed.values()[random.nextInt(Owner.Unnamed.values().length)];
        }
        List<OwnerProcess> processes = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            processes.add(new OwnerProcess(
                    1 + random.nextInt(8),
                    random.nextInt(100),
                    Instant.EPOCH,
                    text(),
                    random.nextBoolean() ? "/usr/bin/" + text() : null,
                    null,
                    random.nextInt(3) * 1000L,
                    random.nextBoolean() ? text() : null,
                    random.nextBoolean()
                            ? ControlGroup.NONE
                            : new ControlGroup(text(), "docker", random.nextBoolean() ? text() : null, text())));
        }
        return new Owner.Held(processes);
    }

    private String text() {
        return RandomFilters.TEXTS.get(random.nextInt(RandomFilters.TEXTS.size()));
    }
}
