package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.stream.state.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** The file that a stream keeps its state in: whatever becomes of it. */
class StateFileTest extends KeptStream {

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
}
