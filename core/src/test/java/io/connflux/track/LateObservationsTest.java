package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.SocketState;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of the changes of a client that are told only when its server does something, of which the namespace is known. */
class LateObservationsTest {

    private static final long OWN = 7;
    private static final HostNamespaces SEVERAL = new HostNamespaces(OWN, false);

    private final ConnectionTracker tracker = new ConnectionTracker("t");
    private final ScriptedChanges changes = new ScriptedChanges();

    @BeforeEach
    void look() {
        tracker.reconcile(Rows.at(100, Rows.listener(80, 7)));
    }

    private Observation change(long socket, int port, int to, SocketState before, SocketState after) {
        return changes.change(socket, port, to, before, after);
    }

    private List<String> told(Observation... all) {
        return changes.told(tracker, SEVERAL, all);
    }

    /** Both ends of one whose client nobody knows, which closes it. */
    private void closedByItsClient() {
        assertThat(told(
                        change(8, 0, 80, SocketState.CLOSE, SocketState.SYN_SENT),
                        change(8, 5000, 80, SocketState.SYN_SENT, SocketState.ESTABLISHED),
                        change(16, 80, 5000, SocketState.LISTEN, SocketState.SYN_RECV),
                        change(16, 80, 5000, SocketState.SYN_RECV, SocketState.ESTABLISHED),
                        change(8, 5000, 80, SocketState.ESTABLISHED, SocketState.FIN_WAIT1),
                        change(16, 80, 5000, SocketState.ESTABLISHED, SocketState.CLOSE_WAIT),
                        change(8, 5000, 80, SocketState.FIN_WAIT1, SocketState.FIN_WAIT2),
                        change(8, 5000, 80, SocketState.FIN_WAIT2, SocketState.CLOSE)))
                .isEmpty();
    }

    private List<String> closedByItsServer() {
        return told(
                change(16, 80, 5000, SocketState.CLOSE_WAIT, SocketState.LAST_ACK)
                        .in(OWN),
                change(16, 80, 5000, SocketState.LAST_ACK, SocketState.CLOSE));
    }

    @Test
    void it_closes_nothing_that_has_its_place_in_the_kernel_by_then() {
        closedByItsClient();
        assertThat(told(
                        change(8, 0, 80, SocketState.CLOSE, SocketState.SYN_SENT)
                                .in(OWN),
                        change(8, 5001, 80, SocketState.SYN_SENT, SocketState.ESTABLISHED)))
                .containsExactly("opened 5001>80 SYN_SENT 0", "state-changed 5001>80 ESTABLISHED 0");
        assertThat(closedByItsServer())
                .containsExactly(
                        "opened 5000>80 SYN_SENT 0",
                        "state-changed 5000>80 ESTABLISHED 0",
                        "opened 80>5000 SYN_RECV 0",
                        "state-changed 80>5000 ESTABLISHED 0",
                        "state-changed 5000>80 FIN_WAIT1 0",
                        "state-changed 80>5000 CLOSE_WAIT 0",
                        "state-changed 5000>80 FIN_WAIT2 0",
                        "state-changed 5000>80 TIME_WAIT 0",
                        "state-changed 80>5000 LAST_ACK 0",
                        "closed 80>5000 LAST_ACK 0");
        assertThat(told(change(8, 5001, 80, SocketState.ESTABLISHED, SocketState.FIN_WAIT1)))
                .containsExactly("state-changed 5001>80 FIN_WAIT1 0");
    }

    @Test
    void it_does_not_close_what_a_poll_has_found_left_of_it() {
        closedByItsClient();
        assertThat(
                        tracker
                                .reconcile(Rows.at(
                                        200, Rows.listener(80, 7), Rows.tcp(5000, 80, SocketState.TIME_WAIT, 0)))
                                .stream()
                                .map(Rows::line))
                .containsExactly("opened 5000>80 TIME_WAIT 0");
        assertThat(closedByItsServer()).isEmpty();
        assertThat(tracker.reconcile(Rows.at(300, Rows.listener(80, 7), Rows.tcp(5000, 80, SocketState.TIME_WAIT, 0))))
                .isEmpty();
    }
}
