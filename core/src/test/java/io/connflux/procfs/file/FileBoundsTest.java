package io.connflux.procfs.file;

import static io.connflux.procfs.ProcTree.HEADER;
import static io.connflux.procfs.ProcTree.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.procfs.ProcNet;
import io.connflux.procfs.ProcTree;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileBoundsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/dev/urandom"})
    void a_device_without_end_is_a_problem_and_costs_no_other_file(String device) throws IOException {
        new ProcTree(directory).write(Protocol.UDP, HEADER + row(0, 53, 7, 9));
        Files.createSymbolicLink(directory.resolve("net/tcp"), Path.of(device));
        ProcNet net = ProcNet.at(directory).only(EnumSet.of(Protocol.TCP, Protocol.UDP));
        for (int i = 0; i < 2; i++) {
            Snapshot snapshot = net.read();
            assertThat(snapshot.connections(Protocol.UDP)).hasSize(1);
            assertThat(snapshot.table(Protocol.TCP)).isNull();
            assertThat(snapshot.missing().get(Protocol.TCP).reason())
                    .startsWith(directory.resolve("net/tcp") + " does not end: 671");
        }
    }

    @Test
    void a_file_that_grows_for_ever_is_given_up_at_the_rows_that_there_is_room_for() {
        byte[] line = row(0, 80, 1, 7).getBytes(StandardCharsets.US_ASCII);
        SocketBytes growing = (into, at, most) -> {
            System.arraycopy(line, 0, into, at, line.length);
            return line.length;
        };
        SocketFile file = new SocketFile(Protocol.TCP, true, new FileBounds(10_000, 1 << 20));
        assertThatThrownBy(() -> file.read(Path.of("net/tcp"), growing, false, NetworkNamespace.UNSPECIFIED, 0, false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("net/tcp has more than 10000 rows");
    }

    @Test
    void a_small_heap_has_room_for_fewer_rows() {
        assertThat(FileBounds.ofThisHeap().rows())
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 256)
                .isGreaterThan(100_000);
    }

    @Test
    void a_line_longer_than_a_buffer_among_others_is_one_problem_and_repeats_no_row() throws IOException {
        for (int length : new int[] {4_000, 4_097, 5_000, 9_000, 20_000}) {
            new ProcTree(directory)
                    .write(
                            Protocol.TCP,
                            HEADER + row(0, 80, 1, 7) + row(1, 81, 1, 8) + "x".repeat(length) + "\n"
                                    + row(2, 82, 1, 9));
            var table =
                    ProcNet.at(directory).only(EnumSet.of(Protocol.TCP)).read().table(Protocol.TCP);
            assertThat(table).isNotNull();
            assertThat(table.connections())
                    .as("length %d", length)
                    .extracting(c -> c.inode())
                    .containsExactly(7L, 8L, 9L);
            assertThat(table.problemCount()).isEqualTo(1);
            assertThat(table.problems().get(0).line()).isEqualTo(4);
            assertThat(table.problems().get(0).text()).startsWith("xxx");
        }
    }
}
