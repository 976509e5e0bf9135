package io.connflux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessListTest {

    @TempDir
    private Path root;

    @Test
    void only_processes_are_listed_and_a_list_without_process_1_hides_some() throws IOException {
        ProcessList list = new ProcessList(root);
        Files.createDirectory(root.resolve("20"));
        Files.createDirectory(root.resolve("net"));
        assertThat(list.names()).containsExactly("20");
        assertThat(list.hidesSome()).isTrue();
        Files.createDirectory(root.resolve("1"));
        assertThat(list.names()).containsExactlyInAnyOrder("1", "20");
        assertThat(list.hidesSome()).isFalse();
        assertThatThrownBy(() -> new ProcessList(root.resolve("none")).names())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(root.resolve("none").toString());
    }
}
