package io.connflux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardOutputTest {

    @TempDir
    private Path directory;

    /** A file on a disk with so much room: it takes what fits, and then errs, as the kernel does. */
    private static final class SmallDisk extends OutputStream {
        private final Path file;
        private int room;

        SmallDisk(Path file, int room) {
            this.file = file;
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int fits = Math.min(room, length);
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND, StandardOpenOption.CREATE)) {
                out.write(bytes, from, fits);
            }
            room -= fits;
            if (fits < length) {
                throw new IOException("No space left on device");
            }
        }
    }

    private String after(String before, int room, String... writes) throws IOException {
        Path file = directory.resolve("out");
        Files.writeString(file, before);
        assertThatThrownBy(() -> {
                    try (StandardOutput out = new StandardOutput(new SmallDisk(file, room), file)) {
                        for (String text : writes) {
                            out.write(text.getBytes(StandardCharsets.UTF_8));
                        }
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("standard output: No space left on device");
        return Files.readString(file);
    }

    @Test
    void a_full_disk_keeps_whole_lines() throws IOException {
        for (int room = 0; room < 12; room++) {
            String kept = room < 4 ? "" : room < 8 ? "abc\n" : "abc\ndef\n";
            assertThat(after("", room, "abc\ndef\nghi\n")).as("room %d", room).isEqualTo(kept);
            assertThat(after("", room, "abc\n", "def\n", "ghi\n"))
                    .as("room %d", room)
                    .isEqualTo(kept);
            assertThat(after("old\n", room, "abc\ndef\nghi\n"))
                    .as("room %d", room)
                    .isEqualTo("old\n" + kept);
        }
    }

    @Test
    void what_others_wrote_is_left_as_it_is() throws IOException {
        assertThat(after("a half of someth", 0, "abc\ndef\n")).isEqualTo("a half of someth");
        assertThat(after("x\nsome", 0, "abc\ndef\n")).isEqualTo("x\nsome");
    }

    @Test
    void what_is_no_file_only_errs() {
        assertThatThrownBy(() -> {
                    try (StandardOutput out =
                            new StandardOutput(Files.newOutputStream(Path.of("/dev/full")), Path.of("/dev/full"))) {
                        out.write("abc\n".getBytes(StandardCharsets.UTF_8));
                    }
                })
                .hasMessage("standard output: No space left on device");
    }
}
