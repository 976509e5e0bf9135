package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Endpoint;
import io.connflux.model.Moment;
import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import io.connflux.observation.SocketEnd;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of observations where some before them were lost. */
class LostObservationsTest {

    private static final HostNamespaces ALONE = new HostNamespaces(0, true);

    private final ConnectionTracker tracker = new ConnectionTracker("t");
    private final ScriptedChanges changes = new ScriptedChanges();

    @BeforeEach
    void look() {
        tracker.reconcile(Rows.at(100, Rows.listener(80, 7)));
    }

    private Observation change(long socket, int port, SocketState before, SocketState after) {
        return changes.change(socket, port, 80, before, after);
    }

    private List<String> told(Observation... all) {
        return changes.told(tracker, ALONE, all);
    }

    private Observation[] connected(long socket, int port) {
        return new Observation[] {
            change(socket, 0, SocketState.CLOSE, SocketState.SYN_SENT),
            change(socket, port, SocketState.SYN_SENT, SocketState.ESTABLISHED)
        };
    }

    @Test
    void another_socket_at_the_same_place_in_the_kernel_tells_that_the_former_has_ended() {
        assertThat(told(connected(1, 5000))).hasSize(2);
        assertThat(told(connected(1, 5001)))
                .containsExactly(
                        "closed 5000>80 ESTABLISHED 0",
                        "opened 5001>80 SYN_SENT 0",
                        "state-changed 5001>80 ESTABLISHED 0");
        assertThat(tracker.size()).isEqualTo(2);
    }

    @Test
    void another_socket_with_the_same_ends_tells_that_the_former_has_ended() {
        assertThat(told(connected(1, 5000))).hasSize(2);
        assertThat(told(connected(2, 5000))).first().isEqualTo("closed 5000>80 ESTABLISHED 0");
        assertThat(tracker.size()).isEqualTo(2);
    }

    @Test
    void what_was_lost_or_belonged_nowhere_before_there_was_a_table_is_not_counted() {
        ConnectionTracker fresh = new ConnectionTracker("t");
        Moment now = changes.now();
        HostNamespaces several = new HostNamespaces(7, false);
        Observation nowhere = change(1, 5000, SocketState.ESTABLISHED, SocketState.CLOSE);
        fresh.observe(new Observations(List.of(nowhere), 3), now, several);
        fresh.reconcile(Rows.at(100, Rows.listener(80, 7)));
        assertThat(fresh.unplaced()).isZero();
        assertThat(fresh.counters().lost()).isZero();
        fresh.observe(new Observations(List.of(nowhere, nowhere), 5), now, several);
        assertThat(fresh.unplaced()).isEqualTo(2);
        assertThat(fresh.counters().lost()).isEqualTo(5);
        assertThat(fresh.counters().unplaced()).isEqualTo(2);
    }

    @Test
    void where_ends_alone_were_lost_it_is_known_still_where_other_sockets_are() {
        Moment now = changes.now();
        HostNamespaces several = new HostNamespaces(7, false);
        Observation begun =
                change(1, 0, SocketState.CLOSE, SocketState.SYN_SENT).in(7);
        tracker.observe(
                new Observations(List.of(begun, change(1, 5000, SocketState.SYN_SENT, SocketState.ESTABLISHED)), 0),
                now,
                several);
        tracker.observe(new Observations(List.of(endOfDatagrams()), 3), now, several);
        assertThat(tracker.observe(
                        new Observations(List.of(change(1, 5000, SocketState.ESTABLISHED, SocketState.CLOSE_WAIT)), 0),
                        now,
                        several))
                .extracting(Rows::line)
                .containsExactly("state-changed 5000>80 CLOSE_WAIT 0");
        assertThat(tracker.counters().lost()).isEqualTo(3);
        // Of changes that were lost one may have been the end of that one.
        tracker.observe(new Observations(List.of(), 1), now, several);
        tracker.observe(
                new Observations(List.of(change(1, 5000, SocketState.CLOSE_WAIT, SocketState.LAST_ACK)), 0),
                now,
                several);
        assertThat(tracker.unplaced()).isEqualTo(1);
    }

    private Observation endOfDatagrams() {
        long nanos = changes.next();
        return Observation.ended(
                nanos,
                Protocol.UDP,
                Endpoint.parse("127.0.0.1:5300"),
                Endpoint.parse("127.0.0.1:53"),
                SocketState.ESTABLISHED,
                new SocketEnd(77, 0, nanos, nanos, true, null));
    }

    @Test
    void a_change_of_what_nobody_saw_beginning_is_left_to_the_next_poll() {
        assertThat(told(change(1, 5000, SocketState.ESTABLISHED, SocketState.FIN_WAIT1)))
                .isEmpty();
        assertThat(told(change(1, 5000, SocketState.FIN_WAIT1, SocketState.CLOSE)
                        .ending(Outcome.TIMED_OUT)))
                .isEmpty();
        assertThat(tracker.size()).isEqualTo(1);
    }

    @Test
    void what_is_gone_though_nobody_saw_it_end_is_closed_by_the_next_poll() {
        told(connected(1, 5000));
        assertThat(tracker.reconcile(Rows.at(200, Rows.listener(80, 7))))
                .extracting(Rows::line)
                .containsExactly("closed 5000>80 ESTABLISHED 0");
    }

    @Test
    void what_goes_on_in_a_row_is_told_with_its_user_then() {
        told(connected(1, 5000));
        assertThat(tracker.reconcile(
                        Rows.at(200, Rows.listener(80, 7), Rows.tcp(5000, 80, SocketState.ESTABLISHED, 9))))
                .extracting(Rows::line)
                .containsExactly("owner-changed 5000>80 ESTABLISHED 9");
    }
}
