package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTableBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections have carried between two tables, however many lie in between. */
class CarriedSinceTest {

    private static final Set<Protocol> ALL = EnumSet.allOf(Protocol.class);
    private static final Connection ROW = Rows.tcp(80, 5000, SocketState.ESTABLISHED, 7);

    private final ConnectionTracker tracker = new ConnectionTracker("t");

    private ConnectionTable read(int second, Connection... rows) {
        tracker.reconcile(Rows.at(second, rows));
        return tracker.table();
    }

    private static Connection carrying(Connection row, long sent, long received) {
        return row.toBuilder().traffic(new Traffic(sent, received, 1, 1, 0, 9)).build();
    }

    private static List<@Nullable Traffic> carried(ConnectionTable newer, ConnectionTable older) {
        return newer.carriedSince(older, ALL, row -> true).stream()
                .map(Connection::traffic)
                .toList();
    }

    private static Traffic rated(long sent, long received, long sentPerSecond, long receivedPerSecond) {
        return new Traffic(sent, received, 1, 1, 0, 9, new Traffic.Rate(sentPerSecond, receivedPerSecond));
    }

    /** A table as a plain map has it. */
    private record Known(long second, Map<String, Connection> byId) {
        static Known of(long second, ConnectionTable table) {
            Map<String, Connection> byId = new HashMap<>();
            table.connections().forEach(c -> byId.put(c.id(), c));
            return new Known(second, byId);
        }

        List<Connection> since(Known older, long pollBefore) {
            List<Connection> carried = new ArrayList<>();
            for (Connection now : byId.values()) {
                Connection before = older.byId.get(now.id());
                Traffic then = before == null ? null : before.traffic();
                Traffic traffic = now.traffic();
                Instant opened = now.opened();
                if (traffic == null || (then == null && opened == null)) {
                    continue;
                }
                long sent = traffic.sent() - (then == null ? 0 : then.sent());
                long received = traffic.received() - (then == null ? 0 : then.received());
                long from = then != null ? older.second : Math.min(opened.getEpochSecond(), pollBefore);
                if (sent != 0 || received != 0) {
                    Traffic.Rate rate = new Traffic.Rate(
                            Math.round(Math.max(0, sent) / (double) (second - from)),
                            Math.round(Math.max(0, received) / (double) (second - from)));
                    carried.add(now.toBuilder()
                            .traffic(new Traffic(
                                    traffic.sent(),
                                    traffic.received(),
                                    traffic.segmentsSent(),
                                    traffic.segmentsReceived(),
                                    traffic.retransmitted(),
                                    traffic.rttMicros(),
                                    rate))
                            .build());
                }
            }
            return carried;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void between_any_two_tables_it_is_what_a_map_by_id_says(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            ConnectionTracker its = new ConnectionTracker("t");
            List<Connection> rows = grown(random, RandomRows.next(random, List.of()));
            List<ConnectionTable> tables = new ArrayList<>();
            List<Known> known = new ArrayList<>();
            for (int poll = 0; poll < 10; poll++) {
                int second = 3 * poll;
                its.reconcile(Rows.at(second, rows));
                tables.add(its.table());
                known.add(Known.of(second, its.table()));
                rows = grown(random, RandomRows.next(random, rows));
            }
            for (int older = 0; older < tables.size(); older++) {
                for (int newer = older; newer < tables.size(); newer++) {
                    assertThat(tables.get(newer).carriedSince(tables.get(older), ALL, row -> true))
                            .as("seed %d, round %d, from %d to %d", seed, round, older, newer)
                            .containsExactlyInAnyOrderElementsOf(
                                    known.get(newer).since(known.get(older), 3L * newer - 3));
                }
            }
        }
    }

    private static List<Connection> grown(Random random, List<Connection> rows) {
        List<Connection> grown = new ArrayList<>();
        for (Connection row : rows) {
            Traffic before = row.traffic();
            boolean isKnown = before != null || random.nextInt(4) > 0;
            grown.add(row.toBuilder()
                    .traffic(isKnown ? grown(random, before) : null)
                    .build());
        }
        return grown;
    }

    private static Traffic grown(Random random, @Nullable Traffic before) {
        return new Traffic(
                (before == null ? 0 : before.sent()) + (random.nextBoolean() ? 0 : random.nextInt(100_000)),
                (before == null ? 0 : before.received()) + (random.nextBoolean() ? 0 : random.nextInt(100_000)),
                (before == null ? 0 : before.segmentsSent()) + random.nextInt(9),
                2,
                random.nextInt(3),
                random.nextInt(9_999));
    }

