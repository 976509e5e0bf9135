package io.connflux.procfs;

import static io.connflux.procfs.ProcTree.HEADER;
import static io.connflux.procfs.ProcTree.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.ColumnProblem;
import io.connflux.table.SocketTable;
import io.connflux.track.Subscriber;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are not as today's kernels print them, and are rows. */
class RowsOfEveryKernelTest {

    private static final String KEY = "   5: 0302017F:A411 04030201:0035 01 ";
    private static final String REST =
            "00000000:00000000 00:00000000 00000000  1000        0 30001 2 ffff8800a32e7b21 15";

    @TempDir
    private Path directory;

    private ProcNet net(Protocol protocol) {
        return ProcNet.at(directory).only(EnumSet.of(protocol)).byteOrder(ByteOrder.LITTLE_ENDIAN);
    }

    private SocketTable read(Protocol protocol, String text) throws IOException {
        new ProcTree(directory).write(protocol, text);
        SocketTable table = net(protocol).read().table(protocol);
        assertThat(table).isNotNull();
        return table;
    }

    private Connection only(SocketTable table) {
        assertThat(table.problems()).isEmpty();
        assertThat(table.size()).isEqualTo(1);
        Connection c = table.connection(0);
        assertThat(c.local()).hasToString("127.1.2.3:42001");
        assertThat(c.remote()).hasToString("1.2.3.4:53");
        assertThat(c.state()).isEqualTo(SocketState.ESTABLISHED);
        return c;
    }

