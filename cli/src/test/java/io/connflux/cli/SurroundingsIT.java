package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command where it is not at home: no locale, no directory, no room. */
@Timeout(120)
class SurroundingsIT {

    private static final String LAUNCHER = System.getProperty("connflux.launcher");

    /** A /proc with one listener, whose process runs a program in {@code größe}; the bytes are the shell's to write. */
    private static final String HOST = """
            name=$(printf 'gr\\303\\266\\303\\237e')
            mkdir -p "$name/net" "$name/20/fd" "$name/1/ns" && cd "$name"
            echo '  sl  local_address rem_address   st' >net/tcp
            echo '   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 7 1 0' >>net/tcp
            echo 'btime 1000000000' >stat
            echo "20 ($name) S 1 20 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0" >20/stat
            echo "/bin/$name" >20/cmdline
            ln -s "/bin/$name" 20/exe
            ln -s 'socket:[7]' 20/fd/3
            ln -s 'pid:[4026531836]' 1/ns/pid
            cd ..
            """;

    @TempDir
    private Path directory;

    private record Result(int status, String out, String err) {}

    private Result sh(String script) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("connflux", LAUNCHER);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    @Test
    void without_a_locale_paths_and_programs_keep_their_names() throws Exception {
        for (String locale : new String[] {"unset LC_ALL LANG", "LC_ALL=C; export LC_ALL", "LANG=POSIX; export LANG"}) {
            Result result = sh("rm -rf gr*; " + HOST + locale
                    + "\n\"$connflux\" snapshot --proc \"$PWD/$name\" --process --protocol tcp --format json");
            assertThat(result.err()).as(locale).isEmpty();
            assertThat(result.status()).as(locale).isZero();
            assertThat(result.out()).as(locale).contains("\"executable\":\"/bin/größe\"", "\"name\":\"größe\"");
        }
    }

    @Test
    void in_a_directory_that_was_deleted_it_runs() throws Exception {
        Result result = sh("mkdir gone; cd gone; rmdir ../gone; exec \"$connflux\" --version");
        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("connflux ");
        assertThat(result.err()).doesNotContain("\tat ", "Error occurred");
    }

    @Test
    void a_full_disk_is_told_by_what_only_prints() throws Exception {
        for (String command : new String[] {"--help", "--version", "completion fish", "snapshot --protocol tcp"}) {
            Result result = sh("exec \"$connflux\" " + command + " >/dev/full");
            assertThat(result.status()).as(command).isEqualTo(1);
            assertThat(result.err()).as(command).isEqualTo("connflux: standard output: No space left on device\n");
        }
    }
}
