package io.connflux.stream.tracefs;

import static io.connflux.model.SocketState.CLOSE;
import static io.connflux.model.SocketState.LISTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.awaitility.Awaitility.await;

import io.connflux.filter.Filter;
import io.connflux.model.Address;
import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.observation.Observation;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What this host's kernel does not tell, as it cannot be meant. */
class TraceFilterTest {

    @Test
    void for_a_filter_that_names_ports_the_kernel_tells_of_no_others() throws IOException {
        WatchedHost.assumeTraceable();
        try (ServerSocketChannel chosen = WatchedHost.listenAlone();
                ServerSocketChannel other = WatchedHost.listenAlone()) {
            int port = chosen.socket().getLocalPort();
            Filter filter = Filter.parse("tcp and not state listening and port = " + port);
            try (WatchedHost host = WatchedHost.open(
                    Tracefs.at(Tracefs.ROOT).with(WatchedHost.ROOMY).of(filter))) {
                for (ServerSocketChannel listener : List.of(other, chosen)) {
                    reset(listener);
                }
                await().until(() -> {
                    host.take();
                    return host.all().stream()
                                    .filter(each -> each.after() == CLOSE)
                                    .count()
                            == 2;
                });
                assertThat(host.all())
                        .allMatch(each ->
                                each.local().port() == port || each.remote().port() == port);
                // What says how one ended is not left out.
                assertThat(host.all().stream().map(Observation::outcome).filter(each -> each != null))
                        .containsExactlyInAnyOrder(Outcome.RESET_HERE, Outcome.RESET_BY_PEER);
            }
        }
    }

    @Test
    void for_a_filter_that_means_IPv6_alone_the_kernel_tells_of_no_others() throws IOException {
        InetAddress loopback6 = Address.parse("::1").toInetAddress();
        try (WatchedHost host = WatchedHost.open(
                        Tracefs.at(Tracefs.ROOT).with(WatchedHost.ROOMY).of(Filter.parse("tcp and ip6")));
                ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.INET);
                ServerSocketChannel chosen = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assumeThatCode(() -> chosen.bind(new InetSocketAddress(loopback6, 0)))
                    .as("IPv6 on this host")
                    .doesNotThrowAnyException();
            for (ServerSocketChannel listener : List.of(other, chosen)) {
                reset(listener);
            }
            int port = chosen.socket().getLocalPort();
            await().until(() -> {
                host.take();
                return ends(host, port).size() == 2;
            });
            assertThat(host.all())
                    .allSatisfy(each -> assertThat(each.protocol()).isEqualTo(Protocol.TCP6));
            // What says how one ended is not left out.
            assertThat(ends(host, port).stream().map(Observation::outcome))
                    .containsExactlyInAnyOrder(Outcome.RESET_HERE, Outcome.RESET_BY_PEER);
        }
    }

    private static void reset(ServerSocketChannel listener) throws IOException {
        SocketAddress at = listener.getLocalAddress();
        boolean ipv6 = ((InetSocketAddress) at).getAddress() instanceof Inet6Address;
        SocketChannel client = SocketChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        client.connect(at);
        SocketChannel server = listener.accept();
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
        server.close();
    }

    private static List<Observation> ends(WatchedHost host, int port) {
        return host.all().stream()
                .filter(each -> each.after() == CLOSE)
                .filter(each -> each.local().port() == port || each.remote().port() == port)
                .toList();
    }

    @Test
    void a_filter_that_cannot_be_asked_of_the_kernel_leaves_nothing_out() throws IOException {
        String many = IntStream.range(1, 20).mapToObj(i -> "" + 2 * i).collect(Collectors.joining(", "));
        for (String expression : List.of("tcp", "port < 100", "port in {" + many + "}", "proto = tcp6")) {
            Tracefs trace = Tracefs.at(Tracefs.ROOT).with(WatchedHost.ROOMY).of(Filter.parse(expression));
            try (WatchedHost host = WatchedHost.open(trace);
                    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
                listener.bind(new InetSocketAddress(host.address, 0));
                host.await(each -> each.after() == LISTEN);
            }
        }
    }
}
