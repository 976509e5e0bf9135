package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance of the kernel's trace that root prepares with the packaged command, and who then reads it. */
class TraceSetupIT {

    private static final Path INSTANCES = Path.of("/sys/kernel/tracing/instances");
    private static final String NAME =
            "connflux_test_setup_" + ProcessHandle.current().pid();
    private static final Path INSTANCE = INSTANCES.resolve(NAME);
    private static final Path MOUNTED = Path.of("/run/trace-" + NAME);

    /** Nobody's. */
    private static final String GROUP = "65533";

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path files;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void has_the_right() throws Exception {
        assumeTrue(Files.isWritable(INSTANCES), "tracefs is not mounted, or this is not root");
        assumeTrue(
                new ProcessBuilder(asNobody("", "test", "-x", TestHost.COMMAND))
                                .start()
                                .waitFor()
                        == 0,
                "no setpriv, or nobody may not read the build's files");
    }

    @AfterEach
    void remove() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        Files.deleteIfExists(INSTANCE);
        Files.deleteIfExists(MOUNTED);
    }

    /** With these capabilities and no others, as in {@code ",+sys_ptrace"}. */
    private static List<String> asNobody(String capabilities, String... command) {
        List<String> all = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=" + GROUP,
                "--clear-groups",
                "--inh-caps=-all" + capabilities,
                "--ambient-caps=-all" + capabilities,
                "--bounding-set=-all" + capabilities));
        all.addAll(List.of(command));
        return all;
    }

    /** What the command has printed and said. */
    private record Said(int status, String out, String err) {}

    private Said run(List<String> command) throws Exception {
        Path err = files.resolve("said");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), out, Files.readString(err));
    }

    private Said setUp(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(TestHost.COMMAND, "trace-setup", "--name", NAME));
        command.addAll(List.of(options));
        return run(command);
    }

    @Test
    void who_is_of_the_group_reads_of_its_own_processes_without_a_capability() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Path lines = readAsSaid("", server.getLocalPort());
            // It stays to be looked at, until its input ends.
            String client = "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + "; read -u 3; exec 3>&-; read";
            Process connected = new ProcessBuilder(asNobody("", "bash", "-c", client)).start();
            started.add(connected);
            server.accept().close();
            awaitConnection(lines);
            Said inUse = setUp("--remove");
            assertThat(inUse.status()).isEqualTo(1);
            assertThat(inUse.err()).contains(INSTANCE + " is still in use").hasLineCount(1);
        }
    }

    @Test
    void with_that_to_look_at_processes_it_reads_of_all() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Path lines = readAsSaid(",+sys_ptrace", server.getLocalPort());
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
            }
            awaitConnection(lines);
        }
    }

    @Test
    void what_an_earlier_version_has_prepared_is_read_and_what_it_lacks_is_said() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Path lines = readAsSaid(",+sys_ptrace", server.getLocalPort(), "task", "tcp/tcp_retransmit_skb");
            assertThat(Files.readString(files.resolve("err")))
                    .containsOnlyOnce(MOUNTED + " does not tell of tcp:tcp_retransmit_skb, task:task_newtask,"
                            + " task:task_rename, ")
                    .contains("'connflux trace-setup' makes it anew")
                    .doesNotContain("this kernel has no");
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(Files.readString(lines))
                    .contains("{\"event\":\"closed\"")
                    .doesNotContain("\"outcome\":\"closed\""));
        }
    }

    /** What it did not know is as the kernel makes it. */
    private static void takeBack(String... events) throws IOException {
        for (String each : events) {
            Path of = INSTANCE.resolve("events").resolve(each);
            Files.writeString(of.resolve("enable"), "0", StandardOpenOption.WRITE);
            Path file = each.contains("/") ? of.resolve("format") : of;
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Prepares it, and reads it as nobody where it was said to mount it; the lines that are told of a port. */
    private Path readAsSaid(String capabilities, int port, String... unknown) throws Exception {
        Said said = setUp("--group", GROUP);
        assertThat(said.err()).contains("connflux watch --trace " + MOUNTED + "\n");
        assertThat(said.status()).isZero();
        assertThat(said.out()).isEqualTo(INSTANCE + "\n");
        takeBack(unknown);
        String mount = said.err()
                .lines()
                .filter(line -> line.contains("mount -o"))
                .findFirst()
                .orElseThrow();
        List<String> reader =
                new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", mount + " && exec \"$@\"", "sh"));
        reader.addAll(
                asNobody(capabilities, TestHost.COMMAND, "watch", "--trace", MOUNTED.toString(), "--resync", "1h"));
        reader.addAll(List.of("--format", "json", "port " + port));
        Path lines = files.resolve("lines");
        Path err = files.resolve("err");
        started.add(new ProcessBuilder(reader)
                .redirectOutput(lines.toFile())
                .redirectError(err.toFile())
                .start());
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(Files.readString(lines)).as(() -> read(err)).contains("\"baseline\""));
        return lines;
    }

    /** A connection from its beginning to its end, between two polls that are an hour apart; its other end is in TIME_WAIT. */
    private static void awaitConnection(Path lines) {
        await().atMost(SOON).untilAsserted(() -> assertThat(Files.readString(lines))
                .containsPattern("\\{\"event\":\"closed\".*\"outcome\":\"closed\"")
                .contains("{\"event\":\"opened\""));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void it_is_made_anew_and_taken_away_and_that_of_somebody_else_stays() throws Exception {
        Path other = Files.createDirectory(INSTANCES.resolve(NAME + "_other"));
        try {
            assertThat(setUp("--group", GROUP, "--size", "64").status()).isZero();
            assertThat(kilobytes()).isBetween(64, 128);
            Files.writeString(INSTANCE.resolve("tracing_on"), "0", StandardOpenOption.WRITE);
            assertThat(setUp("--group", GROUP).status()).isZero();
            assertThat(Files.readString(INSTANCE.resolve("tracing_on")).strip()).isEqualTo("1");
            assertThat(kilobytes()).isGreaterThanOrEqualTo(1408);
            assertThat(setUp("--remove")).isEqualTo(new Said(0, "", ""));
            assertThat(INSTANCE).doesNotExist();
            assertThat(setUp("--remove")).isEqualTo(new Said(0, "", "connflux: there was no " + INSTANCE + "\n"));
            assertThat(setUp("--remove", "--quiet")).isEqualTo(new Said(0, "", ""));
            assertThat(setUp("--group", GROUP, "--quiet")).isEqualTo(new Said(0, "", ""));
            assertThat(other).isDirectory();
        } finally {
            Files.delete(other);
        }
    }

    /** The kernel has whole pages. */
    private static int kilobytes() throws IOException {
        return Integer.parseInt(
                Files.readString(INSTANCE.resolve("buffer_size_kb")).strip());
    }

    @Test
    void who_is_not_root_or_names_no_group_is_told_so() throws Exception {
        assertThat(setUp("--group", GROUP).status()).isZero();
        for (List<String> options : List.of(List.of("--group", GROUP), List.of("--remove"))) {
            List<String> command = asNobody("", TestHost.COMMAND, "trace-setup", "--name", NAME);
            command.addAll(options);
            Said refused = run(command);
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("is root's: run this as root").hasLineCount(1);
        }
        Said unknown = setUp("--group", "no-such-group");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err())
                .isEqualTo("connflux: there is no group 'no-such-group' here: groupadd --system no-such-group\n");
        assertThat(INSTANCE).isDirectory();
    }
}
