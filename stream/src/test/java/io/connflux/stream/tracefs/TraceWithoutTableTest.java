package io.connflux.stream.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.ConnectionEvent.Change;
import io.connflux.model.Address;
import io.connflux.model.Protocol;
import io.connflux.procfs.ProcNet;
import io.connflux.stream.ConnectionStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** The kernel's trace beside a {@code /proc} that has no file of IPv6, as where it is off. */
class TraceWithoutTableTest {

    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private final List<ConnectionEvent> told = new CopyOnWriteArrayList<>();

    @Test
    void what_is_in_no_file_is_told_to_nobody_and_the_rest_as_ever(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/tcp"), HEADER);
        try (WatchedHost host = WatchedHost.open();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
                ServerSocketChannel server6 = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            server.bind(new InetSocketAddress(host.address, 0));
            assumeThatCode(() -> server6.bind(
                            new InetSocketAddress(Address.parse("::1").toInetAddress(), 0)))
                    .as("IPv6 on this host")
                    .doesNotThrowAnyException();
            Disposable subscription = ConnectionStream.over(ProcNet.at(proc))
                    .every(Duration.ofHours(1))
                    .observing(Tracefs.at(Tracefs.ROOT))
                    .events()
                    .subscribe(told::add);
            int port = server.socket().getLocalPort();
            await().until(() -> !told.isEmpty());
            connect(StandardProtocolFamily.INET6, server6);
            connect(StandardProtocolFamily.INET, server);
            await().atMost(Duration.ofSeconds(30)).until(() -> told.stream().anyMatch(each -> isClosed(each, port)));
            subscription.dispose();
            assertThat(told.stream().filter(Change.class::isInstance).map(Change.class::cast))
                    .allSatisfy(each -> assertThat(each.connection().protocol()).isEqualTo(Protocol.TCP));
        }
        // The stream closes its reader on a thread that may wait; the next test may count what there is of others.
        await().untilAsserted(() -> {
            assertThat(ReadersTraces.threads()).isEmpty();
            assertThat(ReadersTraces.instancesOf(ProcessHandle.current().pid())).isEmpty();
        });
    }

    private static void connect(StandardProtocolFamily family, ServerSocketChannel server) throws IOException {
        SocketChannel client = SocketChannel.open(family);
        client.connect(server.getLocalAddress());
        server.accept().close();
        client.close();
    }

    private static boolean isClosed(ConnectionEvent event, int port) {
        return event instanceof ConnectionEvent.Closed closed
                && closed.connection().remote().port() == port;
    }
}
