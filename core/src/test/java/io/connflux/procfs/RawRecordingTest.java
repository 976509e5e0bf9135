package io.connflux.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.SnapshotSourceContract;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import io.connflux.table.SocketTable;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was kept of polls is read as the files were. */
class RawRecordingTest implements SnapshotSourceContract {

    private static final long MUCH = 64L << 20;

    @TempDir
    private Path directory;

    private static ProcNet captured() {
        return ProcNet.at(Path.of("src/test/resources/captured/proc")).byteOrder(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public SnapshotSource source() throws IOException {
        Path kept = directory.resolve("contract");
        ProcNet files = captured().recordedBy(RawRecorder.in(kept, MUCH));
        for (int i = 0; i < 8; i++) {
            files.read();
        }
        return RawRecording.in(kept);
    }

    private static void hasTheSame(Snapshot again, Snapshot then) {
        assertThat(again.span()).isEqualTo(then.span());
        assertThat(again.connections()).isEqualTo(then.connections());
        assertThat(again.problems()).isEqualTo(then.problems());
        assertThat(again.missing()).isEqualTo(then.missing());
        for (SocketTable table : then.tables()) {
            SocketTable other = again.table(table.protocol());
            assertThat(other.span()).isEqualTo(table.span());
        }
    }

    private static List<String> told(ConnectionTracker tracker, Snapshot snapshot) {
        return tracker.reconcile(snapshot).stream()
                .map(ConnectionEvent::toString)
                .toList();
    }

    @Test
    void polls_of_this_kernel_are_read_and_told_again_as_they_were() throws IOException {
        Path kept = directory.resolve("kernel");
        ProcNet files = ProcNet.at(Path.of("/proc")).recordedBy(RawRecorder.in(kept, MUCH));
        ConnectionTracker then = new ConnectionTracker();
        ConnectionTracker now = new ConnectionTracker();
        List<Snapshot> polls = new ArrayList<>();
        List<ServerSocket> open = new ArrayList<>();
        List<List<String>> told = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                for (int more = 0; more < 30; more++) {
                    open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                }
                polls.add(files.read());
                told.add(told(then, polls.get(i)));
            }
        } finally {
            for (ServerSocket each : open) {
                each.close();
            }
        }
        try (RawRecording again = RawRecording.in(kept)) {
            for (int i = 0; i < 6; i++) {
                assertThat(again.hasNext()).isTrue();
                Snapshot read = again.read();
                hasTheSame(read, polls.get(i));
                assertThat(told(now, read)).isEqualTo(told.get(i));
            }
            assertThat(told.get(5)).hasSizeGreaterThanOrEqualTo(30);
            assertThat(again.hasNext()).isFalse();
            assertThat(again.damages()).isEmpty();
            assertThatThrownBy(again::read).hasMessageContaining(kept + " has no further poll");
        }
    }

    @Test
    void namespaces_damaged_rows_and_absent_files_are_kept_too() throws IOException {
        Path root = Files.createDirectories(directory.resolve("host"));
        FakeHost host = new FakeHost(root);
        long blue = host.namespace("blue");
        host.process("1", blue, 80, 443);
        Files.writeString(root.resolve("1/net/udp"), ProcTree.HEADER + "garbage\n");
        Path kept = directory.resolve("kept");
        ProcNet files =
                ProcNet.at(root).namespaces(new NamespaceSelection.All()).recordedBy(RawRecorder.in(kept, MUCH));
        Snapshot then = files.read();
        assertThat(then.missing()).containsKey(Protocol.TCP6);
        Snapshot again = RawRecording.in(kept).read();
        hasTheSame(again, then);
        assertThat(again.connections())
                .extracting(connection -> connection.namespace().inode())
                .containsOnly(blue);
        assertThat(again.problems()).hasSize(1);
    }

    @Test
    void a_recording_that_is_cut_anywhere_gives_the_polls_that_are_whole() throws IOException {
        Path kept = directory.resolve("kept");
        ProcNet files = captured().recordedBy(RawRecorder.in(kept, MUCH));
        List<Connection> found = files.read().connections();
        for (int i = 0; i < 3; i++) {
            files.read();
        }
        Path file = onlyFile(kept);
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(5);
        int most = 0;
        for (int cut = bytes.length; cut > 0; cut -= 1 + random.nextInt(40)) {
            Files.write(file, Arrays.copyOf(bytes, cut));
            try (RawRecording again = RawRecording.in(kept)) {
                int polls = 0;
                while (again.hasNext()) {
                    assertThat(again.read().connections()).as("cut at " + cut).isEqualTo(found);
                    polls++;
                }
                most = Math.max(most, polls);
                assertThat(again.damages()).as("cut at " + cut).hasSizeLessThanOrEqualTo(1);
                assertThat(polls == 4 || !again.damages().isEmpty() || polls > 0)
                        .isTrue();
            }
        }
        assertThat(most).isEqualTo(4);
    }

    private static Path onlyFile(Path kept) throws IOException {
        try (Stream<Path> all = Files.list(kept)) {
            List<Path> list = all.toList();
            assertThat(list).hasSize(1);
            return list.get(0);
        }
    }

    @Test
    void the_oldest_polls_go_where_they_are_too_many() throws IOException {
        Path kept = directory.resolve("kept");
        ProcNet files = captured().recordedBy(RawRecorder.in(kept, 40_000));
        Snapshot last = files.read();
        for (int i = 0; i < 300; i++) {
            last = files.read();
        }
        try (Stream<Path> all = Files.list(kept)) {
            assertThat(all.mapToLong(file -> file.toFile().length()).sum()).isBetween(20_000L, 60_000L);
        }
        Snapshot again = null;
        int polls = 0;
        try (RawRecording recording = RawRecording.in(kept)) {
            while (recording.hasNext()) {
                again = recording.read();
                polls++;
            }
        }
        assertThat(polls).isBetween(2, 299);
        hasTheSame(again, last);
    }

    @Test
    void a_directory_with_polls_or_without_is_refused_where_it_does_not_fit() throws IOException {
        Path kept = directory.resolve("kept");
        captured().recordedBy(RawRecorder.in(kept, MUCH)).read();
        assertThatThrownBy(() -> RawRecorder.in(kept, MUCH)).hasMessageContaining("earlier recording");
        assertThatThrownBy(() -> RawRecording.in(directory)).hasMessage(directory + " has no recorded polls");
    }

    @Test
    void a_directory_that_cannot_be_written_ends_the_recording_and_nothing_else() throws IOException {
        Path kept = directory.resolve("kept");
        RawRecorder recorder = RawRecorder.in(kept, MUCH);
        ProcNet files = captured().recordedBy(recorder);
        Files.delete(kept);
        assertThat(files.read().connections()).isNotEmpty();
        assertThat(files.read().connections()).isNotEmpty();
        assertThat(recorder.problem()).contains("recorded no further in " + kept);
    }
}
