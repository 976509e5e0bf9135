package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Log pipelines with the configurations of the README, but for where files are: each connection that a test opens has to be told at
 * their other end, and no number may be missing there.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelineIT {

    private static final int CONNECTIONS = 200;

    @TempDir
    private Path files;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            List<ProcessHandle> forked = process.descendants().toList();
            process.destroy();
            process.waitFor(5, TimeUnit.SECONDS);
            forked.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Who builds under {@code nohup} has it inherit that hang-ups are ignored. */
    private Process start(Map<String, String> environment, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(files.toFile())
                .redirectError(files.resolve("err").toFile())
                .redirectOutput(files.resolve("out").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Path file(String name) {
        return files.resolve(name);
    }

    /** Where a program is that no path has. */
    private static Path program(String... places) {
        for (String place : places) {
            if (Files.isExecutable(Path.of(place))) {
                return Path.of(place);
            }
        }
        assumeTrue(false, "no " + places[0] + " here");
        throw new AssertionError();
    }

    private String configuration(String title, String language) throws IOException {
        return ReadmeBlocks.after(title, language)
                .replace("/usr/local/bin/connflux", TestHost.COMMAND)
                .replace("/var/spool/rsyslog", files.toString())
                .replace("/var/log/", files + "/");
    }

    /** The lines of the pipeline's end that are whole: seq, time, event, ends. */
    private List<List<String>> arrived() throws IOException {
        Path end = file("connflux.log");
        String text = Files.exists(end) ? Files.readString(end) : "";
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> List.of(line.split(" ", -1)))
                .toList();
    }

    /** Opens connections once the pipeline has told a baseline, and waits until it has told each of them. */
    private void assertCounted() throws IOException {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> arrived().stream().anyMatch(line -> line.get(2).equals("baseline")));
        List<Socket> clients = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, CONNECTIONS, InetAddress.getByName("127.0.77.9"))) {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(new Socket(server.getInetAddress(), server.getLocalPort()));
            }
            TreeSet<String> opened = new TreeSet<>(
                    clients.stream().map(client -> "" + client.getLocalPort()).toList());
            String port = String.valueOf(server.getLocalPort());
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(arrived().stream()
                            .filter(line -> line.get(2).equals("opened"))
                            .filter(line -> line.get(5).endsWith("127.0.77.9")
                                    && line.get(6).equals(port))
                            .map(line -> line.get(4)))
                    .hasSize(CONNECTIONS)
                    .containsExactlyInAnyOrderElementsOf(opened));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        List<Long> numbers =
                arrived().stream().map(line -> Long.parseLong(line.get(0))).toList();
        assertThat(numbers)
                .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Test
    void syslog_ng_is_given_all_events() throws Exception {
        Path root = syslogNg();
        Path libraries = root.resolve("usr/lib");
        Path configuration = Files.writeString(file("syslog-ng.conf"), configuration("syslog-ng", "syslog-ng"));
        String path;
        try (Stream<Path> all = Files.walk(libraries)) {
            path = all.filter(each -> each.getFileName().toString().startsWith("libsyslog-ng-"))
                    .map(each -> each.getParent().toString())
                    .findFirst()
                    .orElse("");
        }
        try (Stream<Path> all = Files.walk(libraries.resolve("syslog-ng"))) {
            Path modules = all.filter(each -> each.endsWith("libjson-plugin.so"))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
            start(
                    Map.of("LD_LIBRARY_PATH", path),
                    root.resolve("usr/sbin/syslog-ng").toString(),
                    "--foreground",
                    "--no-caps",
                    "--stderr",
                    "--module-path=" + modules,
                    "--cfgfile=" + configuration,
                    "--persist-file=" + file("persist"),
                    "--control=" + file("control"),
                    "--pidfile=" + file("pid"));
        }
        assertCounted();
    }

    /** Where it is installed, or unpacked beside a test: its package and that of rsyslog exclude each other. */
    private Path syslogNg() throws Exception {
        if (Files.isExecutable(Path.of("/usr/sbin/syslog-ng"))) {
            return Path.of("/");
        }
        Path packages = Files.createDirectory(file("packages"));
        // apt-get writes as another user where it may.
        Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(packages, PosixFilePermissions.fromString("rwxrwxrwx"));
        assumeTrue(
                HostProgram.succeeds(
                        "sh",
                        "-c",
                        "cd '" + packages + "' && timeout 60 apt-get download syslog-ng-core && dpkg -x *.deb root"),
                "no syslog-ng here, and no Debian to get it from");
        Path root = packages.resolve("root");
        Path program = root.resolve("usr/sbin/syslog-ng");
        try (Stream<Path> all = Files.walk(root.resolve("usr/lib"), 2)) {
            String path = all.filter(Files::isDirectory).map(Path::toString).reduce("", (a, b) -> a + ":" + b);
            assumeTrue(
                    HostProgram.succeeds(
                            "sh", "-c", "LD_LIBRARY_PATH='" + path + "' '" + program + "' --version --no-caps"),
                    "a library that syslog-ng needs is not installed here");
        }
        return root;
    }

    @Test
    void rsyslog_is_given_all_events_through_a_rotation_too() throws Exception {
        Path program = program("/usr/sbin/rsyslogd", "/sbin/rsyslogd");
        Path configuration = Files.writeString(file("rsyslog.conf"), configuration("rsyslog", "rsyslog"));
        Process watch = start(
                Map.of(),
                TestHost.COMMAND,
                "watch",
                "--existing",
                "--output",
                file("connflux.ndjson").toString());
        await().until(() -> Files.exists(file("connflux.ndjson")));
        start(
                Map.of(),
                program.toString(),
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                file("rsyslog.pid").toString());
        await().atMost(Duration.ofMinutes(1)).until(() -> !arrived().isEmpty());
        Files.move(file("connflux.ndjson"), file("connflux.ndjson.1"));
        assertThat(HostProgram.succeeds("kill", "-HUP", String.valueOf(watch.pid())))
                .isTrue();
        await().until(() -> Files.exists(file("connflux.ndjson")));
        assertCounted();
    }

    @Test
    void the_journal_gives_back_each_line_as_it_was() throws Exception {
        Path program = program("/lib/systemd/systemd-journald", "/usr/lib/systemd/systemd-journald");
        assumeTrue(
                HostProgram.succeeds("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/run")
                        && HostProgram.succeeds("sh", "-c", "command -v systemd-cat journalctl"),
                "no journal can be run here");
        String line = ReadmeBlocks.after("systemd-journald", "sh").strip();
        // A journal of its own, which nobody else sees; what goes into it is copied beside.
        String script = "mount -t tmpfs none /run && mkdir -p /run/systemd/journal /run/log/journal"
                + " && mount -t tmpfs none /etc/systemd"
                + " && printf '[Journal]\\nStorage=volatile\\nReadKMsg=no\\nAudit=no\\n' >/etc/systemd/journald.conf"
                + " && { '" + program + "' & }"
                + " ; until [ -S /run/systemd/journal/stdout ]; do sleep 0.1; done\n"
                + line.replace(
                                "connflux watch",
                                "'" + TestHost.COMMAND + "' watch --for 4s --interval 100ms --stats 100ms")
                        .replace("| systemd-cat", "| tee told | systemd-cat")
                + "\nuntil journalctl --sync; do sleep 0.1; done; journalctl -t connflux -o cat >journal; kill %1; kill $!";
        start(Map.of(), "unshare", "-rm", "sh", "-c", script).waitFor();
        assertThat(Files.readString(file("told")).lines()).hasSizeGreaterThan(10);
        assertThat(file("journal")).hasSameTextualContentAs(file("told"));
    }
}
