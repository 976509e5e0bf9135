package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.table.FileProblem;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who began a connection: what proves it, and what does not. */
class DirectionTest {

    private static final String LISTENER = "tcp 0.0.0.0:80 0.0.0.0:0 LISTEN 1";
    private static final String INBOUND = "tcp 10.0.0.1:80 10.9.9.9:5000 ESTABLISHED 2";
    private static final String OUTBOUND = "tcp 10.0.0.1:5000 10.9.9.9:443 ESTABLISHED 3";

    private final Subscriber tracker = new Subscriber(true);
    private int second;

    @Test
    void a_listener_at_the_local_endpoint_was_called() {
        poll(LISTENER);
        assertThat(poll(LISTENER, INBOUND, OUTBOUND)).containsExactly("80 INBOUND", "5000 OUTBOUND");
    }

    @Test
    void a_listener_that_opened_in_the_same_interval_was_called() {
        poll();
        assertThat(poll(LISTENER, INBOUND)).containsExactly("80 UNKNOWN", "80 INBOUND");
    }

    @Test
    void a_listener_of_the_poll_before_was_called() {
        poll(LISTENER);
        assertThat(poll(INBOUND)).containsExactly("80 UNKNOWN", "80 INBOUND");
    }

    @Test
    void a_listener_of_older_polls_was_not() {
        poll(LISTENER);
        poll();
        assertThat(poll(INBOUND)).containsExactly("80 OUTBOUND");
    }

    @Test
    void a_listener_that_opened_after_the_connection_changes_nothing() {
        poll();
        assertThat(poll(INBOUND)).containsExactly("80 OUTBOUND");
        assertThat(poll(INBOUND, LISTENER)).containsExactly("80 UNKNOWN");
        assertThat(poll(LISTENER)).containsExactly("80 OUTBOUND");
    }

    @Test
    void a_listener_at_another_address_with_the_same_port_was_not_called() {
        String other = "tcp 10.0.0.2:80 0.0.0.0:0 LISTEN 1";
        poll(other);
        assertThat(poll(other, INBOUND)).containsExactly("80 OUTBOUND");
    }

    @Test
    void a_listener_at_an_address_takes_what_comes_to_it() {
        String own = "tcp 10.0.0.1:80 0.0.0.0:0 LISTEN 1";
        poll(own);
        assertThat(poll(own, INBOUND)).containsExactly("80 INBOUND");
        poll("tcp6 [fd00::1]:81 [::]:0 LISTEN 1");
        assertThat(poll(
                        "tcp6 [fd00::1]:81 [fd00::9]:5000 ESTABLISHED 2",
                        "tcp6 [fd00::2]:81 [fd00::9]:5000 ESTABLISHED 3"))
                .contains("81 INBOUND", "81 OUTBOUND");
    }

    @Test
    void the_wildcard_of_ipv6_takes_both_families_in_its_own_file() {
        String any = "tcp6 [::]:80 [::]:0 LISTEN 1";
        poll(any);
        assertThat(poll(
                        any,
                        "tcp6 [fd00::1]:80 [fd00::9]:5000 ESTABLISHED 2",
                        "tcp6 [::ffff:10.0.0.1]:80 [::ffff:10.9.9.9]:5000 ESTABLISHED 3",
                        INBOUND))
                .containsExactlyInAnyOrder("80 INBOUND", "80 INBOUND", "80 OUTBOUND");
    }

    @Test
    void a_wildcard_of_ipv4_takes_no_ipv6() {
        poll(LISTENER);
        assertThat(poll(LISTENER, "tcp6 [fd00::1]:80 [fd00::9]:5000 ESTABLISHED 2"))
                .containsExactly("80 OUTBOUND");
        String mapped = "tcp6 [::ffff:0.0.0.0]:81 [::]:0 LISTEN 4";
        poll(mapped);
        assertThat(poll(
                        mapped,
                        "tcp6 [fd00::1]:81 [fd00::9]:5000 ESTABLISHED 5",
                        "tcp6 [::ffff:10.0.0.1]:81 [::ffff:10.9.9.9]:5000 ESTABLISHED 6"))
                .contains("81 OUTBOUND", "81 INBOUND");
    }

