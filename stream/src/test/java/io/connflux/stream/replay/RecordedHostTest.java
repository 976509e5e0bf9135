package io.connflux.stream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.model.Connection;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

class RecordedHostTest {

    @TempDir
    private Path directory;

    private static List<String> rows(Snapshot snapshot) {
        return snapshot.connections().stream()
                .map(connection -> connection.inode() + " " + connection.state())
                .sorted()
                .toList();
    }

    @Test
    void a_read_finds_the_connections_of_the_time_at_which_the_recording_stands() throws IOException {
        MadeRecording made = MadeRecording.of(4, 10, 60);
        AtomicLong nanos = new AtomicLong(5);
        Recording recording = Recording.of(List.of(MadeRecording.file(directory, "recorded", made.lines())))
                .on(Schedulers.immediate(), nanos::get);
        SnapshotSource host = recording.speed(2).asHost();
        for (int i = 0; i < 40; i++) {
            Instant time = MadeRecording.BEGUN.plusSeconds(2L * i);
            Snapshot read = host.read();
            List<Connection> there = recording.tableAt(time).block().all();
            assertThat(rows(read))
                    .as(time.toString())
                    .isEqualTo(rows(Snapshot.of(time, there)))
                    .hasSameSizeAs(made.tableAt(time).keySet());
            assertThat(read.time()).isEqualTo(time.isAfter(made.end()) ? read.time() : time);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(made.tableAt(made.end()).values()).contains(SocketState.CLOSE_WAIT);
        assertThatThrownBy(() -> recording.atOnce().asHost()).isInstanceOf(IllegalArgumentException.class);
    }
}
