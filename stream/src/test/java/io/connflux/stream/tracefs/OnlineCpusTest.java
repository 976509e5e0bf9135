package io.connflux.stream.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineCpusTest {

    @TempDir
    Path folder;

    @Test
    void ranges_and_single_ones_are_read() throws IOException {
        Path file = Files.writeString(folder.resolve("online"), "0-2,5,7-8\n");
        assertThat(OnlineCpus.read(file).numbers()).containsExactly(0, 1, 2, 5, 7, 8);
    }

    @Test
    void one_that_begins_to_run_is_named_and_one_that_stops_is_not() throws IOException {
        Path file = Files.writeString(folder.resolve("online"), "0-2\n");
        OnlineCpus before = OnlineCpus.read(file);
        Files.writeString(file, "0,2\n");
        before.check();
        Files.writeString(file, "0-3\n");
        assertThatThrownBy(before::check).isInstanceOf(IOException.class).hasMessageContaining("CPU 3 ");
    }

    @Test
    void what_is_no_list_is_shown_with_its_file() throws IOException {
        Path file = Files.writeString(folder.resolve("online"), "all\n");
        assertThatThrownBy(() -> OnlineCpus.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("'all'");
    }
}
