package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Moment;
import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import io.connflux.observation.SocketEnd;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTableBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sockets whose end alone is told, beside a table that has their cookies. */
class ObservedEndsTest {

    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
    private static final HostNamespaces HERE = new HostNamespaces(7, true);
    private static final Endpoint NOWHERE = new Endpoint(Address.ipv4(0), 0);
    private static final Traffic CARRIED = new Traffic(12_345, 6_789, 6, 4, 0, 27);
    private static final int SERVER = 80;

    private final ConnectionTracker tracker = new ConnectionTracker("t");
    private long millis;

    /** @param inode 0 for what is left of it, or of a socket that nobody holds */
    private record Row(int port, SocketState state, long inode, long cookie) {}

    private Moment now() {
        return new Moment(START.plusMillis(millis), millis * 1_000_000);
    }

    private static Endpoint at(int port) {
        return new Endpoint(Address.ipv4(0x7F000001), port);
    }

    private List<String> poll(Row... rows) {
        return poll(true, rows);
    }

    private List<String> poll(boolean cookies, Row... rows) {
        Moment began = now();
        SocketTableBuilder table = new SocketTableBuilder(Protocol.TCP, rows.length);
        if (cookies) {
            table.withCookies();
        }
        for (Row row : rows) {
            int address = 0x7F000001;
            boolean listens = row.state == SocketState.LISTEN;
            table.row(0, address, row.port, 0, listens ? 0 : address, listens ? 0 : SERVER);
            table.identity(row.state.number(), 0, row.inode);
            if (cookies) {
                table.cookie(row.cookie);
            }
        }
        millis += 10;
        ReadSpan span = new ReadSpan(began, now());
        Snapshot snapshot = new SnapshotBuilder(began.clock())
                .table(table.build().readIn(span))
                .span(span)
                .build();
        List<String> told = told(tracker.reconcile(snapshot));
        millis += 100;
        return told;
    }

    private List<String> ended(int port, SocketState been, SocketEnd end) {
        boolean told = port != 0;
        Observation one = Observation.ended(
                millis * 1_000_000, Protocol.TCP, told ? at(port) : NOWHERE, told ? at(SERVER) : NOWHERE, been, end);
        List<String> events = told(tracker.observe(new Observations(List.of(one.in(7)), 0), now(), HERE));
        millis += 100;
        return events;
    }

    private SocketEnd end(long cookie, long left) {
        return new SocketEnd(cookie, left, (millis - 5) * 1_000_000, millis * 1_000_000, true, CARRIED);
    }

    private static List<String> told(List<ConnectionEvent> events) {
        List<String> told = new ArrayList<>();
        for (ConnectionEvent event : events) {
            Connection c = ((ConnectionEvent.Change) event).connection();
            told.add(event.name() + " " + c.local().port() + " " + c.state() + (c.traffic() == null ? "" : " carried"));
        }
        return told;
    }

    private List<String> table() {
        List<String> table = new ArrayList<>();
        for (Connection c : tracker.table().connections()) {
            table.add(c.local().port() + " " + c.state() + (c.traffic() == null ? "" : " carried"));
        }
        return table;
    }

    @Test
    void a_connection_of_the_table_is_told_closed_with_what_it_carried() {
        poll(new Row(40_000, SocketState.ESTABLISHED, 5, 77));
        Observation one = Observation.ended(
                millis * 1_000_000, Protocol.TCP, at(40_000), at(SERVER), SocketState.ESTABLISHED, end(77, 0));
        List<ConnectionEvent> events = tracker.observe(new Observations(List.of(one), 0), now(), HERE);
        assertThat(events).singleElement().isInstanceOfSatisfying(ConnectionEvent.Closed.class, closed -> {
            assertThat(closed.connection().traffic()).isEqualTo(CARRIED);
            assertThat(closed.outcome()).isNull();
            assertThat(closed.since()).isEqualTo(START.plusMillis(millis - 5));
            assertThat(closed.time()).isEqualTo(START.plusMillis(millis));
        });
        assertThat(table()).isEmpty();
        assertThat(poll()).isEmpty();
    }

