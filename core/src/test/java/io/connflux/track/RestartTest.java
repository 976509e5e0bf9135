package io.connflux.track;

import static io.connflux.model.SocketState.ESTABLISHED;
import static io.connflux.model.SocketState.SYN_SENT;
import static io.connflux.model.SocketState.TIME_WAIT;
import static io.connflux.track.Rows.at;
import static io.connflux.track.Rows.listener;
import static io.connflux.track.Rows.tcp;
import static io.connflux.track.Rows.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tracker that goes on where another one ended. */
class RestartTest {

    /** The table of a tracker as another process finds it: of what {@link Connection}s say alone. */
    static ConnectionTable remembered(ConnectionTable table) {
        return remembered(table, table.snapshot().span());
    }

    private static ConnectionTable remembered(ConnectionTable table, ReadSpan look) {
        RememberedTable remembered = new RememberedTable(table.tracker(), look);
        table.files().forEach(remembered::file);
        table.connections().forEach(remembered::connection);
        return remembered.build(table.firstFreeNumber());
    }

    private static ConnectionTable table(Snapshot... snapshots) {
        ConnectionTracker tracker = new ConnectionTracker("t");
        for (Snapshot snapshot : snapshots) {
            tracker.reconcile(snapshot);
        }
        return remembered(tracker.table());
    }

    /** What is told of the time between a remembered table and the first one of another tracker. */
    private static List<String> told(ConnectionTable before, Snapshot after) {
        ConnectionTracker tracker = ConnectionTracker.resuming(before, true);
        tracker.reconcile(after);
        return tracker.table().changesSince(before).stream()
                .map(event -> Rows.line(event) + ids(event))
                .toList();
    }

    private static String ids(ConnectionEvent event) {
        return event instanceof ConnectionEvent.Change change
                ? " " + change.connection().id()
                : "";
    }

    @Test
    void what_stayed_is_not_told_again() {
        ConnectionTable before = table(at(1, listener(80, 5), tcp(80, 10, ESTABLISHED, 7), udp(53, 8)));
        assertThat(told(before, at(100, tcp(80, 10, ESTABLISHED, 7), listener(80, 5), udp(53, 8))))
                .isEmpty();
    }

    @Test
    void what_came_went_and_changed_is_told_with_the_ids_that_were_given() {
        ConnectionTable before =
                table(at(1), at(2, tcp(1, 80, SYN_SENT, 7), tcp(2, 80, ESTABLISHED, 8), tcp(3, 80, ESTABLISHED, 9)));
        assertThat(told(
                        before,
                        at(100, tcp(1, 80, ESTABLISHED, 7), tcp(2, 80, TIME_WAIT, 0), tcp(4, 80, ESTABLISHED, 11))))
                .containsExactly(
                        "closed 3>80 ESTABLISHED 9 t-2",
                        "state-changed 1>80 ESTABLISHED 7 t-0",
                        "state-changed 2>80 TIME_WAIT 8 t-1",
                        "opened 4>80 ESTABLISHED 11 t-3");
    }

    @Test
    void a_change_lies_between_the_last_look_and_the_first_one() {
        ConnectionTable before = table(at(1), at(2, tcp(1, 80, ESTABLISHED, 7)));
        ConnectionTracker tracker = ConnectionTracker.resuming(before, true);
        tracker.reconcile(at(100, tcp(2, 80, ESTABLISHED, 8)));
        var closed =
                (ConnectionEvent.Closed) tracker.table().changesSince(before).get(0);
        var opened =
                (ConnectionEvent.Opened) tracker.table().changesSince(before).get(1);
        assertThat(closed.since()).isEqualTo(Instant.ofEpochSecond(2));
        assertThat(closed.time()).isEqualTo(Instant.ofEpochSecond(100));
        assertThat(closed.duration()).hasSeconds(98);
        assertThat(opened.since()).isEqualTo(Instant.ofEpochSecond(2));
        assertThat(opened.connection().opened()).isEqualTo(Instant.ofEpochSecond(100));
    }

