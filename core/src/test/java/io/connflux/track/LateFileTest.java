package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.table.FileProblem;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A file that gives no table at the start, and one later. */
class LateFileTest {

    private static final FileProblem UNREADABLE = new FileProblem("/proc/net/udp", "/proc/net/udp: no access", false);
    private static final FileProblem ABSENT = new FileProblem("/proc/net/udp", "/proc/net/udp does not exist", true);

    private final Subscriber tracker = new Subscriber(false);

    private static SocketTable table(Protocol protocol, boolean seam, int... ports) {
        SocketTableBuilder table = new SocketTableBuilder(protocol, ports.length);
        for (int port : ports) {
            table.row(0, 0x7F000001, port, 0, 0, 0);
            table.identity(7, 1000, port);
            table.activity(0, 0, 0, 0, 0, 0, 0);
            if (seam) {
                table.seam();
            }
        }
        return table.build();
    }

    private List<String> told(int second, @Nullable FileProblem problem, boolean seam, int... udpPorts) {
        SnapshotBuilder snapshot = new SnapshotBuilder(Instant.ofEpochSecond(second)).table(table(Protocol.TCP, false));
        if (problem == null) {
            snapshot.table(table(Protocol.UDP, seam, udpPorts));
        } else {
            snapshot.missing(Protocol.UDP, problem);
        }
        return Rows.events(tracker, snapshot.build()).stream()
                .map(event -> event instanceof ConnectionEvent.Change change
                        ? event.name() + " " + change.connection().local().port()
                        : event.name())
                .toList();
    }

    @Test
    void what_a_file_has_that_could_not_be_read_before_is_existing_not_opened() {
        assertThat(told(1, UNREADABLE, false)).containsExactly("lost", "baseline");
        assertThat(told(2, UNREADABLE, false)).isEmpty();
        assertThat(told(3, null, false, 10, 11)).containsExactly("existing 10", "existing 11");
        assertThat(told(4, null, false, 11, 12)).containsExactly("closed 10", "opened 12");
    }

    @Test
    void when_it_opened_is_not_known_of_what_was_there_when_a_file_could_be_read() {
        told(1, UNREADABLE, false);
        told(2, null, false, 10);
        Snapshot gone = new SnapshotBuilder(Instant.ofEpochSecond(3))
                .table(table(Protocol.UDP, false))
                .build();
        assertThat(Rows.events(tracker, gone))
                .singleElement()
                .isInstanceOfSatisfying(
                        ConnectionEvent.Closed.class,
                        closed -> assertThat(closed.connection().opened()).isNull());
    }

    @Test
    void what_a_file_has_that_was_absent_before_has_opened() {
        assertThat(told(1, ABSENT, false)).containsExactly("baseline");
        assertThat(told(2, null, false, 10)).containsExactly("opened 10");
    }

    @Test
    void a_late_table_is_told_with_the_next_one_where_a_seam_may_have_hidden_rows() {
        told(1, UNREADABLE, false);
        assertThat(told(2, null, true, 10, 12)).isEmpty();
        assertThat(tracker.size()).as("not told, so not known").isZero();
        assertThat(tracker.table().counts()).doesNotContainKey(Protocol.UDP);
        assertThat(told(3, null, true, 10, 11, 12)).containsExactly("existing 10", "existing 11", "existing 12");
        assertThat(told(4, null, true, 10, 11, 12, 13)).containsExactly("opened 13");
    }

    @Test
    void a_late_table_that_is_lost_again_before_it_is_told_is_told_when_it_returns() {
        told(1, UNREADABLE, false);
        told(2, null, true, 10);
        assertThat(told(3, UNREADABLE, true)).containsExactly("lost");
        assertThat(told(4, null, true, 10)).containsExactly("existing 10");
    }

    @Test
    void a_file_that_can_be_read_at_the_second_look_alone_is_told_after_the_baseline() {
        int[] all = IntStream.rangeClosed(1, 5).toArray();
        Snapshot first = new SnapshotBuilder(Instant.ofEpochSecond(1))
                .table(table(Protocol.TCP, true, all))
                .missing(Protocol.UDP, UNREADABLE)
                .build();
        Snapshot second = new SnapshotBuilder(Instant.ofEpochSecond(1))
                .table(table(Protocol.TCP, true, all))
                .table(table(Protocol.UDP, true, 10, 12))
                .build();
        Snapshot third = new SnapshotBuilder(Instant.ofEpochSecond(2))
                .table(table(Protocol.TCP, true, all))
                .table(table(Protocol.UDP, true, 10, 11, 12))
                .build();
        assertThat(Rows.events(tracker, first)).isEmpty();
        assertThat(Rows.events(tracker, second))
                .extracting(ConnectionEvent::name)
                .containsExactly("baseline");
        assertThat(Rows.events(tracker, third))
                .extracting(ConnectionEvent::name)
                .containsExactlyElementsOf(
                        Stream.generate(() -> "existing").limit(3).toList());
    }
}