    @Test
    void one_that_was_reset_is_found_by_its_cookie_without_an_address() {
        poll(new Row(40_000, SocketState.ESTABLISHED, 5, 77), new Row(40_001, SocketState.ESTABLISHED, 6, 78));
        SocketEnd bare = new SocketEnd(78, 0, millis * 1_000_000, millis * 1_000_000, true, null);
        assertThat(ended(0, SocketState.ESTABLISHED, bare)).containsExactly("closed 40001 ESTABLISHED");
        assertThat(table()).containsExactly("40000 ESTABLISHED");
        assertThat(tracker.unknownEnds()).isZero();
    }

    @Test
    void what_it_carried_stays_with_one_in_time_wait_until_that_is_closed() {
        poll(new Row(40_000, SocketState.ESTABLISHED, 5, 77));
        assertThat(ended(40_000, SocketState.ESTABLISHED, end(77, 90)))
                .containsExactly("state-changed 40000 TIME_WAIT carried");
        Row left = new Row(40_000, SocketState.TIME_WAIT, 0, 90);
        assertThat(poll(left)).isEmpty();
        assertThat(poll(left)).isEmpty();
        assertThat(table()).containsExactly("40000 TIME_WAIT carried");
        assertThat(poll()).containsExactly("closed 40000 TIME_WAIT carried");
    }

    @Test
    void one_that_a_poll_found_in_time_wait_before_its_end_was_told_gets_what_it_carried() {
        poll(new Row(40_000, SocketState.ESTABLISHED, 5, 77));
        assertThat(poll(new Row(40_000, SocketState.TIME_WAIT, 0, 90)))
                .containsExactly("state-changed 40000 TIME_WAIT");
        assertThat(ended(40_000, SocketState.ESTABLISHED, end(77, 90))).isEmpty();
        assertThat(table()).containsExactly("40000 TIME_WAIT carried");
        assertThat(poll()).containsExactly("closed 40000 TIME_WAIT carried");
    }

    @Test
    void one_that_opened_and_ended_between_two_polls_is_told_both() {
        poll(new Row(SERVER, SocketState.LISTEN, 4, 70));
        Moment before = now();
        Observation one = Observation.ended(
                millis * 1_000_000, Protocol.TCP, at(SERVER), at(40_000), SocketState.ESTABLISHED, end(77, 0));
        List<ConnectionEvent> events = tracker.observe(new Observations(List.of(one), 0), now(), HERE);
        assertThat(told(events)).containsExactly("opened 80 ESTABLISHED", "closed 80 ESTABLISHED carried");
        assertThat(events.get(0)).isInstanceOfSatisfying(ConnectionEvent.Opened.class, opened -> {
            assertThat(opened.since()).as("when the read began").isEqualTo(START);
            assertThat(opened.time()).isEqualTo(before.time());
            assertThat(opened.connection().direction()).isEqualTo(Direction.INBOUND);
        });
        assertThat(events.get(1))
                .isInstanceOfSatisfying(ConnectionEvent.Closed.class, closed -> assertThat(closed.duration())
                        .isNull());
        assertThat(ended(40_001, SocketState.ESTABLISHED, end(78, 91)))
                .containsExactly("opened 40001 TIME_WAIT carried");
        assertThat(ended(40_002, SocketState.SYN_SENT, end(79, 0)))
                .containsExactly("opened 40002 SYN_SENT", "closed 40002 SYN_SENT carried");
        assertThat(poll(new Row(SERVER, SocketState.LISTEN, 4, 70), new Row(40_001, SocketState.TIME_WAIT, 0, 91)))
                .isEmpty();
        assertThat(table()).containsExactly("80 LISTEN", "40001 TIME_WAIT carried");
    }

    @Test
    void an_end_that_a_poll_has_told_is_not_told_again_however_late_it_comes() {
        poll(new Row(40_000, SocketState.ESTABLISHED, 5, 77));
        assertThat(poll()).containsExactly("closed 40000 ESTABLISHED");
        poll();
        assertThat(ended(40_000, SocketState.ESTABLISHED, end(77, 0))).isEmpty();
        assertThat(tracker.unknownEnds()).isZero();
    }

