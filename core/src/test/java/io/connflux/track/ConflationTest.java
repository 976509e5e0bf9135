package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionEvent;
import io.connflux.model.SocketState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The law: whatever a subscriber was given and whatever it missed, its events applied to its baseline give the newest table. */
class ConflationTest {

    private static final SocketState[] STATES = {
        SocketState.SYN_SENT,
        SocketState.ESTABLISHED,
        SocketState.FIN_WAIT2,
        SocketState.TIME_WAIT,
        SocketState.CLOSE_WAIT
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void events_applied_to_the_old_table_give_the_new_one(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            List<Connection> rows = table(random, new ArrayList<>());
            ConnectionTracker tracker = new ConnectionTracker(true);
            List<String> known = new ArrayList<>();
            apply(known, Rows.events(tracker, Rows.at(0, rows)));
            for (int second = 1; second < 12; second++) {
                int missed = random.nextInt(4);
                for (int i = 0; i <= missed; i++) {
                    rows = table(random, rows);
                }
                apply(known, Rows.events(tracker, Rows.at(second, rows)));
                assertThat(known)
                        .as("seed %d, round %d, second %d", seed, round, second)
                        .containsExactlyInAnyOrderElementsOf(
                                rows.stream().map(ConflationTest::key).toList());
            }
        }
    }

    private static List<Connection> table(Random random, List<Connection> before) {
        List<Connection> rows = new ArrayList<>();
        for (Connection row : before) {
            int chance = random.nextInt(10);
            if (chance > 2) {
                rows.add(row);
            } else if (chance == 1) {
                SocketState state = STATES[random.nextInt(STATES.length)];
                rows.add(Rows.tcp(
                        row.local().port(), row.remote().port(), state, random.nextBoolean() ? 0 : row.inode()));
            }
        }
        int fresh = random.nextInt(30);
        for (int i = 0; i < fresh; i++) {
            int port = 1 + random.nextInt(40);
            boolean taken = rows.stream().anyMatch(row -> row.local().port() == port);
            if (!taken) {
                rows.add(
                        random.nextInt(rows.size() + 1),
                        Rows.tcp(port, 80, STATES[random.nextInt(STATES.length)], random.nextInt(4)));
            }
        }
        if (random.nextInt(6) == 0) {
            java.util.Collections.shuffle(rows, random);
        }
        return rows;
    }

    private static void apply(List<String> known, List<ConnectionEvent> events) {
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.StateChanged changed) {
                Connection c = changed.connection();
                assertThat(known.remove(c.local() + " " + changed.previousState()))
                        .isTrue();
                known.add(key(c));
            } else if (event instanceof ConnectionEvent.Closed closed) {
                assertThat(known.remove(key(closed.connection())))
                        .as("%s", event)
                        .isTrue();
            } else if (event instanceof ConnectionEvent.Change opened) {
                known.add(key(opened.connection()));
            }
        }
    }

    private static String key(Connection c) {
        return c.local() + " " + c.state();
    }
}
