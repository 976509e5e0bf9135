package io.connflux.track;

import static io.connflux.model.SocketState.CLOSE_WAIT;
import static io.connflux.model.SocketState.ESTABLISHED;
import static io.connflux.model.SocketState.FIN_WAIT1;
import static io.connflux.model.SocketState.FIN_WAIT2;
import static io.connflux.model.SocketState.SYN_RECV;
import static io.connflux.model.SocketState.SYN_SENT;
import static io.connflux.model.SocketState.TIME_WAIT;
import static io.connflux.track.Rows.at;
import static io.connflux.track.Rows.events;
import static io.connflux.track.Rows.listener;
import static io.connflux.track.Rows.tcp;
import static io.connflux.track.Rows.told;
import static io.connflux.track.Rows.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.table.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which two rows are the same connection: the rules, one after the other. */
class IdentityTest {

    @Test
    void an_unchanged_row_says_nothing() {
        assertThat(told(at(1, tcp(10, 80, ESTABLISHED, 7)), at(2, tcp(10, 80, ESTABLISHED, 7))))
                .isEmpty();
    }

    @Test
    void accepting_a_connection_is_no_event() {
        assertThat(told(at(1, tcp(80, 10, ESTABLISHED, 0)), at(2, tcp(80, 10, ESTABLISHED, 7))))
                .isEmpty();
    }

    @Test
    void an_accepted_connection_that_went_on_changes_its_state() {
        assertThat(told(at(1, tcp(80, 10, SYN_RECV, 0)), at(2, tcp(80, 10, CLOSE_WAIT, 7))))
                .containsExactly("state-changed 80>10 CLOSE_WAIT 7");
    }

    @Test
    void an_orphan_keeps_the_inode_of_its_live_phase() {
        assertThat(told(
                        at(1, tcp(10, 80, ESTABLISHED, 7)),
                        at(2, tcp(10, 80, FIN_WAIT1, 0)),
                        at(3, tcp(10, 80, TIME_WAIT, 0)),
                        at(4)))
                .containsExactly(
                        "state-changed 10>80 FIN_WAIT1 7",
                        "state-changed 10>80 TIME_WAIT 7",
                        "closed 10>80 TIME_WAIT 7");
    }

    @Test
    void time_wait_keeps_the_uid_of_the_live_phase() {
        Subscriber tracker = new Subscriber(false);
        events(tracker, at(1, tcp(10, 80, ESTABLISHED, 7)));
        events(tracker, at(2, tcp(10, 80, TIME_WAIT, 0)));
        var closed = (ConnectionEvent.Closed) events(tracker, at(3)).get(0);
        assertThat(closed.connection().uid()).isEqualTo(1000);
    }

    @Test
    void a_uid_that_no_live_row_has_told_is_unknown() {
        Subscriber tracker = new Subscriber(false);
        events(tracker, at(1));
        var opened = (ConnectionEvent.Opened)
                events(tracker, at(2, tcp(10, 80, TIME_WAIT, 0))).get(0);
        assertThat(opened.connection().uid()).isEqualTo(Connection.UNKNOWN_UID);
        assertThat(opened.connection().inode()).isZero();
    }

    @Test
    void two_inodes_are_two_connections() {
        assertThat(told(at(1, tcp(10, 80, ESTABLISHED, 7)), at(2, tcp(10, 80, ESTABLISHED, 8))))
                .containsExactly("closed 10>80 ESTABLISHED 7", "opened 10>80 ESTABLISHED 8");
    }

    @Test
    void a_remembered_inode_counts_as_one() {
        assertThat(told(
                        at(1, tcp(10, 80, ESTABLISHED, 7)),
                        at(2, tcp(10, 80, ESTABLISHED, 0)),
                        at(3, tcp(10, 80, ESTABLISHED, 8))))
                .containsExactly("closed 10>80 ESTABLISHED 7", "opened 10>80 ESTABLISHED 8");
    }

    @Test
    void a_state_that_goes_back_is_another_connection() {
        assertThat(told(at(1, tcp(10, 80, TIME_WAIT, 0)), at(2, tcp(10, 80, ESTABLISHED, 8))))
                .containsExactly("closed 10>80 TIME_WAIT 0", "opened 10>80 ESTABLISHED 8");
        assertThat(told(at(1, tcp(10, 80, FIN_WAIT2, 0)), at(2, tcp(10, 80, SYN_SENT, 8))))
                .containsExactly("closed 10>80 FIN_WAIT2 0", "opened 10>80 SYN_SENT 8");
        assertThat(told(at(1, tcp(80, 10, ESTABLISHED, 7)), at(2, tcp(80, 10, SYN_RECV, 0))))
                .containsExactly("closed 80>10 ESTABLISHED 7", "opened 80>10 SYN_RECV 0");
    }