    @Test
    void of_two_ends_on_this_host_the_listeners_end_was_called() {
        String listener = "tcp6 [::]:80 [::]:0 LISTEN 1";
        poll(listener);
        assertThat(poll(
                        listener,
                        "tcp 127.0.0.1:5000 127.0.0.1:80 ESTABLISHED 2",
                        "tcp6 [::ffff:127.0.0.1]:80 [::ffff:127.0.0.1]:5000 ESTABLISHED 3"))
                .containsExactlyInAnyOrder("5000 OUTBOUND", "80 INBOUND");
    }

    @Test
    void of_two_ends_on_this_host_without_a_listener_neither_is_told() {
        poll();
        assertThat(poll(
                        "tcp 127.0.0.1:5000 127.0.0.1:80 ESTABLISHED 2",
                        "tcp 127.0.0.1:80 127.0.0.1:5000 ESTABLISHED 3"))
                .containsExactly("5000 UNKNOWN", "80 UNKNOWN");
        assertThat(poll("tcp 10.0.0.1:5001 10.0.0.1:81 ESTABLISHED 4", "tcp 10.0.0.1:81 10.0.0.1:5001 TIME_WAIT 0"))
                .contains("5001 UNKNOWN", "81 UNKNOWN");
    }

    @Test
    void of_two_ends_with_a_listener_each_neither_is_told() {
        String own = "tcp 0.0.0.0:4001 0.0.0.0:0 LISTEN 9";
        poll(own, LISTENER);
        assertThat(poll(
                        own,
                        LISTENER,
                        "tcp 127.0.0.1:4001 127.0.0.1:80 ESTABLISHED 2",
                        "tcp 127.0.0.1:80 127.0.0.1:4001 ESTABLISHED 3"))
                .containsExactly("4001 UNKNOWN", "80 UNKNOWN");
        // Peers that listen on one port and call from it, as those of libp2p and BitTorrent do.
        assertThat(poll(own, LISTENER, "tcp 10.0.0.1:4001 10.9.9.9:4001 ESTABLISHED 4"))
                .contains("4001 UNKNOWN");
    }

    @Test
    void the_baseline_has_the_directions_that_something_proves() {
        assertThat(poll(
                        LISTENER,
                        INBOUND,
                        OUTBOUND,
                        "tcp 10.0.0.1:5001 10.9.9.9:443 SYN_SENT 4",
                        "tcp 10.0.0.1:443 10.9.9.9:5002 SYN_RECV 0",
                        "tcp 127.0.0.1:5003 127.0.0.1:80 ESTABLISHED 5",
                        "tcp 127.0.0.1:80 127.0.0.1:5003 ESTABLISHED 6",
                        "tcp 127.0.0.1:5004 127.0.0.1:81 ESTABLISHED 7",
                        "tcp 127.0.0.1:81 127.0.0.1:5004 ESTABLISHED 8",
                        "tcp 10.0.0.1:80 10.9.9.9:5005 TIME_WAIT 0",
                        "tcp 127.0.0.1:7007 127.0.0.1:7007 ESTABLISHED 9"))
                .containsExactly(
                        "80 UNKNOWN",
                        "80 INBOUND",
                        "5000 UNKNOWN",
                        "5001 OUTBOUND",
                        "443 INBOUND",
                        "5003 OUTBOUND",
                        "80 INBOUND",
                        "5004 UNKNOWN",
                        "81 UNKNOWN",
                        "80 INBOUND",
                        "7007 OUTBOUND");
    }

    @Test
    void what_waits_to_be_accepted_was_never_called_from_here() {
        poll();
        // A transparent proxy's listener has another address; with an inode SYN_RECV may be a simultaneous open.
        assertThat(poll("tcp 10.9.9.1:443 10.9.9.9:5000 ESTABLISHED 0", "tcp 10.9.9.1:443 10.9.9.9:5001 CLOSE_WAIT 0"))
                .containsExactly("443 UNKNOWN", "443 UNKNOWN");
        assertThat(poll("tcp 10.9.9.1:444 10.9.9.9:5000 SYN_RECV 0", "tcp 127.0.0.1:444 127.0.0.1:5000 SYN_RECV 7"))
                .contains("444 INBOUND", "444 UNKNOWN");
    }

