package io.connflux.stream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Protocol;
import io.connflux.procfs.ProcNet;
import io.connflux.procfs.RawRecorder;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were kept as they were read are told as those of a host. */
class RecordedPollsTest {

    private static final Instant BEGUN = Instant.parse("2026-11-24T10:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private Path kept = Path.of("");

    /** Polls a second apart, in which port after port is there for three. */
    @BeforeEach
    void record() throws IOException {
        kept = directory.resolve("kept");
        Path net = Files.createDirectories(directory.resolve("net"));
        AtomicLong nanos = new AtomicLong();
        ProcNet files = ProcNet.at(directory)
                .only(Set.of(Protocol.TCP))
                .byteOrder(ByteOrder.LITTLE_ENDIAN)
                .clock(() -> BEGUN.plusNanos(nanos.get()), nanos::get)
                .recordedBy(RawRecorder.in(kept, 1 << 20));
        for (int poll = 0; poll < 10; poll++) {
            StringBuilder text = new StringBuilder("  sl  local_address ...\n");
            for (int port = poll; port < poll + 3; port++) {
                text.append(String.format(
                        "   0: 0100007F:%04X 0200007F:01BB 01 00000000:00000000 00:00000000 00000000  1000        0 %d%n",
                        100 + port, 7_000 + port));
            }
            Files.writeString(net.resolve("tcp"), text);
            nanos.set(poll * 1_000_000_000L);
            files.read();
        }
    }

    private Recording recording() {
        return Recording.ofPolls(kept).atOnce().existing(true);
    }

    private static List<ConnectionEvent> told(Recording recording) {
        return recording.events().collectList().block(LONG);
    }

    @Test
    void they_are_compared_and_told_as_the_host_was() {
        List<ConnectionEvent> told = told(recording());
        assertThat(told.subList(0, 4))
                .extracting(ConnectionEvent::name)
                .containsExactly("existing", "existing", "existing", "baseline");
        assertThat(told).hasSize(4 + 9 * 2);
        assertThat(told.subList(4, 22)).extracting(ConnectionEvent::name).containsOnly("opened", "closed");
        assertThat(told.get(21).time()).isEqualTo(BEGUN.plusSeconds(9));
    }

    @Test
    void a_part_of_some_connections_is_told_where_it_was_asked_for() {
        List<ConnectionEvent> told = told(
                recording().between(BEGUN.plusSeconds(3), BEGUN.plusSeconds(6)).where(Filter.parse("sport >= 106")));
        assertThat(told).extracting(ConnectionEvent::name).containsExactly("baseline", "opened", "opened", "opened");
        assertThat(told.get(0).time()).isEqualTo(BEGUN.plusSeconds(3));
        assertThat(told(recording().stats(Duration.ofSeconds(2))))
                .filteredOn(event -> event instanceof ConnectionEvent.Stats)
                .hasSize(4);
    }

    @Test
    void the_table_of_a_time_is_that_of_the_last_poll_before() {
        RecordedTable table = recording().tableAt(BEGUN.plusMillis(4_500)).block(LONG);
        assertThat(table.all())
                .extracting(connection -> connection.local().port())
                .containsExactlyInAnyOrder(104, 105, 106);
        assertThat(table.last()).isEqualTo(BEGUN.plusSeconds(4));
        assertThat(table.ended()).isFalse();
        assertThat(recording().tableAt(BEGUN.plusSeconds(99)).block(LONG).ended())
                .isTrue();
        assertThatThrownBy(() -> recording().tableAt(BEGUN.minusSeconds(1)).block(LONG))
                .hasMessageContaining("begins at " + BEGUN);
    }

    @Test
    void what_is_cut_off_is_said_and_the_polls_before_are_told() throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            Path file = files.findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 30));
        }
        List<ConnectionEvent> told = told(recording());
        assertThat(told).hasSize(4 + 8 * 2 + 1);
        assertThat(told.get(20))
                .isInstanceOf(ConnectionEvent.Lost.class)
                .asString()
                .contains("cannot be read to its end");
    }
}
