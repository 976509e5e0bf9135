package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.stream.state.StateFile;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

/** A stream that keeps its state: what one run after the other tells. */
class RestartedStreamTest extends VirtualStream {

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private Path file;
    private Path boot;
    private List<Connection> rows = List.of();

    @BeforeEach
    void host() throws IOException {
        file = folder.resolve("state");
        boot = folder.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(boot.getParent());
        Files.writeString(boot, "11111111-2222-3333-4444-555555555555\n");
    }

    private void rows(int... ports) {
        rows = Arrays.stream(ports).mapToObj(port -> tcp(port, port)).toList();
    }

    private Snapshot read() {
        return Snapshot.of(Instant.ofEpochMilli(time.now(TimeUnit.MILLISECONDS)), rows);
    }

    private ConnectionStream stream(SnapshotSource source) {
        return over(source)
                .state(StateFile.at(file).proc(folder.resolve("proc")).saying(said::add));
    }

    private ConnectionStream stream() {
        return stream(this::read);
    }

    /** A run, and what it tells in so many seconds of which the first poll is one. */
    private List<String> run(ConnectionStream stream, int seconds) {
        List<ConnectionEvent> told = new ArrayList<>();
        Disposable running = stream.events().subscribe(told::add);
        seconds(seconds - 1);
        end(running);
        return told.stream().map(RestartedStreamTest::words).toList();
    }