    @Test
    void one_that_was_there_has_its_rate_over_the_time_between_the_reads_and_keepalives_do_not_count() {
        Connection idle = Rows.tcp(81, 5001, SocketState.ESTABLISHED, 8);
        ConnectionTable older = read(0, carrying(ROW, 100, 1_000), carrying(idle, 5, 5));
        read(1, carrying(ROW, 150, 1_000), carrying(idle, 5, 5));
        Traffic probed = new Traffic(5, 5, 9, 9, 1, 20);
        ConnectionTable newer = read(
                4, carrying(ROW, 500, 9_000), idle.toBuilder().traffic(probed).build());
        assertThat(carried(newer, older)).containsExactly(rated(500, 9_000, 100, 2_000));
        assertThat(carried(newer, newer)).isEmpty();
    }

    @Test
    void one_that_has_opened_has_its_rate_since_it_was_seen_and_over_a_poll_at_least() {
        ConnectionTable older = read(0);
        read(8, carrying(ROW, 0, 0));
        Connection late = Rows.tcp(81, 5001, SocketState.ESTABLISHED, 8);
        ConnectionTable newer = read(10, carrying(ROW, 500, 0), carrying(late, 0, 80));
        assertThat(carried(newer, older)).containsExactly(rated(500, 0, 250, 0), rated(0, 80, 0, 40));
    }

    @Test
    void of_one_that_was_there_and_said_nothing_it_is_not_known_what_it_has_carried_since() {
        ConnectionTable older = read(0, ROW);
        assertThat(carried(read(1, carrying(ROW, 500, 0)), older)).isEmpty();
    }

    @Test
    void only_those_are_told_that_are_asked_for() {
        Connection other = Rows.tcp(81, 5001, SocketState.ESTABLISHED, 8);
        ConnectionTable older = read(0, carrying(ROW, 0, 0), carrying(other, 0, 0));
        ConnectionTable newer = read(1, carrying(ROW, 1, 0), carrying(other, 1, 0));
        assertThat(newer.carriedSince(older, ALL, row -> row.localPort() == 81))
                .extracting(connection -> connection.local().port())
                .containsExactly(81);
        assertThat(newer.carriedSince(older, Set.of(Protocol.TCP6), row -> true))
                .isEmpty();
    }

    @Test
    void one_that_a_read_may_have_left_out_has_its_rate_since_the_last_that_found_it() {
        ConnectionTable first = read(0, carrying(ROW, 100, 0));
        tracker.reconcile(torn(2));
        ConnectionTable hidden = tracker.table();
        assertThat(hidden.connections()).as("it is believed").hasSize(2);
        assertThat(carried(hidden, first)).isEmpty();
        ConnectionTable newer = read(4, carrying(ROW, 500, 0));
        assertThat(carried(newer, hidden)).containsExactly(rated(500, 0, 100, 0));
        assertThat(carried(newer, first)).containsExactly(rated(500, 0, 100, 0));
    }

    @Test
    void what_is_observed_since_the_read_says_nothing_of_it() {
        ConnectionTable older = read(0, carrying(ROW, 100, 0));
        ConnectionTable newer = read(1, carrying(ROW, 500, 0));
        Moment now = Moment.at(Instant.ofEpochSecond(2));
        Observation closing = Observation.of(
                now.nanos(),
                1,
                Protocol.TCP,
                ROW.local(),
                ROW.remote(),
                SocketState.ESTABLISHED,
                SocketState.CLOSE_WAIT);
        assertThat(tracker.observe(new Observations(List.of(closing), 0), now, new HostNamespaces(0, true)))
                .hasSize(1);
        assertThat(carried(tracker.table(), older)).isEmpty();
        assertThat(carried(tracker.table(), newer)).isEmpty();
        Connection closed =
                carrying(ROW.toBuilder().state(SocketState.CLOSE_WAIT).build(), 700, 0);
        assertThat(carried(read(3, closed), newer)).containsExactly(rated(700, 0, 100, 0));
    }

    /** Of a read that may have left out any row. */
    private static Snapshot torn(int second) {
        SocketTableBuilder table = new SocketTableBuilder(Protocol.TCP, 1);
        table.connection(carrying(Rows.tcp(81, 5001, SocketState.ESTABLISHED, 8), 0, 0));
        table.seam();
        Instant time = Instant.ofEpochSecond(second);
        Moment at = Moment.at(time);
        return new SnapshotBuilder(time)
                .span(new ReadSpan(at, at))
                .table(table.build().readIn(new ReadSpan(at, at)))
                .build();
    }
}
