package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replays what the kernel does: a table of buckets, read 27 rows at a time, and between two reads it is remembered in which
 * bucket the last one ended and after how many rows of it. Rows that come into that bucket meanwhile make old ones come
 * twice; rows that leave it hide as many.
 */
class TornReadTest {

    private static final int PAGE = 27;

    private final List<List<Connection>> buckets = new ArrayList<>();
    private int nextInode = 1;

    @Test
    void a_row_that_a_seam_may_have_hidden_is_not_closed_and_comes_back_unnoticed() {
        Subscriber tracker = new Subscriber(false);
        List<Connection> rows = rows(54);
        Rows.events(tracker, table(1, rows, 27));
        assertThat(Rows.events(tracker, table(2, rows, 27)))
                .extracting(ConnectionEvent::name)
                .containsExactly("baseline");
        List<Connection> hidden = new ArrayList<>(rows);
        hidden.remove(27);
        assertThat(Rows.events(tracker, table(3, hidden, 27))).isEmpty();
        assertThat(Rows.events(tracker, table(4, rows, 13, 40))).isEmpty();
        assertThat(tracker.counters().suspected()).isEqualTo(1);
        assertThat(tracker.counters().reprieved()).isEqualTo(1);
    }

    @Test
    void a_suspect_that_a_second_look_cannot_have_hidden_is_closed() {
        Subscriber tracker = new Subscriber(false);
        List<Connection> rows = rows(54);
        Rows.events(tracker, table(1, rows, 27));
        Rows.events(tracker, table(2, rows, 27));
        Connection gone = rows.remove(27);
        assertThat(Rows.events(tracker, table(3, rows, 27))).isEmpty();
        List<ConnectionEvent> events = Rows.events(tracker, table(4, rows, 13, 40));
        assertThat(events).hasSize(1).first().isInstanceOfSatisfying(ConnectionEvent.Closed.class, closed -> {
            assertThat(closed.connection().local()).isEqualTo(gone.local());
            assertThat(closed.since()).isEqualTo(Instant.ofEpochSecond(2));
        });
    }

    @Test
    void a_row_in_the_middle_of_a_read_closes_at_once() {
        Subscriber tracker = new Subscriber(false);
        List<Connection> rows = rows(54);
        Rows.events(tracker, table(1, rows, 27));
        Rows.events(tracker, table(2, rows, 27));
        rows.remove(5);
        assertThat(Rows.events(tracker, table(3, rows, 27)))
                .extracting(ConnectionEvent::name)
                .containsExactly("closed");
    }

    @Test
    void a_connection_that_the_first_look_missed_belongs_to_the_baseline() {
        Subscriber tracker = new Subscriber(true);
        List<Connection> rows = rows(54);
        List<Connection> hidden = new ArrayList<>(rows);
        hidden.remove(27);
        assertThat(Rows.events(tracker, table(1, hidden, 27))).isEmpty();
        assertThat(tracker.awaitsSecondLook()).isTrue();
        assertThat(Rows.events(tracker, table(2, rows, 13, 40))).hasSize(55);
        assertThat(Rows.events(tracker, table(3, rows, 27))).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void no_idle_connection_is_ever_told_and_every_other_one_once(long seed) {
        Random random = new Random(seed);
        Set<Long> idle = new HashSet<>();
        for (int i = 0; i < 160; i++) {
            buckets.add(new ArrayList<>());
        }
        for (int i = 0; i < 1_000; i++) {
            Connection row = fresh();
            idle.add(row.inode());
            bucket(random).add(row);
        }
        Subscriber tracker = new Subscriber(false);
        Set<Long> open = new HashSet<>();
        for (int second = 1; second < 120; second++) {
            Snapshot torn = tornRead(second, random, idle, second % 10 == 0 ? 10 : 4);
            for (ConnectionEvent event : Rows.events(tracker, torn)) {
                if (event instanceof ConnectionEvent.Change change) {
                    long inode = change.connection().inode();
                    assertThat(idle).as("seed %d: %s", seed, event).doesNotContain(inode);
                    boolean fromBaseline = event instanceof ConnectionEvent.Closed closed
                            && closed.connection().opened() == null;
                    boolean once = event instanceof ConnectionEvent.Opened ? open.add(inode) : open.remove(inode);
                    assertThat(once || fromBaseline)
                            .as("seed %d: %s", seed, event)
                            .isTrue();
                }
            }
        }
        assertThat(tracker.counters().repeated()).as("the replay tears").isPositive();
        assertThat(tracker.counters().reprieved()).as("the replay tears").isPositive();
    }

    /** Reads the table page by page while connections come and go between the pages. */
    private Snapshot tornRead(int second, Random random, Set<Long> idle, int churn) {
        SocketTableBuilder table = new SocketTableBuilder(Protocol.TCP, 100);
        int bucket = 0;
        int offset = 0;
        int page = second % 2 == 0 ? PAGE : PAGE / 2;
        while (bucket < buckets.size()) {
            for (int i = 0; i < page && bucket < buckets.size(); ) {
                if (offset >= buckets.get(bucket).size()) {
                    bucket++;
                    offset = 0;
                } else {
                    add(table, buckets.get(bucket).get(offset++));
                    i++;
                }
            }
            page = PAGE;
            table.seam();
            for (int i = 0; i < churn && bucket < buckets.size(); i++) {
                // The bucket at which the reader stands is where it hurts; a kernel under heavy churn is hit there at
                // one
                // read in a thousand, this one at one in eight.
                List<Connection> target = random.nextInt(16) == 0 ? buckets.get(bucket) : bucket(random);
                if (random.nextBoolean()) {
                    target.add(0, fresh());
                } else {
                    target.stream()
                            .filter(row -> !idle.contains(row.inode()))
                            .findFirst()
                            .ifPresent(target::remove);
                }
            }
        }
        return new SnapshotBuilder(Instant.ofEpochSecond(second))
                .table(table.build())
                .build();
    }

    private List<Connection> bucket(Random random) {
        return buckets.get(random.nextInt(buckets.size()));
    }

    private List<Connection> rows(int count) {
        List<Connection> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(fresh());
        }
        return rows;
    }

    private Connection fresh() {
        int number = nextInode++;
        return Rows.tcp(number & 0xFFFF, 1 + (number >> 16), SocketState.ESTABLISHED, number);
    }

    private static Snapshot table(int second, List<Connection> rows, int... seams) {
        SocketTableBuilder table = new SocketTableBuilder(Protocol.TCP, rows.size());
        for (int i = 0; i < rows.size(); i++) {
            for (int seam : seams) {
                if (seam == i) {
                    table.seam();
                }
            }
            add(table, rows.get(i));
        }
        SocketTable built = table.build();
        return new SnapshotBuilder(Instant.ofEpochSecond(second)).table(built).build();
    }

    private static void add(SocketTableBuilder table, Connection row) {
        table.row(
                0,
                row.local().address().low(),
                row.local().port(),
                0,
                row.remote().address().low(),
                row.remote().port());
        table.identity(row.state().number(), row.uid(), row.inode());
    }
}
