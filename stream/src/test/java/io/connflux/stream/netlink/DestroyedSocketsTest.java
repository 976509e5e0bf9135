package io.connflux.stream.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import org.junit.jupiter.api.Test;

class DestroyedSocketsTest extends EndsOfNamespace {

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
}
