package io.connflux.procfs;

import static io.connflux.procfs.ProcTree.HEADER;
import static io.connflux.procfs.ProcTree.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import io.connflux.track.Subscriber;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jol.info.GraphLayout;

class ProcNetTest {

    private static final Path CAPTURED = Path.of("src/test/resources/captured/proc");

    @TempDir
    private Path directory;

    private ProcNet net() {
        return ProcNet.at(directory).only(EnumSet.of(Protocol.TCP)).byteOrder(ByteOrder.LITTLE_ENDIAN);
    }

    private ProcTree tree() {
        return new ProcTree(directory);
    }

    private SocketTable tcp() throws IOException {
        SocketTable table = net().read().table(Protocol.TCP);
        assertThat(table).isNotNull();
        return table;
    }

    @Test
    void a_captured_host_reads_as_ss_showed_it() throws IOException {
        Snapshot snapshot =
                ProcNet.at(CAPTURED).byteOrder(ByteOrder.LITTLE_ENDIAN).read();
        assertThat(snapshot.size()).isEqualTo(32);
        assertThat(snapshot.problems()).isEmpty();
        assertThat(snapshot.connections(Protocol.TCP6))
                .extracting(Connection::local)
                .anySatisfy(local -> assertThat(local).hasToString("[::ffff:127.0.0.1]:41012"));
        Connection timeWait = snapshot.connections(Protocol.TCP).stream()
                .filter(c -> c.state() == SocketState.TIME_WAIT)
                .findFirst()
                .orElseThrow();
        assertThat(timeWait.local()).hasToString("127.0.0.1:58110");
        assertThat(timeWait.uid()).isEqualTo(Connection.UNKNOWN_UID);
        assertThat(timeWait.activity().timer()).isEqualTo(3);
        assertThat(timeWait.activity().when()).isEqualTo(0x1740);
    }

    @Test
    void every_column_is_kept() throws IOException {
        tree().write(
                        Protocol.UDP,
                        "   sl  header\n 1146: 0302017F:A411 04030201:0035 01 0000000A:0000000B 02:0000000C 0000000D"
                                + "  65534       14 4294967311 2 0000000034114b3c 15\n");
        Connection c = ProcNet.at(directory)
                .byteOrder(ByteOrder.LITTLE_ENDIAN)
                .read()
                .connections(Protocol.UDP)
                .get(0);
        assertThat(c.local()).hasToString("127.1.2.3:42001");
        assertThat(c.remote()).hasToString("1.2.3.4:53");
        assertThat(c.state()).isEqualTo(SocketState.ESTABLISHED);
        assertThat(c.uid()).isEqualTo(65534);
        assertThat(c.inode()).isEqualTo(4294967311L);
        assertThat(c.activity())
                .hasToString(
                        "SocketActivity[txQueue=10, rxQueue=11, timer=2, when=12, retransmits=13, timeout=14, drops=15]");
    }

    @Test
    void a_big_endian_host_prints_addresses_in_order() throws IOException {
        tree().write(Protocol.TCP, HEADER + row(0, 80, 10, 7));
        Connection c =
                net().byteOrder(ByteOrder.BIG_ENDIAN).read().connections().get(0);
        assertThat(c.local()).hasToString("1.0.0.127:80");
    }

    @Test
    void a_malformed_row_is_a_problem_with_its_place_and_costs_no_other_row() throws IOException {
        tree().write(
                        Protocol.TCP,
                        HEADER
                                + row(0, 80, 1, 7)
                                + row(1, 81, 1, 8).replace("0200007F", "0200Z07F")
                                + row(2, 82, 1, 9));
        SocketTable table = tcp();
        assertThat(table.size()).isEqualTo(2);
        RowProblem problem = table.problems().get(0);
        assertThat(problem.line()).isEqualTo(3);
        assertThat(problem.column()).isEqualTo(25);
        assertThat(problem.reason()).isEqualTo("expected an address of hex digits");
        assertThat(problem.text()).contains("0200Z07F");
        assertThat(table.problemPlace(0)).isEqualTo(1);
    }

    @Test
    void a_torn_last_row_is_a_problem_wherever_it_is_torn() throws IOException {
        String whole = row(0, 80, 1, 7);
        String last = row(1, 81, 1, 3000101);
        int behindInode = last.indexOf("3000101 ") + 8;
        for (int cut = 1; cut < behindInode; cut++) {
            tree().write(Protocol.TCP, HEADER + whole + last.substring(0, cut));
            SocketTable table = tcp();
            assertThat(table.size()).as("cut after %d", cut).isEqualTo(1);
            assertThat(table.problemCount()).as("cut after %d", cut).isEqualTo(1);
        }
    }

    @Test
    void a_whole_last_row_needs_no_line_feed() throws IOException {
        tree().write(Protocol.TCP, (HEADER + row(0, 80, 1, 7)).stripTrailing());
        assertThat(tcp().size()).isEqualTo(1);
    }

