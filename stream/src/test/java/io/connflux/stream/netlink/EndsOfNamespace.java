package io.connflux.stream.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.Traffic;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.observation.Observations;
import io.connflux.table.SnapshotSource;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A network namespace of its own, and all that is told of the sockets in it, by polls and by their ends. */
abstract class EndsOfNamespace {

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

    static HeldSockets host;
    static SnapshotSource table;

    final ConnectionTracker tracker = new ConnectionTracker();
    final List<ConnectionEvent> told = new ArrayList<>();
    ObservationReader reader;
    long lost;

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

    void open(ObservationSource source) throws IOException {
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

    void poll() throws IOException {
        observe();
        told.addAll(tracker.reconcile(table.read()));
    }

    void observe() throws IOException {
        Observations seen = reader.take();
        lost += seen.lost();
        told.addAll(tracker.observe(seen, Moment.now(Clock.systemUTC(), System::nanoTime), reader.namespaces()));
    }

    List<String> lines(Protocol protocol) {
        return told.stream()
                .map(event -> (ConnectionEvent.Change) event)
                .filter(change -> change.connection().protocol() == protocol)
                .map(change -> change.name() + " " + side(change.connection()) + " "
                        + change.connection().state())
                .toList();
    }

    static String side(Connection c) {
        int port = c.local().port();
        return port == 8080 || port == 8081 ? "server" : "client";
    }

    void awaitLines(String... lines) {
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.TCP)).containsExactlyInAnyOrder(lines);
        });
    }

    Traffic traffic(String side) {
        return told.stream()
                .map(event -> ((ConnectionEvent.Change) event).connection())
                .filter(c -> side(c).equals(side) && c.traffic() != null)
                .map(Connection::traffic)
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no traffic of the " + side + " in " + told));
    }
}
