package io.connflux.procfs;

import static io.connflux.procfs.ProcTree.HEADER;
import static io.connflux.procfs.ProcTree.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import io.connflux.track.Subscriber;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadTimesTest {

    private static final Instant START = Instant.parse("2026-11-24T10:00:00.0001Z");

    @TempDir
    private Path directory;

    private Instant wall = START;
    private long nanos;
    private boolean begun;
    private Runnable meanwhile = () -> {};

    /** Each reading of the clocks is ten seconds after the one before. */
    private ProcNet net() {
        return ProcNet.at(directory)
                .only(EnumSet.of(Protocol.TCP, Protocol.UDP))
                .byteOrder(ByteOrder.LITTLE_ENDIAN)
                .clock(() -> wall, this::steady);
    }

    /** It is read before and behind the other one. */
    private long steady() {
        begun = !begun;
        if (begun) {
            wall = wall.plusSeconds(10);
            nanos += Duration.ofSeconds(10).toNanos();
            meanwhile.run();
        }
        return nanos;
    }

    private ProcTree write(Protocol protocol, int... ports) {
        StringBuilder rows = new StringBuilder(HEADER);
        for (int port : ports) {
            rows.append(row(port, port, 1, port));
        }
        return new ProcTree(directory).write(protocol, rows.toString());
    }

    private static List<ConnectionEvent> events(Subscriber tracker, Snapshot snapshot) {
        List<ConnectionEvent> events = new ArrayList<>();
        tracker.reconcile(snapshot).forEach(events::add);
        return events;
    }

    @Test
    void what_happened_while_another_file_was_slow_is_dated_by_the_read_that_found_it() throws IOException {
        write(Protocol.TCP, 1);
        write(Protocol.UDP, 2);
        ProcNet net = net();
        Subscriber tracker = new Subscriber(false);
        Snapshot first = net.read();
        events(tracker, first);
        // The clocks are read at the start of a poll, then around each file: the third reading comes behind tcp.
        Instant made = wall.plusSeconds(25);
        meanwhile = () -> {
            if (wall.isAfter(made)) {
                write(Protocol.UDP, 2, 3);
            }
        };
        assertThat(events(tracker, net.read()))
                .singleElement()
                .isInstanceOfSatisfying(ConnectionEvent.Opened.class, opened -> {
                    assertThat(opened.connection().local().port()).isEqualTo(3);
                    assertThat(made).isAfter(opened.since()).isBefore(opened.time());
                });
    }

    @Test
    void each_file_has_the_time_in_which_it_was_read_and_the_snapshot_that_of_all() throws IOException {
        write(Protocol.TCP, 1);
        write(Protocol.UDP, 2);
        Snapshot snapshot = net().read();
        assertThat(seconds(snapshot.span().began())).isEqualTo(10);
        assertThat(span(snapshot, Protocol.TCP)).containsExactly(20L, 30L);
        assertThat(span(snapshot, Protocol.UDP)).containsExactly(40L, 50L);
        assertThat(seconds(snapshot.span().ended())).isEqualTo(60);
        assertThat(snapshot.time())
                .as("in whole milliseconds, and not before it was")
                .isEqualTo(Instant.parse("2026-11-24T10:01:00.001Z"));
    }

    private static List<Long> span(Snapshot snapshot, Protocol protocol) {
        SocketTable table = snapshot.table(protocol);
        assertThat(table).isNotNull();
        return List.of(seconds(table.span().began()), seconds(table.span().ended()));
    }

    private static long seconds(Moment moment) {
        return Duration.between(START, moment.clock()).toSeconds();
    }
}
