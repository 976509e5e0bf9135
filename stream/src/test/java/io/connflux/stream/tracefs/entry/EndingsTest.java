package io.connflux.stream.tracefs.entry;

import static io.connflux.model.SocketState.CLOSE;
import static io.connflux.model.SocketState.CLOSE_WAIT;
import static io.connflux.model.SocketState.CLOSING;
import static io.connflux.model.SocketState.ESTABLISHED;
import static io.connflux.model.SocketState.FIN_WAIT1;
import static io.connflux.model.SocketState.FIN_WAIT2;
import static io.connflux.model.SocketState.LAST_ACK;
import static io.connflux.model.SocketState.LISTEN;
import static io.connflux.model.SocketState.SYN_RECV;
import static io.connflux.model.SocketState.SYN_SENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Endpoint;
import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the kernel tells around an end, in the orders of its source. */
class EndingsTest {

    private static final long SOCKET = 7;
    private static final Endpoint HERE = Endpoint.parse("10.0.0.1:4000");
    private static final Endpoint THERE = Endpoint.parse("10.0.0.2:80");
    private static final Endpoint ELSEWHERE = Endpoint.parse("10.0.0.3:80");

    private final Endings endings = new Endings(true);
    private final List<Observation> told = new ArrayList<>();
    private long now = 1_000_000_000;

    private void change(SocketState before, SocketState after) {
        endings.accept(
                new TraceEntry.StateChange(Observation.of(now++, SOCKET, Protocol.TCP, HERE, THERE, before, after), 0));
    }

    private void received() {
        endings.accept(new TraceEntry.ResetReceived(now++, SOCKET));
    }

    private void sent() {
        endings.accept(new TraceEntry.ResetSent(now++, SOCKET));
    }

    private void error(Endpoint remote, int error) {
        endings.accept(new TraceEntry.ErrorReport(now++, Protocol.TCP, HERE, remote, error));
    }

    /** The outcome of the only end; waits for all that might still come. */
    private @Nullable Outcome outcome() {
        now += Endings.HOLD_FOR_REASON_NANOS;
        endings.tell(now, told);
        assertThat(endings.isEmpty()).isTrue();
        assertThat(told).hasSize(1);
        return told.get(0).outcome();
    }

