package io.connflux.stream.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of files where a rotation came to no end, and the next one does. */
class ArchivesTest {

    private static final int KEEP = 4;

    @TempDir
    private Path directory;

    private Path file(String end) {
        return directory.resolve("events" + end);
    }

    private Archives archives() {
        return new Archives(file(""), new Rotation(1, KEEP, true), Runnable::run, trouble -> {
            throw new AssertionError(trouble);
        });
    }

    private void zip(String end, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file(end)))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Of all that are compressed, the oldest first. */
    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (int number = KEEP; number > 0; number--) {
            assertThat(file("." + number)).doesNotExist();
            if (Files.exists(file("." + number + ".gz"))) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(file("." + number + ".gz")))) {
                    texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    @Test
    void what_was_compressed_and_not_deleted_yet_is_there_once() throws IOException {
        zip(".2.gz", "a");
        Files.writeString(file(".1"), "b");
        zip(".1.gz", "b");
        Files.writeString(file(""), "c");
        archives().shift();
        assertThat(texts()).containsExactly("a", "b", "c");
    }

    @Test
    void an_end_in_the_middle_of_the_moves_takes_nothing_away() throws IOException {
        zip(".2.gz", "a");
        Files.writeString(file(".1"), "b");
        Files.writeString(file(""), "c");
        Path obstacle = Files.createDirectories(file("." + KEEP + ".gz").resolve("obstacle"));
        assertThatThrownBy(() -> archives().shift()).isInstanceOf(DirectoryNotEmptyException.class);
        Files.delete(obstacle);
        archives().shift();
        assertThat(texts()).containsExactly("a", "b", "c");
    }
}
