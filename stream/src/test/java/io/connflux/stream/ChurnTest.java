package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.procfs.ProcNet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real connections on loopback that come and go beside idle ones, watched through the real files. */
class ChurnTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** How long a churned connection lives: more than two polls. */
    private static final long LIFE_NANOS = Duration.ofMillis(700).toNanos();

    @Test
    void nothing_false_is_told_of_a_few_hundred_connections() throws IOException {
        churn(400, 200, Duration.ofSeconds(4));
    }

    @Test
    @Tag("churn")
    void nothing_false_is_told_of_thousands_for_a_minute() throws IOException {
        churn(4_000, 2_000, Duration.ofSeconds(60));
    }

    private static void churn(int idleCount, int perSecond, Duration time) throws IOException {
        ConcurrentLinkedQueue<ConnectionEvent> events = new ConcurrentLinkedQueue<>();
        List<Socket> idle = new ArrayList<>();
        Deque<Churned> churned = new ArrayDeque<>();
        int made = 0;
        try (ServerSocket idleServer = new ServerSocket(0, 4096, LOOPBACK);
                ServerSocket churnServer = new ServerSocket(0, 4096, LOOPBACK)) {
            for (int i = 0; i < idleCount; i++) {
                idle.add(new Socket(LOOPBACK, idleServer.getLocalPort()));
                idle.add(idleServer.accept());
            }
            ConnectionStream stream =
                    ConnectionStream.over(ProcNet.at(Path.of("/proc"))).every(Duration.ofMillis(200));
            var subscription = stream.events().subscribe(events::add);
            while (events.isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            long start = System.nanoTime();
            long end = start + time.toNanos();
            while (System.nanoTime() < end || !churned.isEmpty()) {
                long now = System.nanoTime();
                while (now < end && made < (now - start) * perSecond / 1_000_000_000L) {
                    Socket client = connect(new InetSocketAddress(LOOPBACK, churnServer.getLocalPort()));
                    churned.add(new Churned(now, client, churnServer.accept()));
                    made++;
                }
                while (!churned.isEmpty() && churned.peek().born() < now - LIFE_NANOS) {
                    churned.remove().close();
                }
                LockSupport.parkNanos(1_000_000);
            }
            // The last ones are gone from the files; a few polls more, and they are told.
            long expected = 4L * made;
            await().atMost(Duration.ofSeconds(30)).until(() -> told(events, churnServer.getLocalPort()) >= expected);
            subscription.dispose();
            judge(events, idleServer.getLocalPort(), churnServer.getLocalPort(), made);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
            while (!churned.isEmpty()) {
                churned.remove().close();
            }
        }
    }

    private static void judge(Iterable<ConnectionEvent> events, int idlePort, int churnPort, int made) {
        Map<String, Integer> opened = new HashMap<>();
        Map<String, Integer> closed = new HashMap<>();
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.Change change) {
                Connection c = change.connection();
                assertThat(touches(c, idlePort))
                        .as("an idle connection: %s", event)
                        .isFalse();
                if (touches(c, churnPort) && c.protocol() != Protocol.UDP && c.hasPeer()) {
                    Map<String, Integer> count = event instanceof ConnectionEvent.Opened
                            ? opened
                            : event instanceof ConnectionEvent.Closed ? closed : new HashMap<>();
                    count.merge(c.local() + " " + c.remote(), 1, Integer::sum);
                }
            }
        }
        // A port may serve two connections one after the other, but then both of its ends are told twice.
        assertThat(closed).isEqualTo(opened);
        assertThat(opened.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(2 * made);
    }

    private static long told(Iterable<ConnectionEvent> events, int port) {
        long told = 0;
        for (ConnectionEvent event : events) {
            boolean end = event instanceof ConnectionEvent.Opened || event instanceof ConnectionEvent.Closed;
            if (end
                    && event instanceof ConnectionEvent.Change change
                    && change.connection().hasPeer()) {
                told += touches(change.connection(), port) ? 1 : 0;
            }
        }
        return told;
    }

    private static boolean touches(Connection c, int port) {
        return c.local().port() == port || c.remote().port() == port;
    }

    private static Socket connect(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server);
        return socket;
    }

    /** Both ends of a connection, closed by a reset so that no TIME_WAIT stays behind. */
    private record Churned(long born, Socket client, Socket server) {
        void close() throws IOException {
            client.setSoLinger(true, 0);
            server.setSoLinger(true, 0);
            client.close();
            server.close();
        }
    }
}