    @Test
    void an_empty_file_and_a_header_alone_are_empty_tables() throws IOException {
        tree().write(Protocol.TCP, "");
        assertThat(tcp().size()).isZero();
        tree().write(Protocol.TCP, HEADER);
        assertThat(tcp().size()).isZero();
        assertThat(tcp().problemCount()).isZero();
    }

    @Test
    void an_absent_file_beside_others_is_said() throws IOException {
        tree().write(Protocol.TCP, HEADER);
        Snapshot snapshot = ProcNet.at(directory).read();
        assertThat(snapshot.table(Protocol.TCP6)).isNull();
        assertThat(snapshot.missing()).containsOnlyKeys(Protocol.TCP6, Protocol.UDP, Protocol.UDP6);
        assertThat(snapshot.missing().get(Protocol.TCP6).absent()).isTrue();
    }

    @Test
    void a_file_that_cannot_be_read_is_said_and_is_not_called_absent() throws IOException {
        tree().write(Protocol.TCP, HEADER);
        assertThat(directory.resolve("net/tcp6").toFile().mkdir()).isTrue();
        Snapshot snapshot = ProcNet.at(directory).read();
        assertThat(snapshot.missing().get(Protocol.TCP6).absent()).isFalse();
        assertThat(snapshot.missing().get(Protocol.TCP6).reason()).contains("tcp6");
    }

    @Test
    void no_file_at_all_is_an_error_that_names_the_path() {
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> ProcNet.at(nowhere).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(nowhere.resolve("net").toString());
    }

    @Test
    void a_line_without_end_is_one_problem() throws IOException {
        tree().write(Protocol.TCP, HEADER + row(0, 80, 1, 7) + "x".repeat(100_000) + "\n" + row(1, 81, 1, 8));
        SocketTable table = tcp();
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.problemCount()).isEqualTo(1);
    }

    @Test
    void a_row_malformed_in_one_poll_and_back_in_the_next_is_neither_closed_nor_opened() throws IOException {
        String damaged = row(1, 81, 1, 8).replace("0100007F", "01_0007F");
        Subscriber tracker = new Subscriber(false);
        tree().write(Protocol.TCP, HEADER + row(0, 80, 1, 7) + row(1, 81, 1, 8) + row(2, 82, 1, 9));
        ProcNet net = net();
        tracker.reconcile(net.read());
        tree().write(Protocol.TCP, HEADER + row(0, 80, 1, 7) + damaged + row(2, 82, 1, 9));
        assertThat(tracker.reconcile(net.read()))
                .extracting(event -> event.name())
                .containsExactly("unreadable");
        assertThat(tracker.reconcile(net.read())).isEmpty();
        tree().write(Protocol.TCP, HEADER + row(0, 80, 1, 7) + row(1, 81, 1, 8) + row(2, 82, 1, 9));
        assertThat(tracker.reconcile(net.read())).isEmpty();
    }

    @Test
    void a_file_that_vanishes_and_returns_closes_nothing() throws IOException {
        ProcNet both = ProcNet.at(directory);
        Subscriber tracker = new Subscriber(false);
        tree().write(Protocol.TCP, HEADER + row(0, 80, 1, 7)).write(Protocol.UDP, HEADER);
        tracker.reconcile(both.read());
        tree().delete(Protocol.TCP);
        assertThat(tracker.reconcile(both.read()))
                .extracting(event -> event.name())
                .containsExactly("lost");
        assertThat(tracker.reconcile(both.read())).isEmpty();
        tree().write(Protocol.TCP, HEADER + row(0, 80, 1, 7));
        assertThat(tracker.reconcile(both.read())).isEmpty();
    }

    @Test
    void a_million_rows_are_read() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        String row = row(0, 80, 1, 7);
        text.append(row.repeat(1_000_000));
        tree().write(Protocol.TCP, text.toString());
        assertThat(tcp().size()).isEqualTo(1_000_000);
    }

    @Test
    void a_row_takes_at_most_64_bytes_and_an_ipv6_row_96() throws IOException {
        StringBuilder v4 = new StringBuilder(HEADER);
        StringBuilder v6 = new StringBuilder(HEADER);
        for (int i = 0; i < 20_000; i++) {
            String row = row(i, i, 1, i);
            v4.append(row);
            v6.append(row.replace("0100007F", "0".repeat(24) + "01000000").replace("0200007F", "0".repeat(32)));
        }
        tree().write(Protocol.TCP, v4.toString()).write(Protocol.TCP6, v6.toString());
        Snapshot snapshot = ProcNet.at(directory).read();
        assertThat(GraphLayout.parseInstance(snapshot.table(Protocol.TCP)).totalSize() / 20_000.0)
                .isLessThan(64);
        assertThat(GraphLayout.parseInstance(snapshot.table(Protocol.TCP6)).totalSize() / 20_000.0)
                .isLessThan(96);
    }
}