    @Test
    void an_attempt_ends_with_its_error() {
        change(SYN_SENT, CLOSE);
        error(THERE, 110);
        assertThat(outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void how_one_ends_whose_last_fin_had_to_be_repeated_is_not_known() {
        endings.accept(new TraceEntry.FinRepeated(now++, SOCKET));
        change(LAST_ACK, CLOSE);
        assertThat(outcome()).isNull();
    }

    @Test
    void what_a_socket_repeated_says_nothing_of_the_next_one_in_its_place() {
        endings.accept(new TraceEntry.FinRepeated(now++, SOCKET));
        change(LAST_ACK, CLOSE);
        outcome();
        told.clear();
        change(LAST_ACK, CLOSE);
        assertThat(outcome()).isEqualTo(Outcome.CLOSED);
    }

    @Test
    void what_a_router_says_is_no_way_to_the_peer() {
        change(SYN_SENT, CLOSE);
        error(THERE, 113);
        assertThat(outcome()).isEqualTo(Outcome.UNREACHABLE);
    }

    @Test
    void a_reset_of_an_attempt_refuses_it() {
        received();
        change(SYN_SENT, CLOSE);
        assertThat(outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void a_router_that_refuses_in_the_name_of_the_peer_refuses_it() {
        change(SYN_SENT, CLOSE);
        error(THERE, 111);
        assertThat(outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void the_error_of_another_connection_says_nothing() {
        change(SYN_SENT, CLOSE);
        error(ELSEWHERE, 110);
        assertThat(outcome()).isNull();
    }

    @Test
    void a_reset_that_arrives_is_the_peers() {
        for (SocketState before : List.of(SYN_RECV, ESTABLISHED, CLOSE_WAIT, LAST_ACK, FIN_WAIT1, FIN_WAIT2)) {
            told.clear();
            received();
            change(before, CLOSE);
            assertThat(outcome()).describedAs("%s", before).isEqualTo(Outcome.RESET_BY_PEER);
        }
    }

    @Test
    void where_this_kernel_does_not_tell_of_resets_the_error_does() {
        change(ESTABLISHED, CLOSE);
        error(THERE, 104);
        assertThat(outcome()).isEqualTo(Outcome.RESET_BY_PEER);
    }

    @Test
    void an_end_that_must_have_a_reason_waits_for_one_whose_thread_was_stopped_and_one_in_order_does_not() {
        change(ESTABLISHED, CLOSE);
        now += 5 * Endings.HOLD_NANOS;
        endings.tell(now, told);
        assertThat(told).isEmpty();
        sent();
        assertThat(outcome()).isEqualTo(Outcome.RESET_HERE);
        told.clear();
        change(LAST_ACK, CLOSE);
        now += Endings.HOLD_NANOS;
        endings.tell(now, told);
        assertThat(told).hasSize(1);
    }

    @Test
    void a_reset_that_came_long_before_the_end_has_not_made_it() {
        received();
        now += 2 * Endings.HOLD_NANOS;
        change(LAST_ACK, CLOSE);
        assertThat(outcome()).isEqualTo(Outcome.CLOSED);
    }

    @Test
    void a_reset_that_is_sent_behind_the_end_is_this_hosts() {
        change(ESTABLISHED, CLOSE);
        sent();
        error(THERE, 104);
        assertThat(outcome()).isEqualTo(Outcome.RESET_HERE);
    }

    @Test
    void data_behind_a_close_are_answered_with_a_reset_of_this_host() {
        received();
        change(FIN_WAIT2, CLOSE);
        sent();
        assertThat(outcome()).isEqualTo(Outcome.RESET_HERE);
    }

    @Test
    void a_silent_peer_is_timed_out_although_it_is_sent_a_reset() {
        sent();
        change(ESTABLISHED, CLOSE);
        error(THERE, 110);
        assertThat(outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void a_connection_that_is_aborted_is_reset_here() {
        sent();
        change(ESTABLISHED, CLOSE);
        error(THERE, 103);
        assertThat(outcome()).isEqualTo(Outcome.RESET_HERE);
    }

    @Test
    void an_end_in_order_is_closed() {
        for (SocketState before : List.of(LAST_ACK, FIN_WAIT2, CLOSING)) {
            told.clear();
            change(before, CLOSE);
            assertThat(outcome()).describedAs("%s", before).isEqualTo(Outcome.CLOSED);
        }
    }

    @Test
    void what_nothing_proves_has_no_outcome() {
        for (SocketState before : List.of(SYN_SENT, SYN_RECV, ESTABLISHED, FIN_WAIT1, CLOSE_WAIT, LISTEN)) {
            told.clear();
            change(before, CLOSE);
            assertThat(outcome()).describedAs("%s", before).isNull();
        }
    }

    @Test
    void an_end_in_order_is_not_known_where_resets_are_not_told() {
        Endings blind = new Endings(false);
        blind.accept(
                new TraceEntry.StateChange(Observation.of(now, SOCKET, Protocol.TCP, HERE, THERE, LAST_ACK, CLOSE), 0));
        blind.tell(now + Endings.HOLD_NANOS, told);
        assertThat(told).hasSize(1).allMatch(each -> each.outcome() == null);
    }

    @Test
    void what_came_behind_an_end_waits_for_it() {
        change(SYN_SENT, CLOSE);
        change(CLOSE, LISTEN);
        endings.tell(now, told);
        assertThat(told).isEmpty();
        assertThat(endings.holdsFrom(now)).isTrue();
        error(THERE, 111);
        endings.tell(now, told);
        assertThat(told.stream().map(Observation::after)).containsExactly(CLOSE, LISTEN);
        assertThat(endings.isEmpty()).isTrue();
    }
}
