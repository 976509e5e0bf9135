package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command on namespaces that {@code ip} and {@code unshare} make on this machine. */
class NetworkNamespacesIT {

    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();

    /** Short enough to be told whole in a line of text. */
    private static final String NAME = "cfx" + ProcessHandle.current().pid();

    private static final String LISTEN = """
            import socket, sys
            server = socket.socket()
            server.bind(('127.0.0.1', 24681))
            server.listen()
            print('ready', flush=True)
            sys.stdin.read()
            """;

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void end() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        status("ip", "netns", "del", NAME);
    }

    @Test
    void a_namespace_that_comes_and_goes_is_told_by_its_name() throws Exception {
        assumeNamespaces();
        Process watch = start(COMMAND, "watch", "--netns", "all", "--interval", "50ms", "--format", "json");
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isNotNull();
            assertThat(status("ip", "netns", "add", NAME)).isZero();
            Process holder = start("ip", "netns", "exec", NAME, "python3", "-c", LISTEN);
            String opened = await(lines, NAME);
            assertThat(opened).contains("\"event\":\"opened\"", "\"port\":\"24681\"", "\"name\":\"" + NAME + "\"}");
            holder.outputWriter().close();
            assertThat(await(lines, NAME)).contains("\"event\":\"closed\"", "\"duration_ms\":");
        }
    }

    @Test
    void a_container_that_has_the_hosts_proc_reads_the_hosts_tables() throws Exception {
        Path proc = Files.createDirectory(directory.resolve("proc"));
        String script = "mount --rbind /proc '" + proc + "' && mount -t proc proc /proc && exec '" + COMMAND
                + "' snapshot --format table --proc '" + proc + "'";
        assumeTrue(
                status("unshare", "-mnpf", "sh", "-c", "mount --rbind /proc '" + proc + "'") == 0,
                "no namespaces like a container's can be made here");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.77.4"))) {
            Process container = start("unshare", "-mnpf", "sh", "-c", script);
            assertThat(container.inputReader(StandardCharsets.UTF_8).lines())
                    .anyMatch(line -> line.contains("127.0.77.4]:" + server.getLocalPort() + " ")
                            || line.contains("127.0.77.4:" + server.getLocalPort() + " "));
        }
    }

    @Test
    void who_is_not_root_is_told_once_what_is_not_seen() throws Exception {
        copyCommand();
        String copy = directory.resolve("connflux").toString();
        assumeTrue(
                status("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", copy, "--version") == 0,
                "another user cannot run the command here");
        Process watch = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        copy,
                        "watch",
                        "--netns=all",
                        "--interval=50ms",
                        "--stats=100ms")
                .start();
        started.add(watch);
        BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).contains("baseline");
        for (int i = 0; i < 10; i++) {
            await(lines, "\"stats\"");
        }
        // By its handle: the process closes what it printed, too.
        watch.toHandle().destroy();
        assertThat(watch.errorReader(StandardCharsets.UTF_8).lines().filter(line -> line.contains("CAP_SYS_PTRACE")))
                .hasSize(1);
    }

    private void copyCommand() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Files.setPosixFilePermissions(directory.resolve("connflux"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void assumeNamespaces() throws Exception {
        try {
            assumeTrue(status("python3", "-V") == 0, "no python3 here to hold sockets with");
            assumeTrue(status("ip", "netns", "add", NAME) == 0, "'ip netns add' is not allowed here");
            status("ip", "netns", "del", NAME);
        } catch (IOException e) {
            assumeTrue(false, "not installed: " + e.getMessage());
        }
    }

    private static String await(BufferedReader lines, String part) throws IOException {
        String line;
        while ((line = lines.readLine()) != null) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended before " + part);
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    /** -1 where there is no such command. */
    private static int status(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
