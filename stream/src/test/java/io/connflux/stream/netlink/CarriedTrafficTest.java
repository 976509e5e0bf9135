package io.connflux.stream.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.model.Address;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.Observations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What real sockets carried, added to changes of them that a test tells. */
class CarriedTrafficTest extends EndsOfNamespace {

    private static final int WEB = 8080;

    private final List<Observation> changes = new ArrayList<>();
    private final HostNamespaces known = new HostNamespaces(7, false);
    private boolean isClosed;
    private int ports = 20_000;

    @BeforeEach
    void carry() throws Exception {
        reader.close();
        reader = EnteredNamespace.in(
                host.pid(), () -> CarriedTraffic.with(arrival -> new Told()).open(() -> {}));
    }

    /** Tells the test's changes. */
    private final class Told implements ObservationReader {
        @Override
        public Observations take() {
            Observations taken = new Observations(changes, 3);
            changes.clear();
            return taken;
        }

        @Override
        public HostNamespaces namespaces() {
            return known;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    private static Endpoint at(int port) {
        return new Endpoint(Address.ipv4(0x7F000001), port);
    }

    /** A connection from a port of its own, and what is done with it. */
    private int connect(String script) throws IOException {
        int port = ++ports;
        host.does("c = socket.socket(); c.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); c.bind(('127.0.0.1', "
                + port + ")); c.connect(web.getsockname()); a = web.accept()[0]; talk(c, a)\n" + script);
        return port;
    }

    private Observation change(int here, int there, SocketState before, SocketState after) {
        Observation one = Observation.of(System.nanoTime(), 1, Protocol.TCP, at(here), at(there), before, after);
        changes.add(one);
        return one;
    }

    /** What the change that was told last has carried. */
    private @Nullable Traffic carried() throws IOException {
        List<@Nullable Traffic> each = allCarried();
        return each.get(each.size() - 1);
    }

    private List<@Nullable Traffic> allCarried() throws IOException {
        Observations taken = reader.take();
        assertThat(taken.lost()).isEqualTo(3);
        List<@Nullable Traffic> each = new ArrayList<>();
        taken.all().forEach(one -> each.add(one.traffic()));
        return each;
    }

    /** On a machine that does much else it may be told too late. */
    private List<@Nullable Traffic> carriedInTime(String script, SocketState client, SocketState server) {
        List<@Nullable Traffic> each = new ArrayList<>();
        await().until(() -> {
            each.clear();
            int port = connect("");
            change(port, WEB, client, SocketState.CLOSE);
            change(WEB, port, server, SocketState.CLOSE);
            host.does(script);
            each.addAll(allCarried());
            return each.get(1) != null && (each.get(0) != null || client == SocketState.ESTABLISHED);
        });
        return each;
    }

    @Test
    void each_end_of_a_connection_says_exactly_what_it_carried() {
        List<@Nullable Traffic> each = carriedInTime(
                "c.shutdown(socket.SHUT_WR); a.recv(1); a.close(); c.recv(1); c.close()",
                SocketState.FIN_WAIT2,
                SocketState.LAST_ACK);
        assertThat(each.get(0)).returns(12_345L, Traffic::sent).satisfies(traffic -> assertThat(traffic.received())
                .as("the FIN that was read may count")
                .isBetween(6_789L, 6_790L));
        assertThat(each.get(1)).returns(6_789L, Traffic::sent).returns(12_345L, Traffic::received);
    }

    @Test
    void an_end_of_which_nothing_is_told_in_a_moment_is_told_without() throws Exception {
        int port = connect("c.close(); a.recv(1)");
        change(WEB, port, SocketState.LAST_ACK, SocketState.CLOSE);
        assertThat(carried()).isNull();
        change(WEB, port, SocketState.LAST_ACK, SocketState.CLOSE);
        host.does("a.close()");
        assertThat(carried()).as("one was owed, and it may be that one's").isNull();
    }

    @Test
    void a_reset_has_it_where_its_program_has_let_the_socket_go_by_then() {
        List<@Nullable Traffic> each =
                carriedInTime("reset(c); a.close()", SocketState.ESTABLISHED, SocketState.ESTABLISHED);
        assertThat(each.get(1)).returns(6_789L, Traffic::sent).returns(12_345L, Traffic::received);
        assertThat(each.get(0)).as("of who resets nothing is told").isNull();
    }

    @Test
    void a_reset_has_it_not_where_its_ends_have_been_another_connections_since() throws Exception {
        int port = connect("");
        change(WEB, port, SocketState.ESTABLISHED, SocketState.CLOSE);
        change(WEB, port, SocketState.LISTEN, SocketState.SYN_RECV);
        host.does("reset(c); a.close()");
        assertThat(allCarried()).containsOnlyNulls();
    }

    @Test
    void other_changes_and_facts_are_left_as_they_are() throws Exception {
        Observation established = change(1, WEB, SocketState.SYN_SENT, SocketState.ESTABLISHED);
        assertThat(reader.take()).isEqualTo(new Observations(List.of(established), 3));
        assertThat(reader.namespaces()).isEqualTo(known);
        reader.close();
        reader.close();
        assertThat(isClosed).isTrue();
        assertThat(reader.take().lost()).isEqualTo(3);
    }
}
