package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code snapshot} beside {@code ss}, which asks the kernel another way, on sockets that this test holds. */
class SsIT {

    private static final String ADDRESS = "127.0.77.2";
    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();

    /** The states of which {@code ss} has words of its own; the others differ in a hyphen. */
    private static final Map<String, String> STATES = Map.of(
            "ESTAB", "ESTABLISHED", "UNCONN", "UNCONNECTED", "FIN-WAIT-1", "FIN_WAIT1", "FIN-WAIT-2", "FIN_WAIT2");

    /** State, two queues, local and peer. */
    private static final Pattern SS_LINE = Pattern.compile("(\\S+) +\\d+ +\\d+ +(\\S+) +(\\S+).*");

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
        assumeSs();
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
        assumeSs();
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
            Set<String> theirs = ss(protocol, option);
            ours.clear();
            ours.addAll(snapshot(protocol));
            assertThat(ours).isEqualTo(theirs);
        });
        return ours;
    }

    private Set<String> snapshot(String protocol) throws Exception {
        JsonNode root = JsonMapper.shared()
                .readTree(
                        output(COMMAND, "snapshot", "--format", "json", "--protocol", protocol + "," + protocol + "6"));
        Set<String> rows = new TreeSet<>();
        for (String key : List.of(protocol, protocol + "6")) {
            for (JsonNode row : root.path(key)) {
                String state = row.path("state").asString();
                add(rows, key, state, endpoint(row.path("local")), endpoint(row.path("remote")));
            }
        }
        return rows;
    }

    private static String endpoint(JsonNode end) {
        String address = end.path("address").asString();
        return (address.contains(":") ? "[" + address + "]" : address) + ":"
                + end.path("port").asString();
    }

    private Set<String> ss(String protocol, String option) throws Exception {
        Set<String> rows = new TreeSet<>();
        for (String line : output("ss", option).lines().toList()) {
            Matcher matcher = SS_LINE.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            String word = matcher.group(1);
            String state = STATES.getOrDefault(word, word.replace('-', '_'));
            String local = matcher.group(2);
            add(rows, local.startsWith("[") ? protocol + "6" : protocol, state, local, matcher.group(3));
        }
        return rows;
    }

    /** Keeps the rows of this test's sockets. Where there is no peer, {@code ss} shows a star. */
    private void add(Set<String> rows, String protocol, String state, String local, String remote) {
        boolean ours = Set.of(ADDRESS, "[::1]").contains(local.substring(0, local.lastIndexOf(':')))
                && (ports.contains(local.substring(local.lastIndexOf(':') + 1))
                        || ports.contains(remote.substring(remote.lastIndexOf(':') + 1)));
        boolean peer = !state.equals("LISTEN") && !state.equals("UNCONNECTED");
        if (ours) {
            rows.add(protocol + " " + state + " " + local + (peer ? " " + remote : ""));
        }
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

    private static void assumeSs() throws Exception {
        try {
            output("ss", "-V");
        } catch (IOException e) {
            assumeTrue(false, "no ss of iproute2 here to compare with: " + e.getMessage());
        }
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return text;
    }
}
