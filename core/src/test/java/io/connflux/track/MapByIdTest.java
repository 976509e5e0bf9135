package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.SocketActivity;
import io.connflux.table.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the tables, however slow the subscriber, and wherever the clock is set: what it was told, put into a map by id, is the
 * newest table.
 */
class MapByIdTest {

    private static final List<Owner> OWNERS = List.of(
            Owner.Unnamed.PENDING, Owner.Unnamed.RELEASED, held(1, "a"), held(2, "b"), Owner.Unnamed.PERMISSION);

    private final Map<String, Connection> map = new HashMap<>();
    private final Set<String> ended = new HashSet<>();

    private static Owner held(int pid, String name) {
        return new Owner.Held(
                List.of(new OwnerProcess(pid, pid, Instant.EPOCH, name, null, null, 1000, null, ControlGroup.NONE)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void what_a_subscriber_was_told_is_the_newest_table(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            map.clear();
            ended.clear();
            ConnectionTracker tracker = new ConnectionTracker("t");
            List<Connection> rows = RandomRows.next(random, List.of());
            @Nullable ConnectionTable position = null;
            boolean missed = false;
            long clock = 1_000;
            for (int poll = 0; poll < 15; poll++) {
                clock += random.nextInt(8) == 0 ? random.nextInt(20_000) - 10_000 : 1_000;
                List<ConnectionEvent> changes =
                        tracker.reconcile(Snapshot.of(Instant.ofEpochMilli(clock), owned(random, rows)));
                ConnectionTable newest = tracker.table();
                if (position == null) {
                    newest.connections().forEach(c -> map.put(c.id(), c));
                } else if (random.nextInt(3) == 0) {
                    missed = true;
                    rows = RandomRows.next(random, rows);
                    continue;
                } else {
                    // Where nothing was missed, the tables' difference has to be as right as the tracker's own events.
                    apply(missed || random.nextBoolean() ? newest.changesSince(position) : changes);
                }
                missed = false;
                position = newest;
                assertThat(comparable(map.values()))
                        .as("seed %d, round %d, poll %d", seed, round, poll)
                        .containsExactlyInAnyOrderElementsOf(comparable(newest.connections()));
                rows = RandomRows.next(random, rows);
            }
        }
    }

    private static List<Connection> owned(Random random, List<Connection> rows) {
        List<Connection> owned = new ArrayList<>();
        for (Connection row : rows) {
            owned.add(random.nextInt(4) == 0 ? row : row.ownedBy(OWNERS.get(random.nextInt(OWNERS.size()))));
        }
        return owned;
    }

    private void apply(List<ConnectionEvent> events) {
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.Closed closed) {
                String id = closed.connection().id();
                assertThat(map.remove(id)).as("%s", event).isNotNull();
                ended.add(id);
            } else if (event instanceof ConnectionEvent.Update update) {
                assertThat(map.put(update.connection().id(), update.connection()))
                        .as("%s", event)
                        .isNotNull();
            } else if (event instanceof ConnectionEvent.Change change) {
                assertThat(ended).doesNotContain(change.connection().id());
                assertThat(map.put(change.connection().id(), change.connection()))
                        .as("%s", event)
                        .isNull();
            }
        }
    }

    /** But for what changes without an event: a connection gets an inode when it is accepted. */
    private static List<Connection> comparable(Iterable<Connection> connections) {
        List<Connection> all = new ArrayList<>();
        connections.forEach(c -> all.add(c.toBuilder()
                .inode(0)
                .uid(Connection.UNKNOWN_UID)
                .activity(SocketActivity.NONE)
                .build()));
        return all;
    }
}
