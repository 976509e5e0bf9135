package io.connflux.stream.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.model.Protocol;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import io.connflux.procfs.ProcNet;
import io.connflux.table.FileProblem;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hosts that have no IPv6, or have it switched off. */
class Ipv6OffTest {

    private static final Set<Protocol> OF_IPV6 = EnumSet.of(Protocol.TCP6, Protocol.UDP6);

    @Test
    void where_no_sockets_of_IPv6_can_be_made_its_tables_are_absent_as_its_files_are() throws Exception {
        Snapshot snapshot = WithoutIpv6.call(() -> SockDiagSource.ofThisHost().read());
        assertThat(snapshot.tables())
                .extracting(SocketTable::protocol)
                .containsExactlyInAnyOrder(Protocol.TCP, Protocol.UDP);
        assertThat(snapshot.missing().keySet()).isEqualTo(OF_IPV6);
        assertThat(snapshot.missing().values()).allMatch(FileProblem::absent);
        assertThat(Objects.requireNonNull(snapshot.missing().get(Protocol.TCP6)).reason())
                .isEqualTo("there is no IPv6 here, and no tcp6");
    }

    @Test
    void a_table_of_IPv6_alone_is_an_error_there_and_netlink_is_as_good_as_elsewhere_for_the_others() throws Exception {
        SockDiagSource alone = SockDiagSource.ofThisHost().only(OF_IPV6);
        assertThatThrownBy(() -> WithoutIpv6.call(alone::read))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no IPv6 here, and no tcp6; there is no IPv6 here, and no udp6");
        WithoutIpv6.call(() -> {
            SockDiagSource.ofThisHost().check();
            return alone;
        });
    }

    @Test
    void ends_of_the_other_sockets_are_told_there() throws Exception {
        List<Observation> told = new ArrayList<>();
        try (ObservationReader reader =
                WithoutIpv6.call(() -> DestroyedSockets.ofThisHost().open(() -> {}))) {
            int port;
            try (DatagramChannel other = DatagramChannel.open(StandardProtocolFamily.INET);
                    DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
                other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                socket.connect(other.getLocalAddress());
                port = socket.socket().getLocalPort();
            }
            await().until(() -> {
                told.addAll(reader.take().all());
                return told.stream().anyMatch(each -> each.local().port() == port);
            });
        }
    }

    @Test
    void in_a_network_namespace_without_its_addresses_the_tables_are_there_and_are_those_of_the_files()
            throws Exception {
        String off = """
                sh('echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6')
                s = socket.socket(V6, T); s.bind(('::', 0)); s.listen(); keep.append(s)
                u = socket.socket(V6, U); u.bind(('::', 0)); keep.append(u)
                """;
        try (HeldSockets host = HeldSockets.of(off + HeldSockets.AT_REST)) {
            Snapshot netlink =
                    EnteredNamespace.of(host.pid(), SockDiagSource.ofThisHost()).read();
            Snapshot files = ProcNet.at(host.proc()).read();
            assertThat(netlink.missing()).isEmpty();
            for (Protocol protocol : Protocol.values()) {
                assertThat(netlink.connections(protocol))
                        .as(protocol.label())
                        .containsExactlyInAnyOrderElementsOf(files.connections(protocol))
                        .isNotEmpty();
            }
        }
    }
}