    @Test
    void a_connection_first_seen_after_its_file_was_lost_has_only_what_is_proven() {
        poll(LISTENER);
        Snapshot lost = new SnapshotBuilder(Instant.ofEpochSecond(second++))
                .namespace(new NamespaceTables(
                        NetworkNamespace.UNSPECIFIED,
                        new EnumMap<>(Map.of(Protocol.UDP, Rows.at(0).tables().get(2))),
                        Map.of(Protocol.TCP, new FileProblem("/proc/net/tcp", "cannot be read", false))))
                .build();
        Rows.events(tracker, lost);
        assertThat(poll(INBOUND, OUTBOUND)).contains("80 INBOUND", "5000 UNKNOWN");
        assertThat(poll("tcp 10.0.0.1:5001 10.9.9.9:443 ESTABLISHED 4")).contains("5001 OUTBOUND");
    }

    @Test
    void a_udp_socket_that_connects_was_called_as_likely_as_it_calls() {
        poll("udp 10.0.0.1:5000 0.0.0.0:0 UNCONNECTED 1");
        assertThat(poll("udp 10.0.0.1:5000 10.9.9.9:53 ESTABLISHED 1")).contains("5000 UNKNOWN");
        assertThat(poll("udp 10.0.0.1:5000 10.9.9.8:53 ESTABLISHED 1"))
                .as("its second peer")
                .containsExactly("5000 UNKNOWN", "5000 UNKNOWN");
    }

    @Test
    void a_new_udp_socket_with_a_peer_calls_unless_another_one_waits_at_its_port() {
        String waits = "udp 0.0.0.0:53 0.0.0.0:0 UNCONNECTED 1";
        poll(waits);
        assertThat(poll(
                        waits,
                        "udp 10.0.0.1:53 10.9.9.9:5000 ESTABLISHED 2",
                        "udp 10.0.0.1:5001 10.9.9.9:443 ESTABLISHED 3",
                        "udp 127.0.0.1:5002 127.0.0.1:53 ESTABLISHED 4",
                        "udp 127.0.0.1:5003 127.0.0.1:54 ESTABLISHED 5"))
                .containsExactly("53 INBOUND", "5001 OUTBOUND", "5002 OUTBOUND", "5003 UNKNOWN");
    }

    @Test
    void a_udp_socket_of_the_other_family_that_waits_at_the_port_leaves_it_open() {
        String waits = "udp6 [::]:53 [::]:0 UNCONNECTED 1";
        poll(waits);
        assertThat(poll(
                        waits,
                        "udp 10.0.0.1:53 10.9.9.9:5000 ESTABLISHED 2",
                        "udp6 [::ffff:10.0.0.1]:53 [::ffff:10.9.9.9]:5001 ESTABLISHED 3"))
                .containsExactly("53 UNKNOWN", "53 INBOUND");
    }

    @Test
    void a_udp_socket_of_the_baseline_has_no_direction_unless_another_one_waits_at_its_port() {
        assertThat(poll(
                        "udp 0.0.0.0:53 0.0.0.0:0 UNCONNECTED 1",
                        "udp 10.0.0.1:53 10.9.9.9:5000 ESTABLISHED 2",
                        "udp 127.0.0.1:5001 127.0.0.1:53 ESTABLISHED 3",
                        "udp 10.0.0.1:5002 10.9.9.9:443 ESTABLISHED 4"))
                .containsExactly("53 UNKNOWN", "53 INBOUND", "5001 UNKNOWN", "5002 UNKNOWN");
    }

    /** The directions that the next poll tells, each behind its connection's local port. */
    private List<String> poll(String... rows) {
        Connection[] connections = Arrays.stream(rows).map(Rows::row).toArray(Connection[]::new);
        return Rows.events(tracker, Rows.at(second++, connections)).stream()
                .filter(event -> event instanceof ConnectionEvent.Change)
                .map(event -> ((ConnectionEvent.Change) event).connection())
                .map(connection -> connection.local().port() + " " + connection.direction())
                .toList();
    }
}
