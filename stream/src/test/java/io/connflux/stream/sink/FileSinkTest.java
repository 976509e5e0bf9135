package io.connflux.stream.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class FileSinkTest {

    @TempDir
    private Path directory;

    private Path file;
    private final List<FileTrouble> troubles = new CopyOnWriteArrayList<>();

    @BeforeEach
    void name() {
        file = directory.resolve("events");
    }

    private FileSink sink() {
        return FileSink.to(file).onTrouble(troubles::add);
    }

    private static Iterable<ConnectionEvent> batch(int events) {
        List<ConnectionEvent> batch = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            batch.add(new ConnectionEvent.Lost(Instant.EPOCH, "test", i));
        }
        return batch;
    }

    private static Flux<Iterable<ConnectionEvent>> batches(int count, int events) {
        return Flux.range(0, count).map(i -> batch(events));
    }

    private static void take(FileSink sink, Flux<Iterable<ConnectionEvent>> batches) {
        sink.write(batches).block(Duration.ofMinutes(1));
    }

    private static List<Long> numbers(List<String> lines) {
        return lines.stream()
                .map(line -> {
                    assertThat(line).startsWith("{").endsWith("}");
                    return Long.parseLong(line.replaceAll(".*\"seq\":(\\d+),.*", "$1"));
                })
                .toList();
    }

    /** The lines of all files of a rotation, the oldest first. */
    private List<String> allLines(int keep) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int number = keep; number > 0; number--) {
            Path plain = directory.resolve("events." + number);
            Path zipped = directory.resolve("events." + number + ".gz");
            if (Files.exists(plain)) {
                lines.addAll(Files.readAllLines(plain));
            }
            if (Files.exists(zipped)) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(zipped))) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .forEach(lines::add);
                }
            }
        }
        lines.addAll(Files.readAllLines(file));
        return lines;
    }

    @Test
    void a_new_file_is_nobodys_to_write_but_its_owners_and_the_groups_to_read() throws IOException {
        take(sink(), batches(1, 1));
        assertThat(Files.getPosixFilePermissions(file))
                .contains(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                .isSubsetOf(Set.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_READ));
    }

    @Test
    void what_is_there_stays_and_half_a_line_of_it_is_a_line_of_its_own() throws IOException {
        Files.writeString(file, "one\nhal");
        take(sink(), batches(1, 2));
        take(sink(), batches(1, 1));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(5).startsWith("one", "hal");
        assertThat(numbers(lines.subList(2, 5))).containsExactly(1L, 2L, 1L);
    }

    @Test
    void a_file_that_was_given_another_name_is_made_anew_when_that_is_said() throws IOException {
        Sinks.Many<Iterable<ConnectionEvent>> source = Sinks.many().unicast().onBackpressureBuffer();
        Sinks.Many<String> hangups = Sinks.many().multicast().directBestEffort();
        var writing = sink().reopenOn(hangups.asFlux()).write(source.asFlux()).subscribe();
        await().until(() -> source.currentSubscriberCount() == 1);
        source.tryEmitNext(batch(2)).orThrow();
        await().until(() -> Files.readAllLines(file).size() == 2);
        Files.move(file, directory.resolve("old"));
        source.tryEmitNext(batch(1)).orThrow();
        await().until(() -> Files.readAllLines(directory.resolve("old")).size() == 3);
        hangups.tryEmitNext("now");
        await().until(() -> Files.exists(file));
        source.tryEmitNext(batch(2)).orThrow();
        await().until(() -> Files.readAllLines(file).size() == 2);
        assertThat(numbers(Files.readAllLines(directory.resolve("old")))).containsExactly(1L, 2L, 3L);
        assertThat(numbers(Files.readAllLines(file))).containsExactly(4L, 5L);
        writing.dispose();
        assertThat(troubles).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_opened_anew_is_written_on_and_that_is_said_once() throws IOException {
        Sinks.Many<Iterable<ConnectionEvent>> source = Sinks.many().unicast().onBackpressureBuffer();
        Sinks.Many<String> hangups = Sinks.many().multicast().directBestEffort();
        var writing = sink().reopenOn(hangups.asFlux()).write(source.asFlux()).subscribe();
        await().until(() -> source.currentSubscriberCount() == 1);
        Path old = directory.resolve("old");
        Files.move(file, old);
        Files.createDirectory(file);
        hangups.tryEmitNext("now");
        source.tryEmitNext(batch(1)).orThrow();
        await().until(() -> Files.readAllLines(old).size() == 1);
        source.tryEmitNext(batch(1)).orThrow();
        await().until(() -> Files.readAllLines(old).size() == 2);
        assertThat(troubles).singleElement().isInstanceOf(FileTrouble.NotReopened.class);
        Files.delete(file);
        source.tryEmitNext(batch(1)).orThrow();
        await().until(() -> Files.exists(file) && Files.readAllLines(file).size() == 1);
        writing.dispose();
    }

    @Test
    void a_rotation_keeps_whole_lines_in_files_of_its_size_and_no_number_is_missing() throws IOException {
        take(sink().rotate(new Rotation(2_000, 50, false)), batches(100, 3));
        assertThat(numbers(allLines(50)))
                .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
        for (int number = 1; Files.exists(directory.resolve("events." + number)); number++) {
            assertThat(Files.size(directory.resolve("events." + number))).isBetween(1_500L, 2_000L);
        }
        assertThat(Files.exists(directory.resolve("events.8"))).isTrue();
        assertThat(troubles).isEmpty();
    }

    @Test
    void a_batch_that_is_larger_than_a_file_goes_to_several() throws IOException {
        take(sink().rotate(new Rotation(2_000, 50, false)), batches(1, 300));
        assertThat(numbers(allLines(50)))
                .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
        assertThat(Files.size(directory.resolve("events.1"))).isLessThanOrEqualTo(2_000);
    }

    @Test
    void the_oldest_of_too_many_files_goes() throws IOException {
        take(sink().rotate(new Rotation(2_000, 3, false)), batches(100, 3));
        List<Long> kept = numbers(allLines(10));
        assertThat(kept.get(kept.size() - 1)).isEqualTo(300);
        assertThat(kept).hasSizeBetween(60, 120).isSorted();
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(4);
        }
    }

    @Test
    void old_files_are_compressed_beside_the_writing() throws IOException {
        // Each when the one before has been compressed: until then the file grows.
        take(
                sink().rotate(new Rotation(2_000, 50, true)),
                batches(100, 3).delayUntil(i -> Mono.delay(Duration.ofMillis(2))));
        await().until(() -> {
            try (var files = Files.list(directory)) {
                return files.noneMatch(name -> name.toString().matches(".*[0-9]|.*part"));
            }
        });
        assertThat(Files.exists(directory.resolve("events.1.gz"))).isTrue();
        assertThat(numbers(allLines(50)))
                .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
    }

    @Test
    void what_an_end_left_uncompressed_is_compressed_with_the_next_and_none_is_there_twice() throws IOException {
        Files.writeString(directory.resolve("events.1"), "{\"seq\":1,}\n");
        Files.writeString(directory.resolve("events.1.gz.part"), "half");
        Files.writeString(file, "{\"seq\":2,}\n".repeat(1));
        FileSink sink = sink().rotate(new Rotation(150, 5, true));
        take(sink, batches(1, 2));
        await().until(() -> Files.exists(directory.resolve("events.2.gz"))
                && !Files.exists(directory.resolve("events.2"))
                && !Files.exists(directory.resolve("events.1.gz.part")));
        assertThat(numbers(allLines(5))).startsWith(1L, 2L).endsWith(1L, 2L);
    }

    @Test
    void what_is_no_file_is_refused() {
        for (String wrong : List.of("/dev/full", "/dev", "/nowhere/at/all")) {
            assertThatThrownBy(() ->
                            FileSink.to(Path.of(wrong)).write(batches(1, 1)).block(Duration.ofMinutes(1)))
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining(wrong);
        }
    }

    @Test
    void an_error_of_the_source_waits_for_all_lines_before_it() throws IOException {
        Flux<Iterable<ConnectionEvent>> failing =
                Flux.concat(batches(1, 300), Flux.error(new IllegalStateException("later")));
        assertThatThrownBy(() -> take(sink().rotate(new Rotation(2_000, 50, false)), failing))
                .hasMessage("later");
        assertThat(allLines(50)).hasSize(300);
    }

    @Test
    void an_error_in_a_batch_ends_it_behind_what_was_written() throws IOException {
        Flux<Iterable<ConnectionEvent>> failing = Flux.concat(
                batches(1, 2),
                Flux.just(() -> {
                    throw new IllegalStateException("no events");
                }),
                Flux.never());
        assertThatThrownBy(() -> take(sink(), failing)).hasMessage("no events");
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @RepeatedTest(5)
    void an_end_from_outside_closes_behind_whole_lines() throws IOException {
        Sinks.Empty<Void> stop = Sinks.empty();
        Flux<Iterable<ConnectionEvent>> endless =
                Flux.<Iterable<ConnectionEvent>>generate(sink -> sink.next(batch(700)));
        Mono<Long> writing = sink().until(stop.asMono()).write(endless).cache();
        var running = writing.subscribe();
        await().until(() -> Files.exists(file) && Files.size(file) > 10_000);
        stop.tryEmitEmpty();
        Long count = writing.block(Duration.ofMinutes(1));
        assertThat(running.isDisposed()).isTrue();
        List<Long> numbers = numbers(Files.readAllLines(file));
        assertThat(numbers)
                .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
        assertThat(count).isEqualTo(numbers.size());
    }

    /** Whether this process has it open. */
    private static boolean isOpen(Path file) throws IOException {
        Path real = file.toRealPath();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).equals(real);
                } catch (IOException e) {
                    // Another test's, closed meanwhile.
                    return false;
                }
            });
        }
    }

    @Test
    void a_cancel_leaves_whole_lines() throws IOException {
        Flux<Iterable<ConnectionEvent>> endless =
                Flux.<Iterable<ConnectionEvent>>generate(sink -> sink.next(batch(5_000)));
        for (int i = 0; i < 10; i++) {
            Path each = directory.resolve("events" + i);
            var writing = FileSink.to(each).write(endless).subscribe();
            await().pollInterval(Duration.ofMillis(1)).until(() -> Files.exists(each) && Files.size(each) > 0);
            assertThat(isOpen(each)).isTrue();
            writing.dispose();
            // The write under way ends behind the cancel: half of it may end with a line too, by chance.
            await().pollInterval(Duration.ofMillis(1)).until(() -> !isOpen(each));
            assertThat(numbers(Files.readAllLines(each))).isSorted();
        }
    }
}
