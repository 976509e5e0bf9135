package io.connflux.procfs;

import static io.connflux.procfs.ProcTree.HEADER;
import static io.connflux.procfs.ProcTree.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadInTurnsTest {

    private static final int ROWS = 2_000;

    @TempDir
    private Path directory;

    @Test
    void threads_that_read_one_source_at_once_get_whole_tables() throws Exception {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < ROWS; i++) {
            text.append(row(i, 1_024 + i, 1, 5_000 + i));
        }
        new ProcTree(directory).write(Protocol.TCP, text.toString());
        ProcNet net = ProcNet.at(directory).only(EnumSet.of(Protocol.TCP));
        ExecutorService readers = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> sizes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                sizes.add(readers.submit(() -> net.read().size()));
            }
            for (Future<Integer> size : sizes) {
                assertThat(size.get()).isEqualTo(ROWS);
            }
        } finally {
            readers.shutdownNow();
        }
    }
}
