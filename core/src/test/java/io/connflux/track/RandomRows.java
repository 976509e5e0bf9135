package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.SocketState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tables that follow each other at random. */
final class RandomRows {

    private static final SocketState[] STATES = {
        SocketState.SYN_SENT,
        SocketState.ESTABLISHED,
        SocketState.FIN_WAIT2,
        SocketState.TIME_WAIT,
        SocketState.CLOSE_WAIT
    };

    private RandomRows() {}

    /** The table that follows another: most rows stay, some go, change or come. */
    static List<Connection> next(Random random, List<Connection> before) {
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

    /** Does to a list of {@link #key}s what events tell. */
    static void apply(List<String> known, List<ConnectionEvent> events) {
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

    static String key(Connection c) {
        return c.local() + " " + c.state();
    }
}