    @Test
    void another_socket_with_the_same_ends_is_another_connection() {
        ConnectionTable before = table(at(1), at(2, tcp(1, 80, ESTABLISHED, 7)));
        assertThat(told(before, at(3, tcp(1, 80, ESTABLISHED, 8))))
                .containsExactly("closed 1>80 ESTABLISHED 7 t-0", "opened 1>80 ESTABLISHED 8 t-1");
    }

    @Test
    void a_connection_that_was_there_before_the_first_run_has_no_age_after_it_either() {
        ConnectionTable before = table(at(1, tcp(1, 80, ESTABLISHED, 7)));
        ConnectionTracker tracker = ConnectionTracker.resuming(before, true);
        tracker.reconcile(at(100, tcp(1, 80, ESTABLISHED, 7)));
        assertThat(tracker.table().connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.opened()).isNull());
    }

    @Test
    void five_listeners_on_one_port_are_five_connections_again() {
        Snapshot five = at(1, listener(80, 1), listener(80, 2), listener(80, 3), listener(80, 4), listener(80, 5));
        assertThat(told(table(five), at(100, listener(80, 5), listener(80, 3), listener(80, 1), listener(80, 6))))
                .containsExactlyInAnyOrder(
                        "closed 80>0 LISTEN 2 t-3", "closed 80>0 LISTEN 4 t-1", "opened 80>0 LISTEN 6 t-5");
    }

    @Test
    void after_a_reboot_nothing_is_what_it_was() {
        ConnectionTable before = table(at(1, listener(80, 5)));
        ConnectionTracker tracker = ConnectionTracker.resuming(before, false);
        tracker.reconcile(at(100, listener(80, 5)));
        assertThat(tracker.table().changesSince(before))
                .extracting(event -> Rows.line(event) + ids(event))
                .containsExactly("closed 80>0 LISTEN 5 t-0", "opened 80>0 LISTEN 5 t-1");
    }

    @Test
    void rows_of_a_file_that_was_not_read_before_are_existing() {
        ConnectionTable before = table(only(Protocol.TCP, 1, listener(80, 5)));
        assertThat(told(before, at(100, listener(80, 5), udp(53, 8))))
                .containsExactly("existing 53>0 UNCONNECTED 8 t-1");
    }

    @Test
    void a_namespace_that_is_new_has_opened_all_that_it_has() {
        Connection other = listener(80, 9).in(new NetworkNamespace(4_026_532_000L, null));
        ConnectionTable before = table(at(1, listener(80, 5).in(new NetworkNamespace(4_026_531_840L, null))));
        ConnectionTracker tracker = ConnectionTracker.resuming(before, true);
        tracker.reconcile(at(100, listener(80, 5).in(new NetworkNamespace(4_026_531_840L, null)), other));
        assertThat(tracker.table().changesSince(before)).extracting(Rows::line).containsExactly("opened 80>0 LISTEN 9");
    }

    @Test
    void a_row_that_the_first_read_lost_is_found_by_the_second_look() {
        ConnectionTable before =
                table(at(1, tcp(1, 80, ESTABLISHED, 1), tcp(2, 80, ESTABLISHED, 2), tcp(3, 80, ESTABLISHED, 3)));
        ConnectionTracker tracker = ConnectionTracker.resuming(before, true);
        tracker.reconcile(torn(100, 1, tcp(1, 80, ESTABLISHED, 1), tcp(3, 80, ESTABLISHED, 3)));
        assertThat(tracker.awaitsSecondLook()).isTrue();
        tracker.reconcile(
                torn(101, 1, tcp(1, 80, ESTABLISHED, 1), tcp(2, 80, ESTABLISHED, 2), tcp(3, 80, ESTABLISHED, 3)));
        assertThat(tracker.table().changesSince(before)).isEmpty();
        assertThat(tracker.table().connections()).extracting(Connection::id).containsExactly("t-2", "t-1", "t-0");
    }

    @Test
    void of_two_rows_with_the_same_ends_the_one_with_the_inode_is_the_connection() {
        ConnectionTable before = table(at(1), at(2, tcp(1, 80, ESTABLISHED, 7)));
        assertThat(told(before, at(100, tcp(1, 80, ESTABLISHED, 7), tcp(1, 80, TIME_WAIT, 0))))
                .containsExactly("opened 1>80 TIME_WAIT 0 t-1");
    }

    @Test
    void a_row_that_the_first_read_gave_twice_is_one_connection() {
        ConnectionTable before = table(at(1, tcp(1, 80, ESTABLISHED, 1), tcp(2, 80, ESTABLISHED, 2)));
        ConnectionTracker tracker = ConnectionTracker.resuming(before, true);
        Connection again = tcp(1, 80, ESTABLISHED, 1);
        tracker.reconcile(torn(100, 1, again, again, tcp(2, 80, ESTABLISHED, 2)));
        tracker.reconcile(torn(101, 1, again, tcp(2, 80, ESTABLISHED, 2)));
        assertThat(tracker.table().changesSince(before)).isEmpty();
    }

    @Test
    void what_is_no_part_of_the_table_is_refused() {
        RememberedTable table = new RememberedTable("t", ReadSpan.at(Instant.EPOCH));
        assertThatThrownBy(() -> table.connection(listener(80, 5))).hasMessageContaining("a file that was not read");
        table.file(new SocketFile(NetworkNamespace.UNSPECIFIED, Protocol.TCP));
        assertThatThrownBy(() -> table.connection(
                        listener(80, 5).toBuilder().id("other-1").build()))
                .hasMessageContaining("another tracker: other-1");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void restarts_change_nothing_of_what_is_told_but_its_steps(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            ConnectionTracker tracker = new ConnectionTracker("t");
            List<Connection> rows = RandomRows.next(random, List.of());
            Map<String, Connection> map = new HashMap<>();
            tracker.reconcile(at(1, rows));
            ConnectionTable position = tracker.table();
            position.connections().forEach(c -> map.put(c.id(), c));
            for (int poll = 2; poll < 15; poll++) {
                rows = RandomRows.next(random, rows);
                boolean restart = random.nextInt(3) == 0;
                if (restart) {
                    // Who was slow is found where it stood, and the tracker where it was.
                    ConnectionTable newest = remembered(tracker.table());
                    position = remembered(position);
                    tracker = ConnectionTracker.resuming(newest, true);
                }
                tracker.reconcile(at(poll, rows));
                if (!restart && random.nextInt(3) == 0) {
                    continue;
                }
                for (ConnectionEvent event : tracker.table().changesSince(position)) {
                    apply(map, event);
                }
                position = tracker.table();
                assertThat(keys(map.values()))
                        .as("seed %d, round %d, poll %d", seed, round, poll)
                        .containsExactlyInAnyOrderElementsOf(keys(position.connections()));
            }
        }
    }

    private static void apply(Map<String, Connection> map, ConnectionEvent event) {
        Connection connection = ((ConnectionEvent.Change) event).connection();
        if (event instanceof ConnectionEvent.Closed) {
            assertThat(map.remove(connection.id())).as("%s", event).isNotNull();
        } else {
            boolean update = event instanceof ConnectionEvent.Update;
            assertThat(map.put(connection.id(), connection) != null)
                    .as("%s", event)
                    .isEqualTo(update);
        }
    }

    private static List<String> keys(Iterable<Connection> connections) {
        List<String> keys = new ArrayList<>();
        connections.forEach(c -> keys.add(c.id() + " " + RandomRows.key(c) + " " + c.opened()));
        return keys;
    }

    private static Snapshot only(Protocol protocol, int second, Connection... rows) {
        SocketTableBuilder table = new SocketTableBuilder(protocol, rows.length);
        for (Connection row : rows) {
            table.connection(row);
        }
        return new SnapshotBuilder(Instant.ofEpochSecond(second))
                .table(table.build())
                .build();
    }

    private static Snapshot torn(int second, int seam, Connection... rows) {
        SocketTableBuilder builder = new SocketTableBuilder(Protocol.TCP, rows.length);
        for (int i = 0; i < rows.length; i++) {
            if (i == seam) {
                builder.seam();
            }
            builder.connection(rows[i]);
        }
        Moment time = Moment.at(Instant.ofEpochSecond(second));
        SocketTable table = builder.build();
        return new SnapshotBuilder(time.time())
                .span(new ReadSpan(time, time))
                .table(table)
                .build();
    }
}
