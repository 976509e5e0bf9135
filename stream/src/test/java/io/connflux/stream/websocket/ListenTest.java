package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.stream.ConnectionStream;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where a server can be reached, and where it cannot. */
class ListenTest extends ServedHost {

    ListenTest() {
        super(1);
    }

    private int serve(String address) {
        return start(sink(address, 0));
    }

    private WebSocketServer sink(String address, int port) {
        return WebSocketServer.over(ConnectionStream.over(host))
                .listen(address, port)
                .token("s3cret");
    }

    private static void reach(InetAddress address, int port) throws IOException {
        new Socket(address, port).close();
    }

    private static void assumeIpv6() {
        boolean there;
        try (ServerSocket probe = new ServerSocket(0, 1, NetUtil.LOCALHOST6)) {
            there = probe.isBound();
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "no IPv6 here");
    }

    @Test
    void all_addresses_of_ipv4_are_none_of_ipv6() throws Exception {
        assumeIpv6();
        int port = serve("0.0.0.0");
        assertThat(server.address().getAddress().getHostAddress()).isEqualTo("0.0.0.0");
        reach(NetUtil.LOCALHOST4, port);
        assertThatThrownBy(() -> reach(NetUtil.LOCALHOST6, port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void all_addresses_of_ipv6_are_all_there_are() throws Exception {
        assumeIpv6();
        int port = serve("::");
        reach(NetUtil.LOCALHOST6, port);
        reach(NetUtil.LOCALHOST4, port);
    }

    @Test
    void one_address_is_no_other() throws Exception {
        int port = serve("127.0.0.1");
        reach(NetUtil.LOCALHOST4, port);
        InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        assertThatThrownBy(() -> reach(other, port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void a_port_that_is_taken_is_an_error_that_says_where() {
        int port = serve("127.0.0.1");
        assertThatThrownBy(() -> sink("127.0.0.1", port).start().block(Duration.ofMinutes(1)))
                .hasMessageContaining("127.0.0.1 port " + port + " cannot be listened on: ")
                .hasMessageContaining("in use");
    }
}
