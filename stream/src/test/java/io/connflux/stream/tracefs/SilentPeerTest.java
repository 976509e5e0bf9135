package io.connflux.stream.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.model.Outcome;
import io.connflux.model.SocketState;
import io.connflux.observation.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts at peers that never answer, in a network namespace with a cable to nowhere. */
class SilentPeerTest {

    private static final String CABLE = """
            ip link set lo up && ip link add d0 type veth peer name d1 && ip addr add $0/24 dev d0 &&
            ip link set d0 up && ip link set d1 up || exit 3
            """;

    private final String network = "10.9." + ThreadLocalRandom.current().nextInt(1, 255) + ".";
    private final String peer = network + "9";

    @BeforeEach
    void a_namespace_and_a_cable_can_be_made() throws IOException, InterruptedException {
        WatchedHost.assumeTraceable();
        assumeTrue(
                new ProcessBuilder(inNamespace("")).start().waitFor() == 0,
                "no right to make network namespaces here, no ip, or no veth in this kernel");
    }

    private List<String> inNamespace(String more) {
        return List.of("unshare", "--net", "sh", "-c", CABLE + more, network + "1");
    }

    /** Sets something, lets bash connect, and gives the end of that. */
    private Observation endOf(String setting) throws IOException {
        String connect = "exec bash -c 'exec 3<>/dev/tcp/" + peer + "/80' 2>/dev/null";
        try (WatchedHost host = WatchedHost.open()) {
            Process process = new ProcessBuilder(inNamespace(setting + "\n" + connect)).start();
            await().until(() -> {
                host.take();
                return ofPeer(host).stream().anyMatch(each -> each.after() == SocketState.CLOSE);
            });
            List<Observation> told = ofPeer(host);
            assertThat(told).hasSize(2);
            Observation begun = told.get(0);
            assertThat(begun.after()).isEqualTo(SocketState.SYN_SENT);
            assertThat(begun.process().pid()).isEqualTo((int) process.pid());
            assertThat(begun.namespace()).isPositive();
            String ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
            assertThat(ours).isNotEqualTo("net:[" + begun.namespace() + "]");
            return told.get(1);
        }
    }

    private List<Observation> ofPeer(WatchedHost host) {
        return host.all().stream()
                .filter(each -> each.remote().toString().equals(peer + ":80"))
                .toList();
    }

    @Test
    void a_peer_that_has_no_address_on_its_network_is_unreachable() throws IOException {
        assertThat(endOf("echo 10 > /proc/sys/net/ipv4/neigh/d0/retrans_time_ms")
                        .outcome())
                .isEqualTo(Outcome.UNREACHABLE);
    }

    /** The peer has said that it is done, and the cable is cut before this end says so. */
    private static final String FIN_TO_NOBODY = """
            echo 1 > /proc/sys/net/ipv4/tcp_orphan_retries
            exec python3 -c "
            import os, socket, time
            listener = socket.create_server(('127.0.0.1', PORT))
            client = socket.create_connection(listener.getsockname())
            server, _ = listener.accept()
            server.shutdown(socket.SHUT_WR)
            client.recv(1)
            os.system('ip link set lo down')
            client.close()
            time.sleep(60)"
            """;

    @Test
    void a_last_fin_that_nobody_acknowledges_is_no_end_in_order() throws IOException {
        int port = ThreadLocalRandom.current().nextInt(1024, 32768);
        try (WatchedHost host = WatchedHost.open()) {
            Process process = new ProcessBuilder(inNamespace(FIN_TO_NOBODY.replace("PORT", "" + port))).start();
            try {
                List<Observation> ends = await().until(
                                () -> {
                                    host.take();
                                    return host.all().stream()
                                            .filter(each -> each.remote().port() == port
                                                    && each.before() == SocketState.LAST_ACK)
                                            .toList();
                                },
                                found -> !found.isEmpty());
                assertThat(ends).extracting(Observation::after).containsExactly(SocketState.CLOSE);
                assertThat(ends.get(0).outcome()).isNull();
            } finally {
                process.destroy();
            }
        }
    }

    @Test
    void a_peer_that_says_nothing_is_timed_out() throws IOException {
        assertThat(endOf("echo 1 > /proc/sys/net/ipv4/tcp_syn_retries; ip neigh add " + peer
                                + " lladdr 02:00:00:00:00:09 dev d0")
                        .outcome())
                .isEqualTo(Outcome.TIMED_OUT);
    }
}
