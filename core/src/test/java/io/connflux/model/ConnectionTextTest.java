package io.connflux.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code println} shows of connections and events. */
class ConnectionTextTest {

    private static final Instant TIME = Instant.parse("2026-11-24T10:00:01.500Z");
    private static final Endpoint HERE = Endpoint.parse("10.0.0.1:52000");
    private static final Endpoint THERE = Endpoint.parse("10.0.0.2:443");
    private static final Connection PLAIN =
            Connection.of(Protocol.TCP, HERE, THERE, SocketState.ESTABLISHED, Connection.UNKNOWN_UID, 7);

    @Test
    void a_connection_is_one_line() {
        assertThat(PLAIN).hasToString("tcp 10.0.0.1:52000 - 10.0.0.2:443 ESTABLISHED");
        assertThat(directed(Direction.OUTBOUND)).hasToString("tcp 10.0.0.1:52000 → 10.0.0.2:443 ESTABLISHED uid 1000");
        assertThat(directed(Direction.INBOUND)).hasToString("tcp 10.0.0.1:52000 ← 10.0.0.2:443 ESTABLISHED uid 1000");
        assertThat(listener()).hasToString("tcp6 [::]:80 LISTEN uid 0");
    }

    @Test
    void the_owner_and_the_namespace_are_said_where_they_are_known() {
        Connection held =
                directed(Direction.OUTBOUND).ownedBy(new Owner.Held(List.of(process(812, 5), process(811, 9))));
        assertThat(held).hasToString("tcp 10.0.0.1:52000 → 10.0.0.2:443 ESTABLISHED uid 1000 curl(812) and 1 more");
        assertThat(PLAIN.ownedBy(Owner.Unnamed.PERMISSION).in(new NetworkNamespace(4026532177L, "blue")))
                .hasToString("tcp 10.0.0.1:52000 - 10.0.0.2:443 ESTABLISHED owner permission in blue");
    }

    @Test
    void an_event_is_one_line_with_its_time() {
        Connection connection = directed(Direction.OUTBOUND);
        Instant opened = TIME.minusMillis(1250);
        String shown = connection.toString();
        assertThat(new ConnectionEvent.Opened(TIME, opened, connection))
                .hasToString("opened " + shown + ", at 2026-11-24T10:00:01.500Z");
        assertThat(new ConnectionEvent.Existing(TIME, connection))
                .hasToString("existing " + shown + ", at 2026-11-24T10:00:01.500Z");
        assertThat(new ConnectionEvent.StateChanged(
                        TIME,
                        opened,
                        connection.toBuilder().state(SocketState.SYN_SENT).build(),
                        connection))
                .hasToString("state-changed " + shown + " after SYN_SENT, at 2026-11-24T10:00:01.500Z");
        assertThat(new ConnectionEvent.Closed(TIME, opened, connection, Duration.ofMillis(1250)))
                .hasToString("closed " + shown + " after 1.25 s, at 2026-11-24T10:00:01.500Z");
        assertThat(new ConnectionEvent.Closed(TIME, opened, connection, null))
                .hasToString("closed " + shown + ", at 2026-11-24T10:00:01.500Z");
    }

    @Test
    void what_left_a_choice_says_so() {
        Connection connection = directed(Direction.OUTBOUND);
        Connection held = connection.ownedBy(new Owner.Held(List.of(process(812, 5))));
        ConnectionEvent changed = new ConnectionEvent.OwnerChanged(TIME, TIME, held, connection).leaving();
        assertThat(changed).hasToString("owner-changed " + connection + ", left, at 2026-11-24T10:00:01.500Z");
    }

    @Test
    void a_notice_is_one_line_with_its_time() {
        assertThat(new ConnectionEvent.Baseline(TIME, Map.of(Protocol.TCP, 3)))
                .hasToString("baseline tcp 3, at 2026-11-24T10:00:01.500Z");
        assertThat(new ConnectionEvent.Lost(TIME, "cannot read", 3))
                .hasToString("lost 3 connections: cannot read, at 2026-11-24T10:00:01.500Z");
        RowProblem problem = new RowProblem("/proc/net/tcp", 4, 7, "a port", "x y");
        assertThat(new ConnectionEvent.Unreadable(TIME, 1, problem))
                .hasToString("unreadable 1 rows: /proc/net/tcp, line 4, column 7: a port in 'x y',"
                        + " at 2026-11-24T10:00:01.500Z");
        StreamCounters counters =
                new StreamCounters(9, 80, 0, 0, 0, 0, 1, 2, Duration.ofMillis(12), 5, 6L, 0, Duration.ZERO);
        assertThat(new ConnectionEvent.Stats(TIME, counters))
                .hasToString("stats 9 polls, 80 rows, 1 skipped, 2 coalesced, 0 unreadable, 5 opens seen of 6,"
                        + " last poll 12 ms, at 2026-11-24T10:00:01.500Z");
    }

    @Test
    void what_would_break_the_line_or_steer_a_terminal_is_no_part_of_it() {
        String line = new ConnectionEvent.Lost(TIME, "a\nb\u001b[2Jc\u202ed\u009be", 3).toString();
        assertThat(line).contains("a b\uFFFD[2Jc\uFFFDd\uFFFDe");
    }

    @Test
    void a_listener_is_one_and_the_oldest_holder_is_the_process() {
        assertThat(listener().isListener()).isTrue();
        assertThat(PLAIN.isListener()).isFalse();
        assertThat(PLAIN.process()).isNull();
        assertThat(PLAIN.ownedBy(Owner.Unnamed.EXITED).process()).isNull();
        Connection held = PLAIN.ownedBy(new Owner.Held(List.of(process(812, 5), process(811, 4))));
        assertThat(held.process()).isEqualTo(process(811, 4));
    }

    private static Connection listener() {
        Endpoint any = Endpoint.parse("[::]:80");
        return Connection.of(Protocol.TCP6, any, Endpoint.parse("[::]:0"), SocketState.LISTEN, 0, 3);
    }

    private static Connection directed(Direction direction) {
        return Connection.of(Protocol.TCP, HERE, THERE, SocketState.ESTABLISHED, 1000, 7).toBuilder()
                .direction(direction)
                .build();
    }

    private static OwnerProcess process(int pid, long start) {
        return new OwnerProcess(pid, start, TIME, "curl", null, null, 1000, null, ControlGroup.NONE);
    }
}
