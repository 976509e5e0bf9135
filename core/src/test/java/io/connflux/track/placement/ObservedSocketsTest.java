package io.connflux.track.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In which namespace an observed socket is. */
class ObservedSocketsTest {

    private static final long OWN = 4_026_531_840L;
    private static final long OTHER = 4_026_532_000L;
    private static final HostNamespaces SEVERAL = new HostNamespaces(OWN, false);
    private static final Set<Long> UNNAMED = Set.of(0L);

    private final ObservedSockets sockets = new ObservedSockets();
    private long nanos;

    private Observation change(long socket, String local, String remote, SocketState before, SocketState after) {
        return Observation.of(
                ++nanos, socket, Protocol.TCP, Endpoint.parse(local), Endpoint.parse(remote), before, after);
    }

    private List<PlacedObservation> place(Observation one) {
        return sockets.place(one, SEVERAL, UNNAMED);
    }

    private Observation accepted(long socket, String local, String remote) {
        return change(socket, local, remote, SocketState.LISTEN, SocketState.SYN_RECV);
    }

    @Test
    void where_there_is_one_namespace_all_is_in_it() {
        Observation one = accepted(1, "10.0.0.1:80", "10.0.0.2:5000");
        assertThat(sockets.place(one, new HostNamespaces(OWN, true), UNNAMED))
                .containsExactly(new PlacedObservation(one, 0, java.util.OptionalLong.of(1)));
    }

    @Test
    void what_another_namespace_does_is_none_of_ours() {
        Observation client = change(1, "127.0.0.1:0", "127.0.0.1:80", SocketState.CLOSE, SocketState.SYN_SENT);
        assertThat(place(client.in(OTHER))).isEmpty();
        assertThat(place(change(1, "127.0.0.1:5000", "127.0.0.1:80", SocketState.SYN_SENT, SocketState.ESTABLISHED)))
                .isEmpty();
        assertThat(sockets.unplaced()).isZero();
    }

    @Test
    void what_an_interrupt_began_waits_for_a_process_and_keeps_its_beginning() {
        Observation begun = accepted(1, "10.0.0.1:80", "10.0.0.2:5000");
        assertThat(place(begun)).isEmpty();
        Observation closing = change(1, "10.0.0.1:80", "10.0.0.2:5000", SocketState.ESTABLISHED, SocketState.FIN_WAIT1)
                .in(OWN);
        assertThat(place(closing)).extracting(PlacedObservation::one).containsExactly(begun, closing);
        assertThat(sockets.unplaced()).isZero();
    }

    @Test
    void what_ends_before_a_process_did_anything_is_counted() {
        place(accepted(1, "10.0.0.1:80", "10.0.0.2:5000"));
        assertThat(place(change(1, "10.0.0.1:80", "10.0.0.2:5000", SocketState.ESTABLISHED, SocketState.CLOSE)))
                .isEmpty();
        assertThat(sockets.unplaced()).isEqualTo(2);
    }

    private void connects(long socket, String local, String remote, long namespace) {
        place(change(socket, "127.0.0.1:0", remote, SocketState.CLOSE, SocketState.SYN_SENT)
                .in(namespace));
        place(change(socket, local, remote, SocketState.SYN_SENT, SocketState.ESTABLISHED));
    }

    @Test
    void what_is_accepted_from_an_own_address_is_where_its_client_is() {
        connects(1, "127.0.0.1:5000", "127.0.0.1:80", OWN);
        assertThat(place(accepted(2, "127.0.0.1:80", "127.0.0.1:5000"))).hasSize(1);
        connects(3, "127.0.0.1:5001", "127.0.0.1:80", OTHER);
        assertThat(place(accepted(4, "127.0.0.1:80", "127.0.0.1:5001"))).isEmpty();
        assertThat(place(accepted(5, "127.0.0.1:80", "127.0.0.1:5002"))).isEmpty();
        assertThat(sockets.unplaced()).isZero();
    }

    @Test
    void a_client_of_ipv4_is_that_of_a_listener_of_both_families() {
        connects(1, "127.0.0.1:5000", "127.0.0.1:80", OWN);
        assertThat(place(accepted(2, "[::ffff:127.0.0.1]:80", "[::ffff:127.0.0.1]:5000")))
                .hasSize(1);
    }

    @Test
    void two_clients_of_the_same_ends_prove_nothing() {
        connects(1, "127.0.0.1:5000", "127.0.0.1:80", OWN);
        connects(2, "127.0.0.1:5000", "127.0.0.1:80", OTHER);
        assertThat(place(accepted(3, "127.0.0.1:80", "127.0.0.1:5000"))).isEmpty();
    }

