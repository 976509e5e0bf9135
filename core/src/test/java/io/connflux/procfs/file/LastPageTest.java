package io.connflux.procfs.file;

import static io.connflux.procfs.ProcTree.HEADER;
import static io.connflux.procfs.ProcTree.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.table.SocketTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a file is held to be read to its end. */
class LastPageTest {

    private static final Path PATH = Path.of("proc/net/tcp");

    @TempDir
    private Path directory;

    private static SocketTable read(SocketBytes bytes, boolean kernel, boolean shifted) throws IOException {
        return new SocketFile(Protocol.TCP, true)
                .read(PATH, bytes, kernel, NetworkNamespace.UNSPECIFIED, 1_000, shifted);
    }

    /** As wide as the kernel's rows. */
    private static List<String> lines(int rows, int width) {
        List<String> lines = new ArrayList<>();
        lines.add(wide(HEADER, width));
        IntStream.range(0, rows).forEach(i -> lines.add(wide(row(i, i & 0xFFFF, 1, 5_000 + i), width)));
        return lines;
    }

    private static String wide(String line, int width) {
        return String.format("%-" + (width - 1) + "s%n", line.stripTrailing());
    }

    @ParameterizedTest
    @ValueSource(ints = {4_096, 8_192, 16_384, 65_536})
    void a_tail_that_never_ends_is_not_read(int page) throws IOException {
        List<String> tail = lines(300, 150).subList(1, 301);
        for (int rows = 0; rows <= 1_000; rows += rows < 120 ? 1 : 61) {
            for (boolean shifted : new boolean[] {false, true}) {
                SeqFile file = new SeqFile(page, lines(rows, 150), tail);
                SocketTable table = read(file, true, shifted);
                int repeated = file.readsBehindEnd() * tail.size();
                assertThat(table.size())
                        .as("%d rows, shifted %b", rows, shifted)
                        .isEqualTo(rows + repeated)
                        .isLessThanOrEqualTo(rows + tail.size());
            }
        }
    }

    @Test
    void no_read_follows_the_last_page_unless_that_is_full() throws IOException {
        int more = 0;
        for (int rows = 0; rows < 270; rows++) {
            SeqFile file = new SeqFile(4_096, lines(rows, 150), List.of());
            SocketTable table = read(file, true, false);
            assertThat(table.size()).isEqualTo(rows);
            boolean full = (rows + 1) % 27 == 0;
            assertThat(file.readsBehindEnd()).as("%d rows", rows).isEqualTo(full ? 1 : 0);
            assertThat(table.seamBetween(rows - 1, rows))
                    .as("rows may be hidden behind the last one of %d", rows)
                    .isEqualTo(full);
            more += file.readsBehindEnd();
        }
        assertThat(more).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void rows_of_any_length_are_all_read_whatever_the_page_size(long seed) throws IOException {
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            List<String> lines = new ArrayList<>(List.of(HEADER));
            int rows = random.nextInt(400);
            for (int i = 0; i < rows; i++) {
                lines.add(wide(row(i, i, 1, 5_000 + i), 150 + random.nextInt(30)));
            }
            int page = 4_096 << random.nextInt(5);
            SeqFile file = new SeqFile(page, lines, List.of());
            assertThat(read(file, true, random.nextBoolean()).size())
                    .as("seed %d, run %d, page %d", seed, run, page)
                    .isEqualTo(rows);
        }
    }

    @Test
    void a_shifted_table_has_its_seams_between_those_of_the_one_before() throws IOException {
        for (int page : new int[] {4_096, 65_536}) {
            SocketTable one = read(new SeqFile(page, lines(500, 150), List.of()), true, false);
            SocketTable other = read(new SeqFile(page, lines(500, 150), List.of()), true, true);
            int seams = 0;
            for (int row = 0; row < 500; row++) {
                boolean seam = one.seamBetween(row - 1, row);
                seams += seam ? 1 : 0;
                assertThat(seam && other.seamBetween(row - 1, row))
                        .as("page %d, a seam before row %d in both", page, row)
                        .isFalse();
            }
            assertThat(seams).isGreaterThan(page == 4_096 ? 17 : 8);
        }
    }

    @Test
    void a_row_that_the_buffer_cut_belongs_to_the_read_that_printed_it() throws IOException {
        // 8,192 bytes are the header, 53 rows and a part of the next, which the kernel had printed by then.
        SocketTable table = read(new SeqFile(65_536, lines(100, 150), List.of()), true, false);
        assertThat(table.seamBetween(52, 53)).isFalse();
        assertThat(table.seamBetween(53, 54)).isTrue();
    }

    @Test
    void what_is_no_file_of_the_kernel_is_read_until_no_byte_comes() throws IOException {
        byte[] text = String.join("", lines(700, 150)).getBytes(StandardCharsets.US_ASCII);
        for (int most : new int[] {1, 7, 150, 1_000, 4_050, 8_192}) {
            ByteArrayInputStream in = new ByteArrayInputStream(text);
            SocketTable table =
                    read((into, at, asked) -> in.read(into, at, Math.min(most, asked)), false, most % 2 == 1);
            assertThat(table.size()).as("%d bytes a read", most).isEqualTo(700);
            assertThat(table.problemCount()).isZero();
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pipe_is_read_to_its_end() throws Exception {
        Path pipe = directory.resolve("tcp");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        List<String> lines = lines(90, 150);
        Thread writer = new Thread(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                for (String line : lines) {
                    out.write(line.substring(0, 20).getBytes(StandardCharsets.US_ASCII));
                    out.write(line.substring(20).getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        SocketTable table =
                new SocketFile(Protocol.TCP, true).read(pipe, NetworkNamespace.UNSPECIFIED, 1_000, true, ReadLog.NONE);
        assertThat(table.size()).isEqualTo(90);
        writer.join(TimeUnit.SECONDS.toMillis(10));
    }

    @Test
    void the_kernels_files_are_told_from_others() throws IOException {
        KernelFiles files = new KernelFiles();
        Path captured = Path.of("src/test/resources/captured/proc/net/tcp");
        for (int i = 0; i < 2; i++) {
            assertThat(files.contain(Path.of("/proc/self/net/tcp"))).isTrue();
            assertThat(files.contain(Path.of("/proc/version"))).isTrue();
            assertThat(files.contain(captured)).isFalse();
            assertThat(files.contain(Path.of("/dev/zero"))).isFalse();
        }
    }
}