    private static List<String> reasons(SocketTable table) {
        return table.columnProblems().stream()
                .map(problem -> problem.first().reason())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "signed drops of old kernels        | 2 ffff8800a32e7b21 -2   | 4294967294",
                "drops with more columns behind     | 2 ffff8800a32e7b21 15 7 | 15",
                "a pointer that is hidden           | 2 (____ptrval____) 15   | 15",
            })
    void drops_are_read(String what, String columns, long drops) throws IOException {
        SocketTable table = read(Protocol.UDP, HEADER + KEY + REST.replace("2 ffff8800a32e7b21 15", columns) + "\n");
        assertThat(only(table).activity().drops()).as(what).isEqualTo(drops);
        assertThat(only(table).inode()).isEqualTo(30001);
        assertThat(table.columnProblems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-2,4294967294", "-1,-1", "65534,65534", "4294967294,4294967294"})
    void a_signed_uid_is_that_of_32_bits_and_the_one_that_nobody_can_have_is_unknown(String printed, long uid)
            throws IOException {
        SocketTable table = read(Protocol.TCP, HEADER + KEY + REST.replace(" 1000 ", " " + printed + " ") + "\n");
        assertThat(only(table).uid()).isEqualTo(uid);
        assertThat(only(table).inode()).isEqualTo(30001);
        assertThat(table.columnProblems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "02:FFFFFFFFFFFFFFFB,0",
        "02:00000000000000A1,161",
        "02:A1,161",
        "02:0000000100000000,4294967295",
        "02:0000000B,11"
    })
    void a_timer_of_any_width_is_read_and_one_that_was_due_is_at_0(String printed, long when) throws IOException {
        SocketTable table = read(Protocol.TCP, HEADER + KEY + REST.replace(" 00:00000000", " " + printed) + "\n");
        assertThat(only(table).activity().when()).isEqualTo(when);
        assertThat(only(table).activity().timer()).isEqualTo(2);
        assertThat(only(table).uid()).isEqualTo(1000);
        assertThat(only(table).inode()).isEqualTo(30001);
        assertThat(table.columnProblems()).isEmpty();
    }

    @Test
    void a_row_may_end_behind_the_inode_or_behind_the_state() throws IOException {
        int inodeEnd = REST.indexOf("30001") + 5;
        SocketTable behindInode = read(Protocol.TCP, HEADER + KEY + REST.substring(0, inodeEnd) + "\n");
        assertThat(only(behindInode).inode()).isEqualTo(30001);
        assertThat(only(behindInode).uid()).isEqualTo(1000);
        assertThat(behindInode.columnProblems()).as("TCP has no drops").isEmpty();

        SocketTable udp = read(Protocol.UDP, HEADER + KEY + REST.substring(0, inodeEnd) + "\n");
        assertThat(only(udp).inode()).isEqualTo(30001);
        assertThat(reasons(udp)).containsExactly("expected drops in decimal digits; the row counts without it");

        SocketTable behindState = read(Protocol.TCP, HEADER + KEY.stripTrailing() + "\n");
        assertThat(only(behindState).inode()).isZero();
        assertThat(only(behindState).uid()).isEqualTo(Connection.UNKNOWN_UID);
        assertThat(reasons(behindState)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", " \t ", "\f", "  "})
    void other_blanks_part_columns_too(String blank) throws IOException {
        SocketTable table = read(Protocol.UDP, HEADER + (KEY + REST).strip().replaceAll(" +", blank) + "\r\n");
        assertThat(only(table).uid()).isEqualTo(1000);
        assertThat(only(table).inode()).isEqualTo(30001);
        assertThat(only(table).activity().drops()).isEqualTo(15);
        assertThat(table.columnProblems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'   5: ','  -1: ',sl",
        "'   5: ','    : ',sl",
        "'   5: ','',sl",
        "00000000:00000000 ,0000000x:00000000 ,tx_queue",
        "' 00:00000000 ',' 00: ',tm->when",
        " 00000000  1000, 0000?000  1000,retrnsmt",
        " 1000 , x ,uid",
        " 1000 , 4294967296 ,uid",
        "        0 30001,       -1 30001,timeout",
    })
    void a_column_that_cannot_be_read_is_absent_and_the_others_are_not(String from, String to, String column)
            throws IOException {
        SocketTable table = read(Protocol.UDP, HEADER + (KEY + REST).replace(from, to) + "\n");
        assertThat(only(table).inode()).isEqualTo(30001);
        assertThat(only(table).activity().drops()).isEqualTo(15);
        assertThat(only(table).uid()).isEqualTo(column.equals("uid") ? Connection.UNKNOWN_UID : 1000);
        assertThat(reasons(table)).hasSize(1).first().asString().contains(column.equals("sl") ? "slot" : column);
    }

    @ParameterizedTest
    @CsvSource({
        "' 00000000  1000 ',' 1000 '",
        "'  1000        0 ','         0 '",
        "'        0 30001 ',' 30001 '",
        "' 30001 ',' '"
    })
    void where_one_number_is_missing_none_is_taken_for_another(String from, String to) throws IOException {
        SocketTable table = read(Protocol.UDP, HEADER + KEY + REST.replace(from, to) + "\n");
        assertThat(only(table).inode()).isZero();
        assertThat(only(table).uid()).isEqualTo(Connection.UNKNOWN_UID);
        assertThat(reasons(table)).hasSize(1);
    }

    @Test
    void a_first_line_that_is_no_header_is_a_row_and_a_damaged_one_is_a_problem() throws IOException {
        SocketTable table = read(Protocol.TCP, row(0, 80, 1, 7) + row(1, 81, 1, 8));
        assertThat(table.size()).isEqualTo(2);
        SocketTable damaged = read(Protocol.TCP, row(0, 80, 1, 7).replace("0100007F", "01_0007F") + row(1, 81, 1, 8));
        assertThat(damaged.size()).isEqualTo(1);
        assertThat(damaged.problems()).hasSize(1);
        assertThat(damaged.problems().get(0).line()).isEqualTo(1);
        assertThat(read(Protocol.TCP, "{\"not\": \"a socket file\"}\n").problemCount())
                .isEqualTo(1);
    }

    @Test
    void what_tells_connections_apart_must_be_right() throws IOException {
        List<String> wrong = List.of(
                (KEY + REST).replace("0302017F", "0302017"),
                (KEY + REST).replace("04030201", "0403020x"),
                (KEY + REST).replace(":A411", ":A41"),
                (KEY + REST).replace(":A411", ":A4111"),
                (KEY + REST).replace(" 01 0", " 1 0"),
                (KEY + REST).replace(" 01 0", " 0g 0"),
                (KEY + REST).replace(" 04030201:0035", ""),
                "   5: 0302017F:A411",
                "");
        SocketTable table = read(Protocol.TCP, HEADER + String.join("\n", wrong) + "\n");
        assertThat(table.size()).isZero();
        assertThat(table.problemCount()).isEqualTo(wrong.size());
        assertThat(table.problems())
                .extracting(problem -> problem.column() + " " + problem.reason())
                .contains(
                        "14 expected an address of hex digits",
                        "28 expected an address of hex digits",
                        "19 expected a port of four hex digits",
                        "20 expected a space");
    }

    @Test
    void a_row_cut_at_the_end_of_the_file_is_none_where_its_inode_may_lack_digits() throws IOException {
        String udp = KEY.replace(' ', '\t') + REST.replace(" 15", "");
        int inodeEnd = udp.indexOf("30001") + 5;
        for (int cut = 1; cut <= udp.length(); cut++) {
            SocketTable table = read(Protocol.UDP, HEADER + udp.substring(0, cut));
            assertThat(table.size()).as("cut after %d", cut).isEqualTo(cut > inodeEnd ? 1 : 0);
            assertThat(table.problemCount()).as("cut after %d", cut).isEqualTo(cut > inodeEnd ? 0 : 1);
        }
    }

    @Test
    void a_column_is_told_once_for_each_file_with_the_number_of_its_rows() throws IOException {
        String odd = KEY + REST.replace(" 1000 ", " x ") + "\n";
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 40; i++) {
            text.append(odd.replace(":A411", String.format(":%04X", i)));
        }
        new ProcTree(directory)
                .write(Protocol.UDP, text.toString())
                .write(Protocol.TCP, text.toString())
                .write(Protocol.TCP6, HEADER);
        ProcNet net = ProcNet.at(directory).byteOrder(ByteOrder.LITTLE_ENDIAN);
        Subscriber tracker = new Subscriber(false);
        List<ConnectionEvent> events = new ArrayList<>();
        for (int poll = 0; poll < 5; poll++) {
            tracker.reconcile(net.read()).forEach(events::add);
            if (poll == 3) {
                new ProcTree(directory).write(Protocol.UDP, text + odd);
            }
        }
        assertThat(events)
                .filteredOn(ConnectionEvent.Unreadable.class::isInstance)
                .extracting(event -> ((ConnectionEvent.Unreadable) event).count())
                .containsExactly(40L, 40L);
        assertThat(events).filteredOn(ConnectionEvent.Closed.class::isInstance).isEmpty();
        assertThat(tracker.counters().unreadable()).as("rows").isZero();
        assertThat(net.read().columnProblems()).extracting(ColumnProblem::rows).containsExactly(40, 41);
    }

    @Test
    void an_inode_that_cannot_be_read_for_a_while_closes_nothing_and_is_remembered() throws IOException {
        Subscriber tracker = new Subscriber(false);
        String good = HEADER + KEY + REST + "\n";
        ProcNet net = net(Protocol.TCP);
        List<ConnectionEvent> events = new ArrayList<>();
        for (String text : List.of(good, good.replace(" 30001 ", " 3000? "), good)) {
            new ProcTree(directory).write(Protocol.TCP, text);
            tracker.reconcile(net.read()).forEach(events::add);
        }
        assertThat(events).extracting(ConnectionEvent::name).containsExactly("baseline", "unreadable");
    }
}
