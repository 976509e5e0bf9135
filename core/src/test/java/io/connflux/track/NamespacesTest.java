package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.FileProblem;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespacesTest {

    private static final NetworkNamespace HOST = new NetworkNamespace(100, null);
    private static final NetworkNamespace BLUE = new NetworkNamespace(200, "blue");
    private static final NetworkNamespace GREEN = new NetworkNamespace(300, "green");
    private static final Connection ROW = Rows.tcp(80, 5000, SocketState.ESTABLISHED, 7);
    private static final Connection OTHER = Rows.tcp(80, 5000, SocketState.ESTABLISHED, 8);

    private final Subscriber tracker = new Subscriber(false);

    private List<ConnectionEvent> events(int second, Connection... rows) {
        return Rows.events(tracker, Rows.at(second, rows));
    }

    private List<String> told(int second, Connection... rows) {
        return events(second, rows).stream().map(NamespacesTest::line).toList();
    }

    private static String line(ConnectionEvent event) {
        return event instanceof ConnectionEvent.Change change
                ? change.connection().namespace() + " " + Rows.line(event)
                : Rows.line(event);
    }

    @Test
    void the_same_tuple_in_two_namespaces_is_two_connections() {
        told(0, Rows.listener(1, 1).in(HOST), Rows.listener(1, 2).in(BLUE));
        assertThat(told(
                        1,
                        Rows.listener(1, 1).in(HOST),
                        ROW.in(HOST),
                        Rows.listener(1, 2).in(BLUE),
                        OTHER.in(BLUE)))
                .containsExactly("100 opened 80>5000 ESTABLISHED 7", "blue opened 80>5000 ESTABLISHED 8");
        assertThat(told(2, Rows.listener(1, 1).in(HOST), Rows.listener(1, 2).in(BLUE), OTHER.in(BLUE)))
                .containsExactly("100 closed 80>5000 ESTABLISHED 7");
    }

    @Test
    void rows_without_inode_never_cross_from_one_namespace_to_another() {
        Connection timeWait = Rows.tcp(80, 5000, SocketState.TIME_WAIT, 0);
        told(0, ROW.in(HOST), Rows.listener(1, 2).in(BLUE));
        assertThat(told(1, Rows.listener(1, 3).in(HOST), Rows.listener(1, 2).in(BLUE), timeWait.in(BLUE)))
                .containsExactlyInAnyOrder(
                        "100 closed 80>5000 ESTABLISHED 7",
                        "100 opened 1>0 LISTEN 3",
                        "blue opened 80>5000 TIME_WAIT 0");
    }

    @Test
    void what_a_namespace_has_that_appears_opened_since_the_poll_before() {
        told(3, ROW.in(HOST));
        assertThat(events(4, ROW.in(HOST), OTHER.in(BLUE))).singleElement().satisfies(event -> {
            assertThat(line(event)).isEqualTo("blue opened 80>5000 ESTABLISHED 8");
            assertThat(((ConnectionEvent.Opened) event).since()).isEqualTo(Instant.ofEpochSecond(3));
        });
    }

    @Test
    void a_namespace_that_is_gone_has_closed_its_connections_and_lost_none() {
        told(0, ROW.in(HOST));
        told(1, ROW.in(HOST), OTHER.in(BLUE));
        told(2, ROW.in(HOST), OTHER.in(BLUE));
        assertThat(events(9, ROW.in(HOST))).singleElement().satisfies(event -> {
            assertThat(line(event)).isEqualTo("blue closed 80>5000 ESTABLISHED 8");
            assertThat(((ConnectionEvent.Closed) event).since()).isEqualTo(Instant.ofEpochSecond(2));
            assertThat(((ConnectionEvent.Closed) event).duration()).isEqualTo(Duration.ofSeconds(8));
        });
        assertThat(tracker.size()).isEqualTo(1);
        assertThat(told(10, ROW.in(HOST), OTHER.in(BLUE))).containsExactly("blue opened 80>5000 ESTABLISHED 8");
    }

    @Test
    void the_only_namespace_may_go_and_leaves_nothing() {
        told(0, ROW.in(BLUE));
        Snapshot none = new SnapshotBuilder(Instant.ofEpochSecond(1)).build();
        assertThat(Rows.events(tracker, none).stream().map(NamespacesTest::line))
                .containsExactly("blue closed 80>5000 ESTABLISHED 7");
        assertThat(tracker.table().counts()).isEmpty();
        assertThat(told(2, OTHER.in(GREEN))).containsExactly("green opened 80>5000 ESTABLISHED 8");
    }

    @Test
    void a_namespace_that_gets_a_name_or_another_one_stays_the_same() {
        told(0, ROW.in(new NetworkNamespace(200, null)));
        assertThat(told(1, ROW.in(BLUE))).isEmpty();
        assertThat(told(2, ROW.in(new NetworkNamespace(200, "azure")))).isEmpty();
        assertThat(told(3, Rows.tcp(80, 5000, SocketState.CLOSE_WAIT, 7).in(BLUE)))
                .containsExactly("blue state-changed 80>5000 CLOSE_WAIT 7");
    }

    @Test
    void a_listener_makes_connections_inbound_in_its_own_namespace_alone() {
        told(0, Rows.listener(80, 1).in(HOST), Rows.listener(81, 2).in(BLUE));
        assertThat(events(
                        1,
                        Rows.listener(80, 1).in(HOST),
                        ROW.in(HOST),
                        Rows.listener(81, 2).in(BLUE),
                        OTHER.in(BLUE)))
                .extracting(
                        event -> ((ConnectionEvent.Change) event).connection().direction())
                .as("in the second one both ends are on this host and none has a listener")
                .containsExactly(Direction.INBOUND, Direction.UNKNOWN);
    }

    @Test
    void a_file_that_cannot_be_read_in_one_namespace_closes_nothing_and_stops_no_other() {
        told(0, ROW.in(HOST), OTHER.in(BLUE));
        FileProblem problem = new FileProblem("/proc/9/net/tcp", "/proc/9/net/tcp: no access", false);
        Snapshot snapshot = new SnapshotBuilder(Instant.ofEpochSecond(1))
                .namespace(new NamespaceTables(BLUE, Map.of(), Map.of(Protocol.TCP, problem)))
                .namespace(Rows.at(1, Rows.listener(1, 1).in(HOST)).namespaces().get(0))
                .build();
        assertThat(snapshot.missing()).containsOnlyKeys(Protocol.TCP);
        assertThat(Rows.events(tracker, snapshot).stream().map(NamespacesTest::line))
                .containsExactlyInAnyOrder("100 closed 80>5000 ESTABLISHED 7", "100 opened 1>0 LISTEN 1", "lost");
        assertThat(told(2, Rows.listener(1, 1).in(HOST), OTHER.in(BLUE))).isEmpty();
    }

    @Test
    void baseline_and_truth_count_the_connections_of_all_namespaces() {
        Subscriber telling = new Subscriber(true);
        List<ConnectionEvent> events = Rows.events(telling, Rows.at(0, ROW.in(GREEN), ROW.in(HOST), OTHER.in(BLUE)));
        assertThat(events.stream().map(NamespacesTest::line))
                .containsExactly(
                        "100 existing 80>5000 ESTABLISHED 7",
                        "blue existing 80>5000 ESTABLISHED 8",
                        "green existing 80>5000 ESTABLISHED 7",
                        "baseline");
        assertThat(((ConnectionEvent.Baseline) events.get(3)).connections()).containsEntry(Protocol.TCP, 3);
        assertThat(telling.table().counts()).containsEntry(Protocol.TCP, 3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void events_and_differences_of_truths_lead_to_the_newest_while_namespaces_come_and_go(long seed) {
        Random random = new Random(seed);
        List<NetworkNamespace> all = List.of(HOST, BLUE, GREEN);
        for (int round = 0; round < 20; round++) {
            Subscriber steps = new Subscriber(false);
            List<List<Connection>> rows = new ArrayList<>();
            all.forEach(namespace -> rows.add(RandomRows.next(random, List.of())));
            List<ConnectionTable> truths = new ArrayList<>();
            List<String> applied = new ArrayList<>();
            for (int second = 0; second < 12; second++) {
                List<Connection> now = new ArrayList<>();
                for (int i = 0; i < all.size(); i++) {
                    NetworkNamespace namespace = all.get(i);
                    rows.set(i, RandomRows.next(random, rows.get(i)));
                    if (random.nextInt(4) > 0) {
                        rows.get(i).forEach(row -> now.add(row.in(namespace)));
                    }
                }
                List<ConnectionEvent> events = Rows.events(steps, Rows.at(second, now));
                truths.add(steps.table());
                if (second == 0) {
                    applied.addAll(keys(truths.get(0)));
                } else {
                    apply(applied, events);
                }
                assertThat(applied)
                        .as("seed %d, round %d, second %d", seed, round, second)
                        .containsExactlyInAnyOrderElementsOf(keys(truths.get(second)));
            }
            for (int older = 0; older < truths.size(); older++) {
                for (int newer = older; newer < truths.size(); newer++) {
                    List<String> known = keys(truths.get(older));
                    apply(known, truths.get(newer).changesSince(truths.get(older)));
                    assertThat(known)
                            .as("seed %d, round %d, from %d to %d", seed, round, older, newer)
                            .containsExactlyInAnyOrderElementsOf(keys(truths.get(newer)));
                }
            }
        }
    }

    private static List<String> keys(ConnectionTable truth) {
        List<String> keys = new ArrayList<>();
        truth.connections(EnumSet.allOf(Protocol.class)).forEach(c -> keys.add(key(c, c.state())));
        return keys;
    }

    private static void apply(List<String> known, List<ConnectionEvent> events) {
        for (ConnectionEvent event : events) {
            Connection c = ((ConnectionEvent.Change) event).connection();
            if (event instanceof ConnectionEvent.Closed) {
                assertThat(known.remove(key(c, c.state()))).as(line(event)).isTrue();
            } else if (event instanceof ConnectionEvent.StateChanged changed) {
                assertThat(known.remove(key(c, changed.previousState())))
                        .as(line(event))
                        .isTrue();
                known.add(key(c, c.state()));
            } else {
                known.add(key(c, c.state()));
            }
        }
    }

    private static String key(Connection c, SocketState state) {
        return c.namespace() + " " + c.protocol() + " " + c.local() + " " + c.remote() + " " + state;
    }
}
