package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.procfs.ProcNet;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Directions against who called {@code connect()}: random sockets that share ports as far as the kernel lets them, on addresses of
 * loopback that each seed has for itself.
 */
class DirectionOfSocketsTest {

    private record Tuple(Endpoint local, Endpoint remote) {}

    private record Server(
            ServerSocketChannel channel, InetSocketAddress dialled, boolean shared, List<Closeable> unaccepted) {}

    private final ProcNet procNet = ProcNet.at(Path.of("/proc"));
    private final Subscriber tracker = new Subscriber(true);
    private final Map<Tuple, Direction> truth = new HashMap<>();
    private final Map<Direction, Integer> told = new EnumMap<>(Direction.class);
    private final List<Server> servers = new ArrayList<>();
    private final List<Closeable> open = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<DatagramChannel> callers = new ArrayList<>();
    private Random random = new Random(0);
    private String[] addresses = {};

    @AfterEach
    void close() throws IOException {
        for (Server server : servers) {
            server.channel.close();
        }
        for (Closeable each : open) {
            each.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void what_is_told_is_who_called(long seed) throws IOException {
        random = new Random(seed);
        String net = "127." + (64 + random.nextInt(128)) + "." + random.nextInt(256) + ".";
        addresses = new String[] {net + 1, net + 2, net + 3, "::1"};
        for (int poll = 0; poll < 6; poll++) {
            for (int i = 0; i < 25; i++) {
                act();
            }
            look("seed " + seed + ", poll " + poll);
        }
        int known = told.getOrDefault(Direction.INBOUND, 0) + told.getOrDefault(Direction.OUTBOUND, 0);
        assertThat(known).as("seed %s told %s", seed, told).isGreaterThan(told.getOrDefault(Direction.UNKNOWN, 0));
    }

    private void act() throws IOException {
        try {
            int choice = random.nextInt(20);
            if (servers.size() < 3 || choice < 3) {
                listen();
            } else if (choice < 5) {
                stopListening();
            } else if (choice < 15) {
                call();
            } else if (choice < 17) {
                callByUdp();
            } else {
                answerByUdp();
            }
        } catch (BindException | UnsupportedOperationException e) {
            // The kernel does not let these two share a port, or has no IPv6.
        }
    }

    private void look(String about) throws IOException {
        tracker.reconcile(procNet.read()).forEach(event -> {
            boolean begins = event instanceof ConnectionEvent.Opened || event instanceof ConnectionEvent.Existing;
            if (begins) {
                check(((ConnectionEvent.Change) event).connection(), about);
            }
        });
    }

    private void check(Connection connection, String about) {
        Direction real = truth.get(new Tuple(plain(connection.local()), plain(connection.remote())));
        if (real != null && connection.hasPeer()) {
            told.merge(connection.direction(), 1, Integer::sum);
            assertThat(connection.direction())
                    .as("%s, %s of %s", about, connection, connection.protocol())
                    .isIn(real, Direction.UNKNOWN);
        }
    }

    private void listen() throws IOException {
        boolean shared = random.nextInt(4) == 0;
        String address = random.nextInt(3) == 0 ? (random.nextBoolean() ? "::" : "0.0.0.0") : anyAddress();
        ServerSocketChannel channel = ServerSocketChannel.open(family(address));
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, shared);
            channel.bind(new InetSocketAddress(InetAddress.getByName(address), anyPort()));
        } catch (BindException e) {
            channel.close();
            throw e;
        }
        channel.configureBlocking(false);
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        ports.add(port);
        String dialled = address.equals("::")
                ? anyAddress()
                : address.equals("0.0.0.0") ? addresses[random.nextInt(3)] : address;
        servers.add(new Server(channel, new InetSocketAddress(dialled, port), shared, new ArrayList<>()));
    }

    private void stopListening() throws IOException {
        Server server = servers.get(random.nextInt(servers.size()));
        // Of two ends with a listener each it cannot be told which one has gone; see Listeners.
        if (!server.shared) {
            servers.remove(server);
            for (Closeable client : server.unaccepted) {
                client.close();
            }
            server.channel.close();
        }
    }

