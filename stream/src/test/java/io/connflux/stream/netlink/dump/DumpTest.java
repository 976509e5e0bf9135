package io.connflux.stream.netlink.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.model.Protocol;
import io.connflux.stream.netlink.dump.ScriptedKernel.Answer;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import io.connflux.table.SocketTable;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DumpTest {

    private static final int BUCKETS = 1024;

    private final ScriptedKernel kernel = new ScriptedKernel();

    @AfterEach
    void nothing_is_left_open() {
        assertThat(kernel.open).isZero();
    }

    private SocketTable read() throws IOException {
        return new Dump(Protocol.TCP, BUCKETS, false, kernel).read(0);
    }

    private static int seams(SocketTable table) {
        int seams = 0;
        for (int row = 0; row <= table.size(); row++) {
            seams += table.seamBetween(row - 1, row) ? 1 : 0;
        }
        return seams;
    }

    @Test
    void a_message_is_taken_for_full_where_a_row_more_may_not_have_had_room() {
        for (int memory : new int[] {4096, 16384, 32768}) {
            assertThat(Dump.mayBeFull(memory - 320, 124)).isTrue();
            assertThat(Dump.mayBeFull(memory - 320 - 124, 124)).isTrue();
        }
        assertThat(Dump.mayBeFull(1000, 124)).isFalse();
        assertThat(Dump.mayBeFull(20_000, 124)).isFalse();
    }

    @Test
    void one_that_the_kernel_says_was_interrupted_is_made_again_wherever_it_says_so() throws IOException {
        kernel.then(Answer.interrupted(5, 0))
                .then(Answer.interrupted(5, 5))
                .then(Answer.whole(1))
                .then(Answer.whole(9));
        SocketTable table = read();
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.localPort(0)).isEqualTo(1);
        assertThat(table.hasSeams()).as("a whole one").isFalse();
        assertThat(kernel.dumps).isEqualTo(3);
    }

    @Test
    void one_that_always_is_has_a_seam_before_each_row_so_that_none_that_is_missing_is_told_closed()
            throws IOException {
        for (int i = 0; i < Dump.MOST; i++) {
            kernel.then(Answer.interrupted(3, i));
        }
        SocketTable table = read();
        assertThat(table.size()).isEqualTo(3);
        assertThat(seams(table)).as("before each, and behind the last").isEqualTo(4);
        assertThat(kernel.dumps).isEqualTo(Dump.MOST);
    }

    @Test
    void one_of_more_rows_than_buckets_is_made_again_once() throws IOException {
        kernel.then(Answer.whole(BUCKETS + 1)).then(Answer.interrupted(BUCKETS + 2, 0));
        SocketTable table = read();
        assertThat(table.size()).isEqualTo(BUCKETS + 2);
        assertThat(seams(table)).isEqualTo(BUCKETS + 3);
        assertThat(kernel.dumps).isEqualTo(2);
    }

    @Test
    void one_for_which_the_kernel_has_no_memory_is_made_again_and_then_fails() throws IOException {
        Answer brokenOff = new Answer(2, -1, 0, NetlinkSocket.ENOBUFS);
        kernel.then(brokenOff).then(Answer.whole(1));
        assertThat(read().size()).isEqualTo(1);
        for (int i = 0; i < Dump.MOST; i++) {
            kernel.then(brokenOff);
        }
        assertThatThrownBy(this::read).isInstanceOf(NetlinkSocket.Failure.class).hasMessageContaining("scripted");
        assertThat(kernel.dumps).isEqualTo(2 + Dump.MOST);
    }

    @Test
    void a_module_that_the_kernel_lacks_is_named() {
        kernel.then(new Answer(0, -1, NetlinkSocket.ENOENT, 0));
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("netlink, tcp: this kernel has no tcp_diag; 'modprobe tcp_diag' may load it");
        kernel.then(new Answer(0, -1, 13, 0));
        assertThatThrownBy(this::read).hasMessage("netlink, tcp: the kernel does not give its table (errno 13)");
    }
}
