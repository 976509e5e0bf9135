package io.connflux.stream.tracefs;

import static io.connflux.model.SocketState.CLOSE;
import static io.connflux.model.SocketState.CLOSE_WAIT;
import static io.connflux.model.SocketState.ESTABLISHED;
import static io.connflux.model.SocketState.FIN_WAIT1;
import static io.connflux.model.SocketState.FIN_WAIT2;
import static io.connflux.model.SocketState.LAST_ACK;
import static io.connflux.model.SocketState.LISTEN;
import static io.connflux.model.SocketState.SYN_RECV;
import static io.connflux.model.SocketState.SYN_SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.Observation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real connections of this process, as this host's kernel tells them. */
class TracefsTest {

    @Test
    void both_ends_of_a_connection_are_told_from_the_first_state_to_the_last() throws IOException {
        try (WatchedHost host = WatchedHost.open()) {
            int port;
            int clientPort;
            try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
                listener.bind(new InetSocketAddress(host.address, 0));
                port = listener.socket().getLocalPort();
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET);
                client.connect(listener.getLocalAddress());
                SocketChannel server = listener.accept();
                clientPort = client.socket().getLocalPort();
                client.close();
                server.close();
                host.await(each -> each.after() == CLOSE && each.before() == LAST_ACK);
                assertThat(steps(host, clientPort, port, FIN_WAIT1))
                        .containsExactly(SYN_SENT, ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE);
                assertThat(steps(host, port, clientPort, SYN_RECV))
                        .containsExactly(SYN_RECV, ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSE);
            }
            host.await(each -> each.before() == LISTEN && each.after() == CLOSE);
            assertThat(host.own())
                    .allSatisfy(each -> assertThat(each.protocol()).isEqualTo(Protocol.TCP));
            assertThat(host.own()).isSortedAccordingTo(Comparator.comparingLong(Observation::nanos));
            assertThat(host.own().stream().map(Observation::outcome).filter(each -> each != null))
                    .containsExactly(Outcome.CLOSED, Outcome.CLOSED);
            assertThat(host.lost()).isZero();
        }
    }

    /** The states that one socket came to, which had one of them. */
    private static List<SocketState> steps(WatchedHost host, int local, int remote, SocketState had) {
        long socket = host.own().stream()
                .filter(each -> each.local().port() == local && each.remote().port() == remote && each.after() == had)
                .findFirst()
                .orElseThrow()
                .socket();
        return host.own().stream()
                .filter(each -> each.socket() == socket)
                .map(Observation::after)
                .toList();
    }

    @Test
    void what_a_process_does_itself_is_told_with_it_and_its_network_namespace() throws IOException {
        try (WatchedHost host = WatchedHost.open();
                ServerSocket listener = new ServerSocket(0, 1, host.address);
                Socket client = new Socket(host.address, listener.getLocalPort())) {
            assertThat(client.isConnected()).isTrue();
            Observation begun = host.await(each -> each.after() == SYN_SENT);
            assertThat(begun.process().pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
            String namespace =
                    Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
            assertThat(namespace).isEqualTo("net:[" + begun.namespace() + "]");
            assertThat(begun.nanos()).isLessThan(System.nanoTime());
            Observation atTheServer = host.await(each -> each.after() == SYN_RECV);
            assertThat(atTheServer.process()).isNull();
            assertThat(atTheServer.namespace()).isZero();
        }
    }

    @Test
    void a_mapped_address_stays_one_of_the_file_of_IPv6() throws IOException {
        try (WatchedHost host = WatchedHost.open();
                ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("::"));
                Socket client = new Socket(host.address, listener.getLocalPort())) {
            Observation told = host.await(each -> each.after() == ESTABLISHED && each.before() == SYN_RECV);
            assertThat(told.protocol()).isEqualTo(Protocol.TCP6);
            assertThat(told.local())
                    .hasToString("[::ffff:" + host.address.getHostAddress() + "]:" + listener.getLocalPort());
            assertThat(told.remote().port()).isEqualTo(client.getLocalPort());
        }
    }

    @Test
    void a_reset_is_told_at_both_ends() throws IOException {
        try (WatchedHost host = WatchedHost.open();
                ServerSocket listener = new ServerSocket(0, 1, host.address)) {
            Socket client = new Socket(host.address, listener.getLocalPort());
            Socket server = listener.accept();
            client.setSoLinger(true, 0);
            int port = client.getLocalPort();
            client.close();
            Observation here =
                    host.await(each -> each.after() == CLOSE && each.local().port() == port);
            Observation there =
                    host.await(each -> each.after() == CLOSE && each.remote().port() == port);
            assertThat(here.outcome()).isEqualTo(Outcome.RESET_HERE);
            assertThat(there.outcome()).isEqualTo(Outcome.RESET_BY_PEER);
            server.close();
        }
    }

    @Test
    void a_close_over_unread_data_is_a_reset_of_this_host() throws IOException {
        try (WatchedHost host = WatchedHost.open();
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            listener.bind(new InetSocketAddress(host.address, 0));
            try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET)) {
                client.connect(listener.getLocalAddress());
                int port = client.socket().getLocalPort();
                SocketChannel server = listener.accept();
                client.write(java.nio.ByteBuffer.wrap(new byte[1]));
                await().until(() -> server.socket().getInputStream().available() == 1);
                server.close();
                Observation there = host.await(
                        each -> each.after() == CLOSE && each.remote().port() == port);
                Observation here =
                        host.await(each -> each.after() == CLOSE && each.local().port() == port);
                assertThat(there.outcome()).isEqualTo(Outcome.RESET_HERE);
                assertThat(here.outcome()).isEqualTo(Outcome.RESET_BY_PEER);
            }
        }
    }

    @Test
    void an_attempt_where_nobody_listens_is_refused() throws IOException {
        try (WatchedHost host = WatchedHost.open()) {
            int port;
            try (ServerSocket listener = new ServerSocket(0, 1, host.address)) {
                port = listener.getLocalPort();
            }
            assertThatThrownBy(() -> new Socket(host.address, port)).isInstanceOf(ConnectException.class);
            Observation told = host.await(each -> each.before() == SYN_SENT);
            assertThat(told.after()).isEqualTo(CLOSE);
            assertThat(told.outcome()).isEqualTo(Outcome.REFUSED);
        }
    }

    @Test
    void an_attempt_that_its_process_gives_up_has_no_outcome_that_anybody_knows() throws IOException {
        try (WatchedHost host = WatchedHost.open();
                ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            full.bind(new InetSocketAddress(host.address, 0), 1);
            // The queue of one holds two; to a third nobody answers.
            SocketChannel[] more = new SocketChannel[3];
            for (int i = 0; i < more.length; i++) {
                more[i] = SocketChannel.open(StandardProtocolFamily.INET);
                more[i].configureBlocking(false);
                more[i].connect(full.getLocalAddress());
            }
            for (SocketChannel each : more) {
                each.close();
            }
            Observation told = host.await(each -> each.before() == SYN_SENT && each.after() == CLOSE);
            assertThat(told.outcome()).isNull();
        }
    }

    @Test
    void all_that_happened_before_a_call_is_taken_by_it() throws IOException {
        try (WatchedHost host = WatchedHost.open();
                ServerSocket listener = new ServerSocket(0, 1, host.address)) {
            for (int i = 0; i < 20; i++) {
                int port;
                try (Socket client = new Socket(host.address, listener.getLocalPort())) {
                    port = client.getLocalPort();
                    client.setSoLinger(true, 0);
                    listener.accept().close();
                }
                host.take();
                assertThat(host.own().stream()
                                .filter(each -> each.after() == CLOSE)
                                .filter(each -> each.local().port() == port
                                        || each.remote().port() == port))
                        .describedAs("the ends of the connection before the call")
                        .hasSize(2);
            }
        }
    }

    @Test
    void its_listener_is_told_that_something_came() throws IOException {
        try (WatchedHost host = WatchedHost.open();
                ServerSocket listener = new ServerSocket(0, 1, host.address);
                Socket client = new Socket(host.address, listener.getLocalPort())) {
            await().untilAtomic(host.arrivals, org.hamcrest.Matchers.greaterThan(0));
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void a_folder_that_is_no_tracefs_is_named_with_the_remedy(@TempDir Path empty) {
        assertThatThrownBy(() -> Tracefs.at(empty).open(() -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(empty.resolve("instances").toString())
                .hasMessageContaining("mount -t tracefs tracefs " + empty);
        assertThat(Tracefs.at(empty).missing()).isEmpty();
    }

    @Test
    void a_folder_that_is_no_prepared_instance_is_named_and_nothing_is_to_be_mounted_over_it(@TempDir Path folder) {
        assertThatThrownBy(() -> Tracefs.prepared(folder).open(() -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("the kernel's trace cannot be read: " + folder + " is no instance of it, as there is no "
                        + folder.resolve("trace_clock") + "; root makes one: connflux trace-setup");
        Path gone = folder.resolve("gone");
        assertThatThrownBy(() -> Tracefs.prepared(gone).open(() -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(gone + " is not there")
                .hasMessageEndingWith("connflux trace-setup");
    }
}