    private void call() throws IOException {
        Server server = servers.get(random.nextInt(servers.size()));
        boolean ipv6 = server.dialled.getAddress().getAddress().length == 16;
        SocketChannel client =
                opened(SocketChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET));
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.setOption(StandardSocketOptions.SO_REUSEPORT, server.shared);
        if (random.nextBoolean()) {
            client.bind(new InetSocketAddress(ipv6 ? "::1" : addresses[random.nextInt(3)], anyPort()));
        }
        client.connect(server.dialled);
        note(client, Direction.OUTBOUND, true);
        if (random.nextInt(4) == 0) {
            server.unaccepted.add(client);
        } else {
            // Another one that waits may come first, or another listener may have got it; all are inbound.
            SocketChannel accepted = server.channel.accept();
            if (accepted != null) {
                opened(accepted).setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        }
    }

    /** A new socket that calls; or one that calls somebody else, bound or not. */
    private void callByUdp() throws IOException {
        DatagramChannel caller;
        if (callers.isEmpty() || random.nextBoolean()) {
            caller = opened(DatagramChannel.open(StandardProtocolFamily.INET));
            if (random.nextBoolean()) {
                caller.bind(new InetSocketAddress(addresses[random.nextInt(3)], anyPort()));
            }
            callers.add(caller);
            if (random.nextBoolean()) {
                return;
            }
        } else {
            caller = callers.get(random.nextInt(callers.size()));
            caller.disconnect();
        }
        caller.connect(new InetSocketAddress(addresses[random.nextInt(3)], 1 + random.nextInt(1000)));
        note(caller, Direction.OUTBOUND, false);
    }

    /** A server with a socket for each client, beside the one that waits; the client is unconnected. */
    private void answerByUdp() throws IOException {
        DatagramChannel waiting = opened(DatagramChannel.open(StandardProtocolFamily.INET));
        waiting.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        SocketAddress here = waiting.bind(new InetSocketAddress(addresses[random.nextInt(3)], 0))
                .getLocalAddress();
        DatagramChannel client = opened(DatagramChannel.open(StandardProtocolFamily.INET));
        client.connect(here);
        note(client, Direction.OUTBOUND, false);
        DatagramChannel own = opened(DatagramChannel.open(StandardProtocolFamily.INET));
        own.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        own.bind(here).connect(client.getLocalAddress());
        note(own, Direction.INBOUND, false);
    }

    private void note(NetworkChannel channel, Direction direction, boolean bothEnds) throws IOException {
        SocketAddress peer = channel instanceof SocketChannel tcp
                ? tcp.getRemoteAddress()
                : ((DatagramChannel) channel).getRemoteAddress();
        Endpoint local = endpoint(channel.getLocalAddress());
        Endpoint remote = endpoint(peer);
        truth.remove(new Tuple(remote, local));
        truth.put(new Tuple(local, remote), direction);
        if (bothEnds) {
            // Unless it called itself, which the kernel allows.
            truth.putIfAbsent(new Tuple(remote, local), Direction.INBOUND);
        }
    }

    private <T extends Closeable> T opened(T channel) {
        open.add(channel);
        return channel;
    }

    private String anyAddress() {
        return addresses[random.nextInt(addresses.length)];
    }

    /** One that is in use elsewhere, or one that the kernel chooses. */
    private int anyPort() {
        return ports.isEmpty() || random.nextBoolean() ? 0 : ports.get(random.nextInt(ports.size()));
    }

    private static ProtocolFamily family(String address) {
        return address.indexOf(':') < 0 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static Endpoint endpoint(SocketAddress address) {
        InetSocketAddress inet = (InetSocketAddress) address;
        return new Endpoint(Address.parse(inet.getAddress().getHostAddress()), inet.getPort());
    }

    private static Endpoint plain(Endpoint endpoint) {
        return new Endpoint(endpoint.address().unmapped(), endpoint.port());
    }
}
