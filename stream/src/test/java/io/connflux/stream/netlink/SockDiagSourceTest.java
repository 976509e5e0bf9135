package io.connflux.stream.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.SocketActivity;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.procfs.ProcNet;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import io.connflux.table.SocketTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SockDiagSourceTest {

    /** Hundredths of a second by which two reads of one timer may differ. */
    private static final long APART = 300;

    @Test
    void the_table_is_that_of_the_files() throws Exception {
        try (HeldSockets host = HeldSockets.of(HeldSockets.ALL_KINDS)) {
            SnapshotSource netlink = EnteredNamespace.of(host.pid(), SockDiagSource.ofThisHost());
            SnapshotSource files = ProcNet.at(host.proc());
            // Between two reads a timer may have run out.
            await().untilAsserted(() -> {
                Snapshot expected = files.read();
                Snapshot snapshot = netlink.read();
                for (Protocol protocol : Protocol.values()) {
                    assertThat(atRest(snapshot.connections(protocol)))
                            .as(protocol.label())
                            .containsExactlyInAnyOrderElementsOf(atRest(expected.connections(protocol)));
                }
                assertThat(timers(snapshot)).hasSameSizeAs(timers(expected));
                for (int i = 0; i < timers(expected).size(); i++) {
                    assertThat(timers(snapshot).get(i) - timers(expected).get(i))
                            .isBetween(-APART, APART);
                }
            });
            List<Connection> found = netlink.read().connections();
            assertThat(found)
                    .extracting(Connection::state)
                    .contains(
                            SocketState.LISTEN,
                            SocketState.ESTABLISHED,
                            SocketState.SYN_SENT,
                            SocketState.SYN_RECV,
                            SocketState.FIN_WAIT2,
                            SocketState.CLOSE_WAIT,
                            SocketState.TIME_WAIT,
                            SocketState.UNCONNECTED);
            assertThat(found)
                    .extracting(Connection::activity)
                    .as("unread, dropped, with a timer")
                    .anyMatch(activity -> activity.rxQueue() == 6)
                    .anyMatch(activity -> activity.drops() > 0)
                    .anyMatch(activity -> activity.timer() == 2);
        }
    }

    /** Without the time that a timer has left, and without what a file counts otherwise: in SYN_RECV, times that it ran out. */
    private static List<Connection> atRest(List<Connection> connections) {
        List<Connection> all = new ArrayList<>();
        for (Connection each : connections) {
            SocketActivity a = each.activity();
            long retransmits = each.state() == SocketState.SYN_RECV ? 0 : a.retransmits();
            all.add(each.toBuilder()
                    .activity(new SocketActivity(
                            a.txQueue(), a.rxQueue(), a.timer(), 0, retransmits, a.timeout(), a.drops()))
                    .build());
        }
        return all;
    }

    private static List<Long> timers(Snapshot snapshot) {
        return snapshot.connections().stream()
                .filter(each -> each.activity().timer() != 0)
                .map(each -> each.activity().when())
                .sorted()
                .toList();
    }

    @Test
    void a_table_that_came_in_one_message_has_no_seam_and_a_longer_one_has() throws Exception {
        String listeners =
                "for i in range(%d): s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); keep.append(s)\n";
        try (HeldSockets few = HeldSockets.of(listeners.formatted(150));
                HeldSockets many = HeldSockets.of(listeners.formatted(600))) {
            SocketTable inOne = tcp(few);
            assertThat(inOne.size()).isEqualTo(150);
            assertThat(inOne.hasSeams()).isFalse();
            SocketTable inMore = tcp(many);
            assertThat(inMore.size()).isEqualTo(600);
            assertThat(seams(inMore)).isBetween(1, 6);
        }
    }

    /** Buckets with more sockets than are written under one lock, and messages do not show where the kernel let go of it. */
    @Test
    void where_there_are_more_rows_than_buckets_each_has_a_seam_before_it() throws Exception {
        String before = "sh('echo 16 >/proc/sys/net/ipv4/tcp_child_ehash_entries')\n";
        assumeSmallHashTable();
        try (HeldSockets outer = HeldSockets.of(before
                + "child = subprocess.Popen(['unshare', '-n', 'sh', '-c', 'ip link set lo up; echo; exec python3 -c \""
                + "import socket, sys; keep = [socket.socket() for i in range(40)]; [s.bind((str(), 0)) or s.listen() for s in keep];"
                + " print(1, flush=True); sys.stdin.read()\"'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
                + "child.stdout.readline(); child.stdout.readline()\n"
                + "open('/proc/self/comm', 'w').write(str(child.pid))\n")) {
            long inner = Long.parseLong(
                    Files.readString(outer.proc().resolve("comm")).trim());
            SocketTable table = Objects.requireNonNull(EnteredNamespace.of(inner, SockDiagSource.ofThisHost())
                    .read()
                    .table(Protocol.TCP));
            assertThat(table.size()).isEqualTo(40);
            assertThat(seams(table)).isEqualTo(41);
        }
    }

    private static void assumeSmallHashTable() {
        assumeTrue(Files.exists(Path.of("/proc/sys/net/ipv4/tcp_child_ehash_entries")), "before Linux 6.1");
    }

    private static SocketTable tcp(HeldSockets host) throws Exception {
        Snapshot snapshot =
                EnteredNamespace.of(host.pid(), SockDiagSource.ofThisHost()).read();
        return Objects.requireNonNull(snapshot.table(Protocol.TCP));
    }

    private static int seams(SocketTable table) {
        int seams = 0;
        for (int row = 0; row <= table.size(); row++) {
            seams += table.seamBetween(row - 1, row) ? 1 : 0;
        }
        return seams;
    }

    @Test
    void what_each_connection_has_carried_is_told_on_request() throws Exception {
        String talk = """
                a = socket.socket(); a.bind(('127.0.0.1', 0)); a.listen()
                c = socket.create_connection(a.getsockname()); s = a.accept()[0]
                c.sendall(b'x' * 12345); n = 12345
                while n: n -= len(s.recv(65536))
                s.sendall(b'y' * 6789); n = 6789
                while n: n -= len(c.recv(65536))
                c.shutdown(socket.SHUT_WR); s.recv(1)
                """;
        try (HeldSockets host = HeldSockets.of(talk)) {
            SnapshotSource asked = EnteredNamespace.of(
                    host.pid(), SockDiagSource.ofThisHost().withTraffic().only(Set.of(Protocol.TCP)));
            // Its FIN is acknowledged a moment later.
            List<Connection> found =
                    await().until(() -> asked.read().connections(), all -> traffic(all, SocketState.FIN_WAIT2) != null);
            assertThat(traffic(found, SocketState.LISTEN)).isNull();
            assertThat(traffic(found, SocketState.CLOSE_WAIT))
                    .as("the peer's FIN is no data")
                    .returns(6_789L, Traffic::sent)
                    .returns(12_345L, Traffic::received);
            assertThat(traffic(found, SocketState.FIN_WAIT2))
                    .returns(12_345L, Traffic::sent)
                    .returns(6_789L, Traffic::received);
            assertThat(EnteredNamespace.of(host.pid(), SockDiagSource.ofThisHost())
                            .read()
                            .connections())
                    .extracting(Connection::traffic)
                    .containsOnlyNulls();
        }
    }

    private static @Nullable Traffic traffic(List<Connection> found, SocketState state) {
        return found.stream()
                .filter(c -> c.state() == state)
                .findFirst()
                .map(Connection::traffic)
                .orElse(null);
    }

    @Test
    void only_those_are_asked_for_that_were_chosen() throws Exception {
        SockDiagSource source = SockDiagSource.ofThisHost().only(EnumSet.of(Protocol.UDP));
        source.check();
        assertThat(source.read().tables()).extracting(SocketTable::protocol).containsExactly(Protocol.UDP);
        assertThatThrownBy(() -> source.only(Set.of())).hasMessageContaining("at least one of tcp");
        assertThatCode(SockDiagSource.ofThisHost()::read).doesNotThrowAnyException();
    }
}