    @Test
    void an_end_of_something_older_than_the_table_that_was_in_none_is_counted_and_not_told() {
        poll();
        SocketEnd kept = new SocketEnd(77, 0, -1_000_000_000, -1_000_000_000, true, CARRIED);
        assertThat(ended(40_000, SocketState.ESTABLISHED, kept)).isEmpty();
        assertThat(ended(
                        0,
                        SocketState.ESTABLISHED,
                        new SocketEnd(78, 0, millis * 1_000_000, millis * 1_000_000, true, null)))
                .isEmpty();
        assertThat(tracker.unknownEnds()).isEqualTo(2);
        assertThat(ended(
                        0,
                        SocketState.ESTABLISHED,
                        new SocketEnd(79, 0, millis * 1_000_000, millis * 1_000_000, false, null)))
                .as("a socket that was no connection")
                .isEmpty();
        assertThat(tracker.unknownEnds()).isEqualTo(2);
    }

    @Test
    void a_tuple_that_is_used_again_at_once_is_another_connection() {
        poll(new Row(40_000, SocketState.ESTABLISHED, 5, 77));
        ended(40_000, SocketState.ESTABLISHED, end(77, 90));
        assertThat(ended(40_000, SocketState.ESTABLISHED, end(78, 91)))
                .containsExactly("closed 40000 TIME_WAIT carried", "opened 40000 TIME_WAIT carried");
        assertThat(poll(new Row(40_000, SocketState.TIME_WAIT, 0, 91))).isEmpty();
        assertThat(ended(40_000, SocketState.ESTABLISHED, end(79, 0)))
                .containsExactly(
                        "closed 40000 TIME_WAIT carried",
                        "opened 40000 ESTABLISHED",
                        "closed 40000 ESTABLISHED carried");
        // A row of a socket that lives is not closed by the end of the one that had its tuple before.
        poll(new Row(40_000, SocketState.ESTABLISHED, 9, 80));
        ended(40_000, SocketState.ESTABLISHED, new SocketEnd(60, 0, 0, 0, true, CARRIED));
        assertThat(table()).containsExactly("40000 ESTABLISHED");
    }

    @Test
    void a_row_that_was_read_before_its_end_does_not_open_it_again() {
        poll();
        Moment began = now();
        ended(40_000, SocketState.ESTABLISHED, end(77, 0));
        SocketTableBuilder table = new SocketTableBuilder(Protocol.TCP, 2);
        table.withCookies();
        for (long cookie : new long[] {77, 78}) {
            table.row(0, 0x7F000001, 40_000, 0, 0x7F000001, SERVER);
            table.identity(SocketState.ESTABLISHED.number(), 0, cookie);
            table.cookie(cookie);
        }
        ReadSpan span = new ReadSpan(began, now());
        Snapshot snapshot = new SnapshotBuilder(began.clock())
                .table(table.build().readIn(span))
                .span(span)
                .build();
        assertThat(told(tracker.reconcile(snapshot)))
                .as("its successor has the same tuple and another cookie")
                .containsExactly("opened 40000 ESTABLISHED");
    }

    @Test
    void without_cookies_a_connection_is_found_by_its_addresses_and_nothing_is_opened() {
        poll(false, new Row(40_000, SocketState.ESTABLISHED, 5, 0));
        assertThat(ended(40_001, SocketState.ESTABLISHED, end(78, 0))).isEmpty();
        assertThat(ended(40_000, SocketState.ESTABLISHED, end(77, 0)))
                .containsExactly("closed 40000 ESTABLISHED carried");
        assertThat(tracker.table().connections()).isEmpty();
    }

    @Test
    void an_orderly_end_is_said_of_what_is_left() {
        poll(new Row(40_000, SocketState.ESTABLISHED, 5, 77));
        ended(40_000, SocketState.ESTABLISHED, end(77, 90));
        ConnectionTable before = tracker.table();
        millis += 1000;
        poll();
        assertThat(tracker.table().changesSince(before))
                .singleElement()
                .isInstanceOfSatisfying(ConnectionEvent.Closed.class, closed -> {
                    assertThat(closed.outcome()).isEqualTo(Outcome.CLOSED);
                    assertThat(closed.connection().traffic()).isEqualTo(CARRIED);
                });
    }
}
