package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code snapshot} beside {@code ss}, which asks the kernel another way, on sockets that this test holds. */
class SsIT {

    private static final String ADDRESS = "127.0.77.2";
    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();

    private final List<NetworkChannel> held = new ArrayList<>();
    private final Set<String> ports = new HashSet<>();

    @AfterEach
    void close() throws IOException {
        for (NetworkChannel channel : held) {
            channel.close();
        }
    }

    @Test
    void tcp_sockets_are_those_that_ss_shows() throws Exception {
        Ss.assumeThere();
        for (StandardProtocolFamily family : families()) {
            InetSocketAddress here = new InetSocketAddress(addressOf(family), 0);
            ServerSocketChannel server = hold(ServerSocketChannel.open(family)).bind(here);
            remember(server);
            for (int i = 0; i < 20; i++) {
                SocketChannel client = hold(SocketChannel.open(family)).bind(here);
                client.connect(server.getLocalAddress());
                SocketChannel accepted = hold(server.accept());
                remember(client);
                if (i % 4 == 1) {
                    client.shutdownOutput();
                } else if (i % 4 == 2) {
                    accepted.shutdownOutput();
                } else if (i % 4 == 3) {
                    client.close();
                    accepted.close();
                }
            }
        }
        Set<String> ours = compared("tcp", "-tanH");
        assertThat(ours)
                .anyMatch(row -> row.contains(" LISTEN "))
                .anyMatch(row -> row.contains(" ESTABLISHED "))
                .anyMatch(row -> row.contains(" FIN_WAIT2 "))
                .anyMatch(row -> row.contains(" CLOSE_WAIT "))
                .anyMatch(row -> row.contains(" TIME_WAIT "))
                .hasSizeGreaterThan(30);
    }

    @Test
    void udp_sockets_are_those_that_ss_shows() throws Exception {
        Ss.assumeThere();
        for (StandardProtocolFamily family : families()) {
            InetSocketAddress here = new InetSocketAddress(addressOf(family), 0);
            for (int i = 0; i < 5; i++) {
                DatagramChannel bound = hold(DatagramChannel.open(family)).bind(here);
                DatagramChannel connected = hold(DatagramChannel.open(family)).bind(here);
                connected.connect(bound.getLocalAddress());
                remember(bound);
                remember(connected);
            }
        }
        assertThat(compared("udp", "-uanH"))
                .anyMatch(row -> row.contains(" UNCONNECTED "))
                .anyMatch(row -> row.contains(" ESTABLISHED "))
                .hasSizeGreaterThanOrEqualTo(10);
    }

    /** Rows of both, alike; states that are on their way when the first one looks have settled soon. */
    private Set<String> compared(String protocol, String option) {
        Set<String> ours = new TreeSet<>();
        await().untilAsserted(() -> {
            Set<String> theirs = Ss.rows(protocol, option, this::isOurs);
            ours.clear();
            ours.addAll(snapshot(protocol));
            assertThat(ours).isEqualTo(theirs);
        });
        return ours;
    }

    private Set<String> snapshot(String protocol) throws Exception {
        JsonNode root = JsonMapper.shared()
                .readTree(Ss.output(
                        COMMAND, "snapshot", "--format", "json", "--protocol", protocol + "," + protocol + "6"));
        Set<String> rows = new TreeSet<>();
        for (String key : List.of(protocol, protocol + "6")) {
            for (JsonNode row : root.path(key)) {
                String local = endpoint(row.path("local"));
                String remote = endpoint(row.path("remote"));
                if (isOurs(local, remote)) {
                    rows.add(Ss.row(key, row.path("state").asString(), local, remote));
                }
            }
        }
        return rows;
    }

    private static String endpoint(JsonNode end) {
        String address = end.path("address").asString();
        return (address.contains(":") ? "[" + address + "]" : address) + ":"
                + end.path("port").asString();
    }

    /** Whether it is one of this test's sockets. */
    private boolean isOurs(String local, String remote) {
        return Set.of(ADDRESS, "[::1]").contains(local.substring(0, local.lastIndexOf(':')))
                && (ports.contains(local.substring(local.lastIndexOf(':') + 1))
                        || ports.contains(remote.substring(remote.lastIndexOf(':') + 1)));
    }

    private <T extends NetworkChannel> T hold(T channel) {
        held.add(channel);
        return channel;
    }

    private void remember(NetworkChannel channel) throws IOException {
        ports.add(Integer.toString(((InetSocketAddress) channel.getLocalAddress()).getPort()));
    }

    private static List<StandardProtocolFamily> families() {
        boolean ipv6 = Path.of("/proc/net/if_inet6").toFile().exists();
        return ipv6
                ? List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6)
                : List.of(StandardProtocolFamily.INET);
    }

    private static String addressOf(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET ? ADDRESS : "::1";
    }
}