    @Test
    void a_state_that_goes_back_with_its_inode_is_another_connection_too() {
        assertThat(told(at(1, tcp(10, 80, ESTABLISHED, 7)), at(2, tcp(10, 80, SYN_SENT, 7))))
                .containsExactly("closed 10>80 ESTABLISHED 7", "opened 10>80 SYN_SENT 7");
    }

    @Test
    void of_five_listeners_on_one_port_the_two_that_close_are_told() {
        Snapshot five = at(1, listener(80, 1), listener(80, 2), listener(80, 3), listener(80, 4), listener(80, 5));
        assertThat(told(five, at(2, listener(80, 1), listener(80, 3), listener(80, 5))))
                .containsExactly("closed 80>0 LISTEN 2", "closed 80>0 LISTEN 4");
    }

    @Test
    void udp_sockets_that_share_a_port_are_apart() {
        assertThat(told(at(1, udp(53, 1), udp(53, 2)), at(2, udp(53, 2), udp(53, 3))))
                .containsExactly("closed 53>0 UNCONNECTED 1", "opened 53>0 UNCONNECTED 3");
    }

    @Test
    void a_mapped_address_is_not_its_ipv4_address() {
        Endpoint mapped = new Endpoint(Address.ipv6(0, 0xFFFF7F000001L), 10);
        Connection row = Connection.of(Protocol.TCP6, mapped, mapped, ESTABLISHED, 0, 7);
        assertThat(told(at(1, tcp(10, 10, ESTABLISHED, 7)), at(2, tcp(10, 10, ESTABLISHED, 7), row)))
                .containsExactly("opened 10>10 ESTABLISHED 7");
        assertThat(mapped).hasToString("[::ffff:127.0.0.1]:10");
    }

    @Test
    void a_row_that_a_torn_read_repeats_is_one_connection() {
        Connection row = tcp(10, 80, ESTABLISHED, 7);
        assertThat(told(at(1, row, row), at(2, row), at(3, row, row), at(4)))
                .containsExactly("closed 10>80 ESTABLISHED 7");
        assertThat(told(at(1), at(2, row, row), at(3, row, row), at(4, row)))
                .containsExactly("opened 10>80 ESTABLISHED 7");
    }

    @Test
    void a_row_that_is_accepted_between_its_two_readings_is_one_connection() {
        assertThat(told(
                        at(1, tcp(80, 10, ESTABLISHED, 0)),
                        at(2, tcp(80, 10, ESTABLISHED, 0), tcp(80, 10, ESTABLISHED, 7)),
                        at(3, tcp(80, 10, ESTABLISHED, 7))))
                .isEmpty();
    }

    @Test
    void rows_in_another_order_are_the_same_rows() {
        List<Connection> rows = new ArrayList<>();
        for (int port = 1; port <= 500; port++) {
            rows.add(tcp(port, 80, ESTABLISHED, port));
        }
        List<Connection> reversed = new ArrayList<>(rows);
        java.util.Collections.reverse(reversed);
        assertThat(told(at(1, rows), at(2, reversed), at(3, rows))).isEmpty();
    }

    @Test
    void the_direction_is_that_of_the_first_sight() {
        Subscriber tracker = new Subscriber(true);
        List<ConnectionEvent> existing =
                events(tracker, at(1, listener(80, 1), tcp(80, 10, ESTABLISHED, 2), tcp(10, 80, ESTABLISHED, 3)));
        assertThat(existing)
                .extracting(IdentityTest::direction)
                .containsExactly(Direction.UNKNOWN, Direction.INBOUND, Direction.OUTBOUND, null);
        List<ConnectionEvent> closed = events(tracker, at(2, tcp(10, 80, ESTABLISHED, 3)));
        assertThat(closed).extracting(IdentityTest::direction).containsExactly(Direction.UNKNOWN, Direction.INBOUND);
    }

    @Test
    void a_connection_seen_opening_says_when_and_how_long() {
        Subscriber tracker = new Subscriber(false);
        events(tracker, at(1));
        events(tracker, at(2, tcp(10, 80, ESTABLISHED, 3)));
        var closed = (ConnectionEvent.Closed) events(tracker, at(5)).get(0);
        assertThat(closed.connection().opened()).isEqualTo(Instant.ofEpochSecond(2));
        assertThat(closed.duration()).hasSeconds(3);
        assertThat(closed.since()).isEqualTo(Instant.ofEpochSecond(2));
    }

    private static @org.jspecify.annotations.Nullable Direction direction(ConnectionEvent event) {
        return event instanceof ConnectionEvent.Change change
                ? change.connection().direction()
                : null;
    }
}
