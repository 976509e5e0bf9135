package io.connflux.stream.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.observation.Observations;
import io.connflux.table.SnapshotSource;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DestroyedSocketsTest {

    private static final String SERVER = """
            web = socket.socket(); web.bind(('127.0.0.1', 8080)); web.listen(200)
            six = socket.socket(V6); six.bind(('::1', 8081)); six.listen(200)
            def pair(server=web):
                c = socket.socket(server.family)
                # The kernel makes the routes to an address of IPv6 when it comes to it.
                while c.connect_ex(server.getsockname()[:2]): time.sleep(0.01)
                return c, server.accept()[0]
            def move(here, there, count):
                here.sendall(b'x' * count)
                while count: count -= len(there.recv(65536))
            def talk(c, a): move(c, a, 12345); move(a, c, 6789)
            def reset(s): s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); s.close()
            """;

    private static HeldSockets host;
    private static SnapshotSource table;

    private final ConnectionTracker tracker = new ConnectionTracker();
    private final List<ConnectionEvent> told = new ArrayList<>();
    private ObservationReader reader;
    private long lost;

    @BeforeAll
    static void hold() throws Exception {
        host = HeldSockets.of(SERVER);
        table = EnteredNamespace.of(host.pid(), SockDiagSource.ofThisHost());
    }

    @AfterAll
    static void let_go() {
        if (host != null) {
            host.close();
        }
    }

    @BeforeEach
    void watch() throws Exception {
        open(DestroyedSockets.ofThisHost());
    }

    private void open(ObservationSource source) throws IOException {
        if (reader != null) {
            reader.close();
        }
        reader = EnteredNamespace.in(host.pid(), () -> source.open(() -> {}));
        poll();
    }

    @AfterEach
    void end() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }

    private void poll() throws IOException {
        observe();
        told.addAll(tracker.reconcile(table.read()));
    }

    private void observe() throws IOException {
        Observations seen = reader.take();
        lost += seen.lost();
        told.addAll(tracker.observe(seen, Moment.now(Clock.systemUTC(), System::nanoTime), reader.namespaces()));
    }

    private List<String> lines(Protocol protocol) {
        return told.stream()
                .map(event -> (ConnectionEvent.Change) event)
                .filter(change -> change.connection().protocol() == protocol)
                .map(change -> change.name() + " " + side(change.connection()) + " "
                        + change.connection().state())
                .toList();
    }

    private static String side(Connection c) {
        int port = c.local().port();
        return port == 8080 || port == 8081 ? "server" : "client";
    }

    private void awaitLines(String... lines) {
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.TCP)).containsExactlyInAnyOrder(lines);
        });
    }

    private Traffic traffic(String side) {
        return told.stream()
                .map(event -> ((ConnectionEvent.Change) event).connection())
                .filter(c -> side(c).equals(side) && c.traffic() != null)
                .map(Connection::traffic)
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no traffic of the " + side + " in " + told));
    }

    private void assertExact() {
        assertThat(traffic("client"))
                .returns(12_345L, Traffic::sent)
                .returns(6_789L, Traffic::received)
                .returns(0L, Traffic::retransmitted)
                .satisfies(traffic -> {
                    assertThat(traffic.rttMicros()).isPositive();
                    assertThat(traffic.segmentsSent()).isBetween(4L, 20L);
                    assertThat(traffic.segmentsReceived()).isBetween(3L, 20L);
                });
        assertThat(traffic("server")).returns(6_789L, Traffic::sent).returns(12_345L, Traffic::received);
    }

    @Test
    void both_ends_are_told_exactly_where_the_client_closes_first() throws Exception {
        host.does("c, a = pair(); talk(c, a); c.close(); a.recv(1); a.close()");
        awaitLines("opened client TIME_WAIT", "opened server ESTABLISHED", "closed server ESTABLISHED");
        assertExact();
        assertThat(((ConnectionEvent.Change) told.get(told.size() - 1))
                        .connection()
                        .id())
                .isNotEmpty();
        told.clear();
        poll();
        assertThat(told).as("what the poll finds in TIME_WAIT is told").isEmpty();
    }

    @Test
    void both_ends_are_told_exactly_where_the_server_closes_first() throws Exception {
        host.does("c, a = pair(); talk(c, a)");
        poll();
        host.does("a.close(); c.recv(1); c.close()");
        awaitLines(
                "opened client ESTABLISHED",
                "opened server ESTABLISHED",
                "closed client ESTABLISHED",
                "state-changed server TIME_WAIT");
        assertExact();
    }

    @Test
    void over_ipv6_too() throws Exception {
        host.does("c, a = pair(six); talk(c, a)");
        poll();
        host.does("c.close(); a.recv(1); a.close()");
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.TCP6))
                    .containsExactlyInAnyOrder(
                            "opened client ESTABLISHED",
                            "opened server ESTABLISHED",
                            "state-changed client TIME_WAIT",
                            "closed server ESTABLISHED");
        });
        assertExact();
    }

    @Test
    void a_reset_is_joined_by_the_cookie_and_its_receiver_says_what_it_carried() throws Exception {
        host.does("c, a = pair(); talk(c, a)");
        poll();
        host.does("reset(c); a.close()");
        awaitLines(
                "opened client ESTABLISHED",
                "opened server ESTABLISHED",
                "closed client ESTABLISHED",
                "closed server ESTABLISHED");
        assertThat(traffic("server")).returns(6_789L, Traffic::sent).returns(12_345L, Traffic::received);
        assertThat(told)
                .filteredOn(ConnectionEvent.Closed.class::isInstance)
                .map(event -> ((ConnectionEvent.Closed) event).outcome())
                .as("a reset is not proven")
                .containsOnlyNulls();
        assertThat(tracker.unknownEnds()).isZero();
    }

    @Test
    void what_was_reset_or_refused_between_two_polls_is_counted() throws Exception {
        host.does("c, a = pair(); reset(c); a.close()");
        host.does("""
                c = socket.socket()
                try: c.connect(('127.0.0.1', 1))
                except OSError: pass
                c.close()
                socket.socket().close()
                """);
        await().untilAsserted(() -> {
            observe();
            assertThat(tracker.unknownEnds()).isEqualTo(2);
            assertThat(lines(Protocol.TCP))
                    .as("the other end has an address")
                    .containsExactly("opened server ESTABLISHED", "closed server ESTABLISHED");
        });
    }

    @Test
    void a_socket_that_is_kept_after_its_reset_is_closed_once() throws Exception {
        host.does("c, a = pair(); talk(c, a)");
        poll();
        host.does("reset(c)");
        awaitLines("opened client ESTABLISHED", "opened server ESTABLISHED", "closed client ESTABLISHED");
        poll();
        poll();
        assertThat(lines(Protocol.TCP))
                .as("by the poll, as nobody else has told it")
                .contains("closed server ESTABLISHED");
        int before = told.size();
        host.does("a.close(); u = socket.socket(V4, U); u.bind(('127.0.0.1', 0)); u.close()");
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.UDP)).as("something later").contains("closed client UNCONNECTED");
        });
        assertThat(told.subList(before, told.size()))
                .extracting(
                        event -> ((ConnectionEvent.Change) event).connection().protocol())
                .containsOnly(Protocol.UDP);
    }

    @Test
    void a_datagram_socket_is_told_without_traffic() throws Exception {
        host.does("u = socket.socket(V4, U); u.bind(('127.0.0.1', 6000)); w = socket.socket(V4, U)");
        poll();
        host.does("w.connect(('127.0.0.1', 6000)); w.close(); u.close(); socket.socket(V4, U).close()");
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.UDP))
                    .containsExactlyInAnyOrder(
                            "opened client UNCONNECTED",
                            "opened client ESTABLISHED",
                            "closed client ESTABLISHED",
                            "closed client UNCONNECTED");
        });
        assertThat(told)
                .extracting(
                        event -> ((ConnectionEvent.Change) event).connection().traffic())
                .containsOnlyNulls();
    }

    @Test
    void what_is_left_in_time_wait_has_ended_in_order() throws Exception {
        host.does("c, a = pair(); c.close(); a.recv(1); a.close()");
        awaitLines("opened client TIME_WAIT", "opened server ESTABLISHED", "closed server ESTABLISHED");
        told.clear();
        host.does("sh('echo 0 >/proc/sys/net/ipv4/tcp_max_tw_buckets')");
        host.does("c, a = pair(); c.close(); a.recv(1); a.close()");
        host.does("sh('echo 8192 >/proc/sys/net/ipv4/tcp_max_tw_buckets')");
        awaitLines(
                "opened client ESTABLISHED",
                "closed client ESTABLISHED",
                "opened server ESTABLISHED",
                "closed server ESTABLISHED");
        assertThat(tracker.table().connections())
                .filteredOn(c -> c.opened() != null)
                .singleElement()
                .satisfies(c -> assertThat(c.state()).isEqualTo(SocketState.TIME_WAIT))
                .satisfies(c -> assertThat(c.traffic()).isNotNull());
    }

    @Test
    void what_the_kernel_had_no_room_for_is_counted_exactly_and_the_next_poll_is_true() throws Exception {
        host.does("""
                many = [socket.socket(V4, U) for i in range(900)]
                for u in many: u.bind(('127.0.0.1', 0))
                """);
        poll();
        told.clear();
        reader.close();
        NetlinkSocket little = EnteredNamespace.in(host.pid(), () -> {
            NetlinkSocket socket = NetlinkSocket.open();
            socket.listen(2, 4096);
            return socket;
        });
        host.does("for u in many: u.close()\nmany = []");
        await().until(() -> little.drops() > 0);
        reader = EnteredNamespace.in(host.pid(), () -> EndReader.of(little, () -> {}));
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.UDP).size() + lost).isEqualTo(900);
        });
        assertThat(lost).as("a buffer of some messages").isPositive();
        poll();
        poll();
        assertThat(lines(Protocol.UDP)).as("told once each").hasSize(900).containsOnly("closed client UNCONNECTED");
    }

    @Test
    void without_ipv6_the_others_are_told() throws Exception {
        host.does("sh('echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6')");
        open(DestroyedSockets.ofThisHost());
        host.does("sh('echo 0 >/proc/sys/net/ipv6/conf/all/disable_ipv6')");
        told.clear();
        host.does("u = socket.socket(V4, U); u.bind(('127.0.0.1', 0)); u.close()");
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.UDP)).contains("closed client UNCONNECTED");
        });
    }

    @Test
    void only_those_protocols_are_told_that_were_chosen() throws Exception {
        open(DestroyedSockets.ofThisHost().only(Set.of(Protocol.UDP)));
        told.clear();
        host.does("c, a = pair(); c.close(); a.close()\nu = socket.socket(V4, U); u.bind(('127.0.0.1', 0)); u.close()");
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.UDP)).contains("closed client UNCONNECTED");
        });
        assertThat(lines(Protocol.TCP)).isEmpty();
    }

    @Test
    void its_end_leaves_no_thread_and_no_descriptor() throws Exception {
        reader.close();
        long before = descriptors();
        CountDownLatch arrived = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            ObservationReader one = EnteredNamespace.in(
                    host.pid(), () -> DestroyedSockets.ofThisHost().open(arrived::countDown));
            host.does("u = socket.socket(V4, U); u.bind(('127.0.0.1', 0)); u.close()");
            await().until(() -> !one.take().isEmpty());
            one.close();
            one.close();
            assertThat(one.take().isEmpty()).as("closed").isTrue();
        }
        assertThat(arrived.await(10, TimeUnit.SECONDS)).as("rung each time").isTrue();
        assertThat(descriptors()).isLessThanOrEqualTo(before);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("connflux-ends"));
    }

    /** Of the kinds that it opens: another test's files may come and go. */
    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(DestroyedSocketsTest::isOurs).count();
        }
    }

    private static boolean isOurs(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:") || target.equals("anon_inode:[eventfd]");
        } catch (IOException e) {
            return false;
        }
    }
}
