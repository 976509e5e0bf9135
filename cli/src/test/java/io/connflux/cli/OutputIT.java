package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that the packaged command writes, and what others do to them meanwhile. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutputIT {

    private static final Pattern SEQ = Pattern.compile("^\\{\"event\":\"[a-z-]+\",\"seq\":(\\d+),.*}$");

    @TempDir
    private Path files;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }

    private Path file(String name) {
        return files.resolve(name);
    }

    private Process start(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .redirectError(file("err").toFile())
                .redirectOutput(file("out").toFile())
                .directory(files.toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** Its process is the command's own. Who builds under {@code nohup} has it inherit that hang-ups are ignored. */
    private Process watch(String options) throws IOException {
        Process watch = start("exec env --default-signal=HUP '" + TestHost.COMMAND
                + "' watch --interval 20ms --stats 20ms " + options);
        await().until(() -> lines(file("events")) > 3);
        return watch;
    }

    private String said() throws IOException {
        return Files.readString(file("err"));
    }

    private static long lines(Path file) throws IOException {
        try {
            return WrittenLines.of(file).size();
        } catch (NoSuchFileException betweenTwo) {
            return 0;
        }
    }

    /** In milliseconds since 1970; 0 where it is not there at this moment, as in the middle of a rotation. */
    private static long written(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (NoSuchFileException betweenTwo) {
            return 0;
        }
    }

    private static void hangUp(Process process) throws Exception {
        assertThat(HostProgram.succeeds("kill", "-HUP", String.valueOf(process.pid())))
                .isTrue();
    }

    private static int terminate(Process process) throws InterruptedException {
        process.toHandle().destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** The lines of a file that may be compressed; each is whole. */
    private static List<Long> numbers(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text.isEmpty() || text.endsWith("\n"))
                    .as("%s ends with a line", file)
                    .isTrue();
            return numbers(text.lines().toList());
        }
    }

    private static List<Long> numbers(List<String> lines) {
        return lines.stream()
                .map(line -> {
                    Matcher matcher = SEQ.matcher(line);
                    assertThat(matcher.matches()).as(line).isTrue();
                    return Long.parseLong(matcher.group(1));
                })
                .toList();
    }

    /** Those of the old files and of the present one together, the oldest first. */
    private List<Long> allNumbers(int keep) throws IOException {
        List<Long> all = new ArrayList<>();
        for (int number = keep; number >= 0; number--) {
            for (String end : List.of(".gz", "")) {
                Path each = file("events" + (number == 0 ? "" : "." + number + end));
                if (Files.exists(each) && (number > 0 || end.isEmpty())) {
                    all.addAll(numbers(each));
                }
            }
        }
        return all;
    }

    /** Whether an old file is there as it was and compressed. */
    private boolean isTwice(int keep) {
        return IntStream.rangeClosed(1, keep)
                .anyMatch(number ->
                        Files.exists(file("events." + number)) && Files.exists(file("events." + number + ".gz")));
    }

    /** What comes after some words; nothing where they are not there. */
    private static String behind(String words, String text) {
        int place = text.indexOf(words);
        return place < 0 ? "" : text.substring(place);
    }

    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void a_hangup_makes_it_go_on_in_a_new_file_and_no_number_is_missing() throws Exception {
        Process watch = watch("--output events --output other");
        Files.move(file("events"), file("events.1"));
        await().until(() -> !Files.exists(file("events")) && lines(file("events.1")) > 6);
        hangUp(watch);
        await().until(() -> lines(file("events")) > 3);
        assertThat(terminate(watch)).isEqualTo(143);
        List<Long> all = allNumbers(1);
        assertThat(all).isEqualTo(upTo(all.size()));
        List<Long> other = numbers(file("other"));
        assertThat(other).isEqualTo(upTo(other.size()));
        assertThat(said()).isEmpty();
    }

    @Test
    void without_a_file_a_hangup_ends_it() throws Exception {
        Process watch =
                start("exec env --default-signal=HUP '" + TestHost.COMMAND + "' watch --interval 20ms --stats 20ms");
        await().until(() -> lines(file("out")) > 3);
        hangUp(watch);
        assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).isEqualTo(129);
    }

    @Test
    void logrotate_itself_rotates_and_no_number_is_missing() throws Exception {
        assumeTrue(HostProgram.succeeds("logrotate", "--version"), "no logrotate here");
        Process watch = watch("--output events");
        String config = ReadmeBlocks.after("logrotate", "logrotate")
                .replace("/var/log/connflux.ndjson", file("events").toString())
                .replaceAll("create .*", "create 0640")
                .replaceAll("systemctl kill .*", "kill -HUP " + watch.pid());
        assertThat(config).contains("kill -HUP").doesNotContain("systemctl");
        Path conf = Files.writeString(file("logrotate.conf"), config);
        Files.setPosixFilePermissions(conf, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        for (int i = 0; i < 4; i++) {
            long before = lines(file("events"));
            await().until(() -> lines(file("events")) > before + 5);
            Process rotating = new ProcessBuilder(
                            "logrotate", "--force", "--state", file("state").toString(), conf.toString())
                    .redirectErrorStream(true)
                    .start();
            String complaints = new String(rotating.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rotating.waitFor()).as(complaints).isZero();
            await().until(() -> lines(file("events")) > 3);
        }
        assertThat(terminate(watch)).isEqualTo(143);
        assertThat(Files.exists(file("events.1"))).isTrue();
        assertThat(Files.exists(file("events.4.gz"))).isTrue();
        List<Long> all = allNumbers(4);
        assertThat(all).isEqualTo(upTo(all.size()));
    }

    @Test
    void its_own_rotation_keeps_what_it_should_and_a_kill_in_between_costs_no_line() throws Exception {
        String options = "--output events --rotate 8kB --keep 200 --gzip";
        int killed = 3;
        for (int i = 0; i < killed; i++) {
            long end =
                    Files.exists(file("events.1.gz")) || Files.exists(file("events.1")) ? written(file("events")) : 0;
            Process watch = watch(options);
            await().until(() -> Files.exists(file("events.2.gz")) && written(file("events")) > end + 500);
            watch.destroyForcibly().waitFor();
        }
        if (!Files.exists(file("events.2"))) {
            // As a kill leaves it that comes when one is compressed, and before it is deleted.
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file("events.2.gz")))) {
                Files.copy(in, file("events.2"));
            }
        }
        int ended = 0;
        for (; isTwice(200); ended++) {
            Process watch = watch(options);
            await().until(() -> !isTwice(200));
            assertThat(terminate(watch)).isEqualTo(143);
        }
        List<Long> all = allNumbers(200);
        // Each run begins at 1, and goes on without a gap.
        int runs = 0;
        for (int i = 0; i < all.size(); i++) {
            runs += all.get(i) == 1 ? 1 : 0;
            assertThat(all.get(i)).isEqualTo(all.get(i) == 1 ? 1 : all.get(i - 1) + 1);
        }
        assertThat(runs).isEqualTo(killed + ended);
    }

    @Test
    void a_server_writes_files_beside_and_a_watch_of_it_too() throws Exception {
        Process serve = start("exec env --default-signal=HUP '" + TestHost.COMMAND
                + "' serve --listen 127.0.0.1:0 --interval 50ms --output events --output -,format=text");
        await().until(() -> lines(file("events")) > 0 && lines(file("out")) > 0);
        assertThat(Files.readString(file("events"))).contains("\"event\":\"baseline\"");
        Matcher port = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)/").matcher(said());
        assertThat(port.find()).isTrue();
        Process watch = new ProcessBuilder(
                        TestHost.COMMAND,
                        "watch",
                        "ws://127.0.0.1:" + port.group(1),
                        "--output",
                        file("remote") + ",filter=tcp")
                .start();
        processes.add(watch);
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).contains("\"baseline\"");
            await().until(() -> lines(file("remote")) > 0);
            assertThat(Files.readString(file("remote"))).contains("\"event\":\"baseline\"");
            watch.toHandle().destroy();
            assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        hangUp(serve);
        assertThat(terminate(serve)).isEqualTo(143);
        assertThat(numbers(file("events"))).startsWith(1L);
    }

    @Test
    void a_disk_that_fills_costs_no_line_and_no_truth() throws Exception {
        assumeTrue(
                HostProgram.succeeds("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"),
                "no right to mount a disk of its own here");
        Path disk = Files.createDirectory(file("disk"));
        start("exec unshare -rm sh -c \"mount -t tmpfs -o size=1m none disk && head -c 990k /dev/zero >disk/full"
                + " && echo \\$\\$ >pid && exec env --default-signal=HUP '" + TestHost.COMMAND
                + "' watch --interval 20ms --stats 20ms --existing --output disk/events\"");
        await().until(() ->
                Files.exists(file("pid")) && !Files.readString(file("pid")).isBlank());
        // Its own view of the disk.
        Path seen = Path.of("/proc", Files.readString(file("pid")).strip(), "cwd/disk");
        await().atMost(Duration.ofMinutes(1)).until(() -> said().contains("No space left"));
        long before = lines(seen.resolve("events"));
        await().until(() -> said().contains("No space left"));
        Files.delete(seen.resolve("full"));
        await().until(() -> behind("\"event\":\"lost\"", Files.readString(seen.resolve("events")))
                .contains("\"event\":\"stats\""));
        // Its disk ends with it.
        List<String> written = WrittenLines.of(seen.resolve("events"));
        assertThat(numbers(written)).isEqualTo(upTo(written.size()));
        String text = String.join("\n", written);
        assertThat(text).containsPattern("\"reason\":\"the file had no room for [0-9]+ ms;");
        assertThat(written.size()).isGreaterThan((int) before);
        assertThat(behind("\"event\":\"lost\"", text)).containsPattern("\"coalesced\":[1-9]");
        assertThat(said().lines().filter(line -> line.contains("No space left")))
                .hasSize(1);
        assertThat(said()).contains("written again, after");
        assertThat(disk).isEmptyDirectory();
    }
}
