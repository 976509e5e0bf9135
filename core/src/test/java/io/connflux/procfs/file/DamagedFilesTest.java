package io.connflux.procfs.file;

import static io.connflux.procfs.ProcTree.HEADER;
import static io.connflux.procfs.ProcTree.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.table.SocketTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DamagedFilesTest {

    private static final int FILES = 20_000;
    private static final long SEED = 20261124;
    private static final List<String> GOOD = List.of(row(0, 80, 1, 7), row(1, 81, 10, 0), row(2, 82, 6, 4294967311L));

    private final Random random = new Random(SEED);
    private Path path = Path.of("");

    /** A file in memory where there is such a thing: on a disk this test would mostly wait for it. */
    @BeforeEach
    void a_file() throws IOException {
        Path memory = Path.of("/dev/shm");
        path = Files.isWritable(memory)
                ? Files.createTempFile(memory, "connflux", ".tcp")
                : Files.createTempFile("connflux", ".tcp");
    }

    @AfterEach
    void no_file() throws IOException {
        Files.delete(path);
    }

    @Test
    void tens_of_thousands_of_damaged_files_are_read_to_their_end() throws IOException {
        SocketFile reader = new SocketFile(Protocol.TCP, true);
        int problems = 0;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (int i = 0; i < FILES; i++) {
                byte[] bytes = damaged();
                file.setLength(0);
                file.seek(0);
                file.write(bytes);
                SocketTable table = reader.read(
                        path, NetworkNamespace.UNSPECIFIED, random.nextInt(3), random.nextBoolean(), ReadLog.NONE);
                assertThat(table.size() + table.problemCount())
                        .as("seed %d, file %d", SEED, i)
                        .isEqualTo(lines(bytes) - 1);
                problems += table.problemCount();
            }
        }
        assertThat(problems).as("damage that was noticed").isGreaterThan(FILES / 2);
    }

    /** A header and some rows, with one to four bytes changed behind the header, and now and then an end too soon. */
    private byte[] damaged() {
        StringBuilder text = new StringBuilder(HEADER);
        // Now and then more than one read's worth: a row may be torn between two.
        for (int i = random.nextInt(random.nextInt(50) == 0 ? 200 : 6); i >= 0; i--) {
            text.append(GOOD.get(random.nextInt(GOOD.size())));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[behindHeader(bytes)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, behindHeader(bytes)) : bytes;
    }

    private int behindHeader(byte[] bytes) {
        return HEADER.length() + random.nextInt(bytes.length - HEADER.length());
    }

    private static int lines(byte[] bytes) {
        int lines = 0;
        for (byte b : bytes) {
            lines += b == '\n' ? 1 : 0;
        }
        return bytes.length > 0 && bytes[bytes.length - 1] != '\n' ? lines + 1 : lines;
    }
}