    /** The file is closed on another thread. */
    private void end(Disposable running) {
        running.dispose();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> {
            try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
                return other.tryLock() != null;
            } catch (java.nio.channels.OverlappingFileLockException stillOpen) {
                return false;
            } catch (java.nio.file.NoSuchFileException removed) {
                return true;
            }
        });
    }

    private static String words(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Change change) {
            String id = change.connection().id();
            return event.name() + " " + change.connection().local().port() + " #" + id.substring(id.indexOf('-') + 1);
        }
        return event instanceof ConnectionEvent.Baseline baseline
                ? "baseline "
                        + baseline.connections().values().stream()
                                .mapToInt(n -> n)
                                .sum()
                : event.name();
    }

    @Test
    void what_happened_between_two_runs_is_told_and_nothing_else() {
        rows(1, 2);
        assertThat(run(stream().existing(true).goingOn("a"), 2))
                .containsExactly("existing 1 #1", "existing 2 #0", "baseline 2");
        rows(2, 3);
        seconds(60);
        assertThat(run(stream().existing(true).goingOn("a"), 2))
                .containsExactly("baseline 2", "closed 1 #1", "opened 3 #2");
        assertThat(run(stream().existing(true).goingOn("a"), 2)).containsExactly("baseline 2");
        assertThat(said).hasSize(2).allMatch(words -> words.contains("goes on after "));
    }

    @Test
    void since_is_the_last_look_of_the_run_before() {
        rows(1);
        run(stream().goingOn("a"), 3);
        rows();
        seconds(60);
        List<ConnectionEvent> told = new ArrayList<>();
        Disposable running = stream().goingOn("a").events().subscribe(told::add);
        end(running);
        assertThat(told.get(1)).isInstanceOfSatisfying(ConnectionEvent.Closed.class, closed -> {
            assertThat(closed.since()).isEqualTo(Instant.ofEpochSecond(2));
            assertThat(closed.time()).isEqualTo(Instant.ofEpochSecond(62));
        });
    }

    @Test
    void whoever_has_no_name_begins_with_what_is_there_and_the_ids_that_it_has() {
        rows(1);
        run(stream().goingOn("a"), 2);
        rows(1, 2);
        assertThat(run(stream().existing(true), 1)).containsExactly("existing 1 #0", "existing 2 #1", "baseline 2");
    }

    @Test
    void each_name_goes_on_where_it_was() {
        rows(1);
        run(stream().goingOn("a"), 1);
        rows(1, 2);
        run(stream().goingOn("b"), 1);
        rows(2);
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 1", "closed 1 #0", "opened 2 #1");
        assertThat(run(stream().goingOn("b"), 1)).containsExactly("baseline 2", "closed 1 #0");
    }

    @Test
    void a_slow_subscriber_goes_on_where_it_was_and_not_where_the_polls_were() {
        rows(1);
        Asking slow = new Asking();
        stream().goingOn("a").events().subscribe(slow);
        slow.request(1);
        rows(1, 2);
        seconds(1);
        slow.request(1);
        rows(3);
        seconds(1);
        slow.dispose();
        end(slow);
        assertThat(slow.told).containsExactly("baseline 1", "opened 2 #1");
        rows(4);
        assertThat(run(stream().goingOn("a"), 1))
                .containsExactly("baseline 2", "closed 1 #0", "closed 2 #1", "opened 4 #3");
    }

    @Test
    void events_that_may_not_have_arrived_are_counted_and_not_told_again() {
        rows(1);
        Asking slow = new Asking();
        stream().goingOn("a").events().subscribe(slow);
        slow.request(1);
        rows(1, 2, 3, 4);
        seconds(1);
        slow.request(2);
        slow.dispose();
        end(slow);
        assertThat(slow.told).containsExactly("baseline 1", "opened 2 #1", "opened 3 #2");
        List<ConnectionEvent> told = new ArrayList<>();
        end(stream().goingOn("a").events().subscribe(told::add));
        assertThat(told).hasSize(2);
        assertThat(told.get(1)).isInstanceOfSatisfying(ConnectionEvent.Lost.class, lost -> assertThat(lost.count())
                .isEqualTo(3));
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 4");
    }

    @Test
    void after_a_reboot_all_old_ones_have_closed() throws IOException {
        rows(1);
        run(stream().goingOn("a"), 2);
        Files.writeString(boot, "99999999-2222-3333-4444-555555555555\n");
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 1", "closed 1 #0", "opened 1 #1");
        assertThat(said).singleElement().asString().contains("is of an earlier boot: the 1 connections");
    }

    @Test
    void a_filter_judges_what_was_and_what_is() {
        rows(1, 2);
        run(stream().where(Filter.parse("sport 2")).goingOn("a"), 2);
        rows(2, 3);
        assertThat(run(stream().where(Filter.parse("sport 2 or sport 3")).goingOn("a"), 1))
                .containsExactly("baseline 1", "opened 3 #2");
    }

    @Test
    void a_damaged_file_is_kept_aside_and_costs_a_baseline() throws IOException {
        rows(1);
        run(stream().existing(true).goingOn("a"), 2);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(run(stream().existing(true).goingOn("a"), 1)).containsExactly("existing 1 #0", "baseline 1");
        assertThat(said).singleElement().asString().contains("is damaged", "kept as state.damaged-");
        try (var files = Files.list(folder)) {
            assertThat(files.filter(path -> path.toString().contains(".damaged-")))
                    .singleElement()
                    .satisfies(aside -> assertThat(Files.readAllBytes(aside)).isEqualTo(bytes));
        }
    }

    @Test
    void a_file_of_something_else_is_kept_aside() throws IOException {
        Files.writeString(file, "#!/bin/sh\necho this is no state\n");
        rows(1);
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 1");
        assertThat(said).singleElement().asString().contains("does not begin as one");
    }

    /** As a process that is killed leaves it. */
    @Test
    void a_file_that_ends_anywhere_behind_its_table_is_good() throws IOException {
        rows(1);
        run(stream().goingOn("a"), 1);
        rows(1, 2, 3);
        run(stream().goingOn("a"), 1);
        long whole = Files.size(file);
        rows(1, 4);
        Disposable running = stream().goingOn("a").events().subscribe();
        rows(1, 4, 5);
        seconds(1);
        rows(5);
        seconds(1);
        end(running);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes.length).isGreaterThan((int) whole);
        rows(5, 6);
        for (int length = bytes.length; length > bytes.length - 200; length--) {
            Files.write(file, Arrays.copyOf(bytes, length));
            said.clear();
            List<String> told = run(stream().existing(true).goingOn("a"), 1);
            assertThat(said)
                    .as("cut to %d of %d bytes", length, bytes.length)
                    .allMatch(w -> w.contains("goes on after"));
            assertThat(told).as("cut to %d", length).noneMatch(w -> w.startsWith("existing"));
            assertThat(told)
                    .as("cut to %d", length)
                    .filteredOn(w -> w.startsWith("opened 6"))
                    .hasSize(1);
        }
    }

    @Test
    void a_file_that_cannot_be_written_is_tried_again_and_meanwhile_not_there() throws IOException {
        rows(1);
        run(stream().goingOn("a"), 2);
        Path inTheWay = Files.createDirectories(folder.resolve("state.new/full"));
        said.clear();
        Disposable running = stream().goingOn("a").events().subscribe();
        rows(1, 2);
        seconds(5);
        assertThat(said).hasSize(2).last().asString().contains("cannot be written", "tried again every 10s");
        assertThat(file).doesNotExist();
        Files.delete(inTheWay);
        seconds(11);
        assertThat(said).hasSize(3).last().asString().contains("is written again");
        end(running);
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 2");
    }

    @Test
    void the_file_is_its_users_alone() throws IOException {
        rows(1);
        run(stream().goingOn("a"), 2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void two_streams_do_not_share_a_file() {
        rows(1);
        Disposable running = stream().goingOn("a").events().subscribe();
        assertThatThrownBy(() -> stream().events().blockFirst()).hasMessageContaining("is in use by another stream");
        end(running);
    }

    @Test
    void an_error_of_the_source_gives_the_file_back() {
        assertThatThrownBy(() -> stream(() -> {
                            throw new IOException("the host is gone");
                        })
                        .goingOn("a")
                        .events()
                        .blockFirst())
                .hasMessageContaining("the host is gone");
        rows(1);
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 1");
    }

    @Test
    void a_file_of_another_scope_is_refused_and_left_as_it_is() throws IOException {
        rows(1);
        run(stream().goingOn("a"), 2);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> over(this::read)
                        .state(StateFile.at(file).scope("tcp alone"))
                        .events()
                        .blockFirst())
                .hasMessageContaining("is the state of ''", "and not of 'tcp alone'");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_folder_that_is_not_there_is_an_error() {
        file = folder.resolve("nowhere/state");
        assertThatThrownBy(() -> stream().events().blockFirst()).hasMessageContaining("nowhere/state");
    }

    @Test
    void the_file_stays_small_however_much_comes_and_goes() throws IOException {
        Disposable running = stream().goingOn("a").events().subscribe();
        long largest = 0;
        for (int second = 0; second < 400; second++) {
            int[] ports = new int[100];
            Arrays.setAll(ports, i -> 1 + i);
            rows(second % 2 == 0 ? ports : new int[] {7});
            seconds(1);
            largest = Math.max(largest, Files.size(file));
        }
        end(running);
        assertThat(largest).isBetween(1L << 20, 3L << 20);
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 1");
    }

    private static final class Asking extends BaseSubscriber<ConnectionEvent> {
        private final List<String> told = new ArrayList<>();

        @Override
        protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
            // Only when it asks.
        }

        @Override
        protected void hookOnNext(ConnectionEvent event) {
            told.add(words(event));
        }
    }
}
