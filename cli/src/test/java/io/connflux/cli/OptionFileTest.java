package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.options.OptionFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OptionFileTest {

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitStatus watch(String option, Path file) {
        return Connflux.run(
                OutputStream.nullOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                "watch",
                option,
                file.toString(),
                "ws://127.0.0.1:1");
    }

    private Path file(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @ParameterizedTest
    @CsvSource({"'a\nb', has several lines", "'', is empty", "'\u001b[2J', not printable", "'größe', not printable"})
    void a_token_that_is_none_is_said_with_its_option(String content, String problem) throws IOException {
        assertThat(watch("--token-file", file(content))).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("connflux: --token-file: " + directory.resolve("file") + " ")
                .contains(problem);
    }

    @Test
    void a_token_as_long_as_a_disk_is_refused() {
        assertThat(watch("--token-file", Path.of("/dev/zero"))).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--token-file: /dev/zero is longer than 4096 bytes");
    }

    @Test
    void a_directory_and_no_file_are_said_with_the_option() {
        for (String option : new String[] {"--token-file", "--tls-ca"}) {
            assertThat(watch(option, directory)).isEqualTo(ExitStatus.FAILURE);
            assertThat(watch(option, directory.resolve("none"))).isEqualTo(ExitStatus.FAILURE);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains(
                            option + ": " + directory + " is a directory",
                            option + ": " + directory + "/none does not exist");
        }
    }

    @Test
    void certificates_that_are_none_are_said_with_the_option() throws IOException {
        assertThat(watch("--tls-ca", file("nothing"))).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--tls-ca: ", "has no certificate in PEM form");
    }

    @Test
    void a_token_that_others_may_read_is_told() throws IOException {
        Path file = file("secret\n");
        watch("--token-file", file);
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("may be read by every user");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        watch("--token-file", file);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--token-file: " + file + " may be read by every user");
    }

    @Test
    void a_pipe_is_waited_for_and_not_for_ever() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> new OptionFile("--x", pipe).read(10, Duration.ofMillis(100)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--x: " + pipe + " did not end");
        // The reader that was left behind would take what is written.
        Path other = directory.resolve("other");
        assertThat(new ProcessBuilder("mkfifo", other.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "printf abc >'" + other + "'").start();
        assertThat(new OptionFile("--x", other).read(10)).containsExactly('a', 'b', 'c');
        assertThat(writer.waitFor()).isZero();
    }
}