    /** Of a process that was gone before anybody could look. */
    private Observation unknownClient(long socket, String local, String remote) {
        Observation begun =
                change(socket, local.replaceAll(":[0-9]+$", ":0"), remote, SocketState.CLOSE, SocketState.SYN_SENT);
        Observation connected = change(socket, local, remote, SocketState.SYN_SENT, SocketState.ESTABLISHED);
        assertThat(place(begun)).isEmpty();
        assertThat(place(connected)).isEmpty();
        return connected;
    }

    private Observation closing(long socket, String local, String remote) {
        return change(socket, local, remote, SocketState.ESTABLISHED, SocketState.FIN_WAIT1);
    }

    private Observation closed(long socket, String local, String remote) {
        return change(socket, local, remote, SocketState.FIN_WAIT2, SocketState.CLOSE);
    }

    @Test
    void a_client_that_nobody_knows_is_where_its_server_is_also_where_it_has_ended() {
        Observation connected = unknownClient(8, "127.0.0.1:5000", "127.0.0.1:80");
        Observation accepted = accepted(2, "127.0.0.1:80", "127.0.0.1:5000");
        assertThat(place(accepted)).isEmpty();
        Observation ended = closed(8, "127.0.0.1:5000", "127.0.0.1:80");
        assertThat(place(ended)).isEmpty();
        Observation told = closing(2, "127.0.0.1:80", "127.0.0.1:5000").in(OWN);
        assertThat(place(told))
                .extracting(PlacedObservation::one)
                .as("what is over under a number of its own: its place in the kernel may be another's")
                .extracting(one -> one.socket() + " " + one.nanos())
                .containsExactly(
                        "1 " + connected.nanos(), "2 " + accepted.nanos(), "1 " + ended.nanos(), "2 " + told.nanos());
        assertThat(sockets.unplaced()).isZero();
    }

    @Test
    void both_ends_that_nobody_knows_are_counted_once_the_second_has_ended() {
        unknownClient(1, "127.0.0.1:5000", "127.0.0.1:80");
        place(accepted(2, "127.0.0.1:80", "127.0.0.1:5000"));
        place(closed(1, "127.0.0.1:5000", "127.0.0.1:80"));
        assertThat(sockets.unplaced()).isZero();
        assertThat(place(closed(2, "127.0.0.1:80", "127.0.0.1:5000"))).isEmpty();
        assertThat(sockets.unplaced()).isEqualTo(4);
    }

    @Test
    void the_server_of_two_clients_of_the_same_ends_says_nothing_of_either() {
        unknownClient(1, "127.0.0.1:5000", "127.0.0.1:80");
        connects(2, "127.0.0.1:5000", "127.0.0.1:80", OTHER);
        Observation accepted = accepted(3, "127.0.0.1:80", "127.0.0.1:5000");
        assertThat(place(accepted)).isEmpty();
        Observation told = closing(3, "127.0.0.1:80", "127.0.0.1:5000").in(OWN);
        assertThat(place(told)).extracting(PlacedObservation::one).containsExactly(accepted, told);
        place(closed(1, "127.0.0.1:5000", "127.0.0.1:80"));
        assertThat(sockets.unplaced()).isEqualTo(2);
    }

    @Test
    void a_client_has_one_server() {
        connects(1, "127.0.0.1:5000", "127.0.0.1:80", OWN);
        assertThat(place(accepted(2, "127.0.0.1:80", "127.0.0.1:5000"))).hasSize(1);
        assertThat(place(accepted(3, "127.0.0.1:80", "127.0.0.1:5000")))
                .as("of another namespace, as the first one's is there already")
                .isEmpty();
    }

    @Test
    void the_way_to_another_address_may_lead_out_of_the_namespace() {
        unknownClient(1, "10.0.0.1:5000", "10.0.0.2:80");
        Observation accepted = accepted(2, "10.0.0.2:80", "10.0.0.1:5000");
        place(accepted);
        Observation told = closing(2, "10.0.0.2:80", "10.0.0.1:5000").in(OWN);
        assertThat(place(told)).extracting(PlacedObservation::one).containsExactly(accepted, told);
    }

    @Test
    void a_namespace_that_is_watched_by_its_number_is_told_by_it() {
        Observation one = change(1, "10.0.0.1:5000", "10.0.0.2:80", SocketState.ESTABLISHED, SocketState.FIN_WAIT1);
        assertThat(sockets.place(one.in(OTHER), SEVERAL, Set.of(OWN, OTHER)))
                .extracting(PlacedObservation::namespace)
                .containsExactly(OTHER);
    }
}
