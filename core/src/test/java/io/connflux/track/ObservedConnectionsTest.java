package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.observation.HostNamespaces;
import io.connflux.track.ObservedHost.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are observed one by one, on a host whose table is read slowly meanwhile. */
class ObservedConnectionsTest {

    private static final HostNamespaces ONE = new HostNamespaces(0, true);

    /** One connection as it was told. */
    private static final class Told {
        private final List<String> path = new ArrayList<>();
        private ConnectionEvent.@Nullable Closed closed;
    }

    private final Map<String, Told> told = new LinkedHashMap<>();
    private final Map<String, List<Told>> byTuple = new TreeMap<>();
    private final Map<String, Connection> map = new HashMap<>();
    /** Those of the first table. */
    private final Set<String> there = new HashSet<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void each_connection_is_told_once_with_each_of_its_states_how_it_ended_and_what_it_carried(long seed) {
        for (int round = 0; round < 25; round++) {
            Random random = new Random(seed * 1_000 + round);
            ObservedHost host = new ObservedHost(random, false);
            follow(host, random, false);
            Map<String, List<Truth>> truth = new TreeMap<>();
            host.connections().forEach(one -> truth.computeIfAbsent(tuple(one), tuple -> new ArrayList<>())
                    .add(one));
            String where = "seed " + seed + ", round " + round;
            truth.forEach((tuple, connections) -> {
                List<Told> these = byTuple.getOrDefault(tuple, List.of()).stream()
                        .filter(one -> !one.path.equals(List.of("SYN_RECV", "CLOSE")))
                        .toList();
                if (there.contains(tuple) && these.size() < connections.size()) {
                    // It began while the first table was read.
                    connections.remove(0);
                }
                assertThat(these.stream().map(one -> one.path))
                        .as("%s, %s", where, tuple)
                        .containsExactlyElementsOf(
                                connections.stream().map(one -> one.path).toList());
                for (int i = 0; i < connections.size(); i++) {
                    ConnectionEvent.Closed closed = these.get(i).closed;
                    assertThat(closed).as("%s, %s", where, tuple).isNotNull();
                    assertThat(closed == null ? null : closed.outcome())
                            .as("%s, %s", where, connections.get(i))
                            .isEqualTo(connections.get(i).outcome);
                    assertThat(closed == null ? null : closed.connection().traffic())
                            .as("%s, %s", where, connections.get(i))
                            .isEqualTo(connections.get(i).traffic);
                }
            });
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void what_was_told_is_the_newest_table_also_where_steps_are_missed(long seed) {
        for (int round = 0; round < 25; round++) {
            Random random = new Random(seed * 1_000 + round);
            follow(new ObservedHost(random, seed % 2 == 0), random, true);
            assertThat(map).as("seed %d, round %d", seed, round).isEmpty();
        }
    }

    private void follow(ObservedHost host, Random random, boolean lagging) {
        told.clear();
        byTuple.clear();
        map.clear();
        ConnectionTracker tracker = new ConnectionTracker("t");
        do {
            host.pass();
            host.connections().clear();
            tracker.observe(host.take(), host.now(), ONE);
            tracker.reconcile(host.read());
        } while (tracker.awaitsSecondLook());
        ConnectionTable position = tracker.table();
        there.clear();
        position.connections().forEach(c -> {
            map.put(c.id(), c);
            there.add(tuple(c));
        });
        List<ConnectionEvent> first = tracker.observe(host.take(), host.now(), ONE);
        for (int step = 0; step < 40; step++) {
            host.pass();
            if (step == 30) {
                host.end();
            }
            List<ConnectionEvent> changes = new ArrayList<>(step == 0 ? first : List.of());
            changes.addAll(tracker.observe(host.take(), host.now(), ONE));
            if (step >= 30 || random.nextInt(3) == 0) {
                var snapshot = host.read();
                changes.addAll(tracker.observe(host.take(), host.now(), ONE));
                changes.addAll(tracker.reconcile(snapshot));
            }
            ConnectionTable newest = tracker.table();
            if (lagging && random.nextInt(3) > 0 && step < 39) {
                continue;
            }
            apply(lagging ? newest.changesSince(position) : changes);
            position = newest;
            assertThat(states(map.values())).isEqualTo(states(newest.connections()));
            assertThat(tracker.size()).isEqualTo(map.size());
        }
    }

    private static Map<String, String> states(Iterable<Connection> connections) {
        Map<String, String> states = new TreeMap<>();
        connections.forEach(c -> states.put(c.id(), tuple(c) + " " + c.state()));
        return states;
    }

    private void apply(List<ConnectionEvent> events) {
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.Closed closed) {
                String id = closed.connection().id();
                assertThat(map.remove(id)).as("%s", event).isNotNull();
                Told one = told.get(id);
                if (one != null) {
                    one.closed = closed;
                    if (!one.path.get(one.path.size() - 1).equals("TIME_WAIT")) {
                        one.path.add("CLOSE");
                    }
                }
            } else if (event instanceof ConnectionEvent.Update update) {
                assertThat(map.put(update.connection().id(), update.connection()))
                        .as("%s", event)
                        .isNotNull();
                Told one = told.get(update.connection().id());
                if (one != null && event instanceof ConnectionEvent.StateChanged) {
                    one.path.add(update.connection().state().name());
                }
            } else if (event instanceof ConnectionEvent.Opened opened) {
                Connection connection = opened.connection();
                assertThat(map.put(connection.id(), connection)).as("%s", event).isNull();
                Told one = new Told();
                one.path.add(connection.state().name());
                assertThat(told.put(connection.id(), one)).as("%s", event).isNull();
                byTuple.computeIfAbsent(tuple(connection), tuple -> new ArrayList<>())
                        .add(one);
            }
        }
    }

    private static String tuple(Connection c) {
        return c.local().port() + ">" + c.remote().port();
    }

    private static String tuple(Truth one) {
        return one.local().port() + ">" + one.remote().port();
    }
}
