package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command tells systemd, by a program of that name that writes it down. */
class SystemdIT {

    @TempDir
    private Path dir;

    private Process process;

    @BeforeEach
    void writeDown() throws IOException {
        Path program = Files.writeString(
                dir.resolve("systemd-notify"), "#!/bin/sh\necho \"$@\" >>'" + dir.resolve("told") + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path net = Files.createDirectories(dir.resolve("proc/net"));
        Files.copy(Path.of("/proc/net/tcp"), net.resolve("tcp"));
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }

    private void start(String path, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(TestHost.COMMAND);
        builder.command().addAll(List.of(arguments));
        builder.command().addAll(List.of("--interval", "20ms", "--proc", dir + "/proc"));
        builder.redirectOutput(dir.resolve("out").toFile())
                .redirectError(dir.resolve("err").toFile());
        builder.environment().put("NOTIFY_SOCKET", "/nowhere");
        builder.environment().put("WATCHDOG_USEC", "150000");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PATH", path);
        process = builder.start();
    }

    private List<String> told() throws IOException {
        Path file = dir.resolve("told");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void a_watch_is_ready_with_its_first_table_and_feeds_the_watchdog_while_polls_succeed() throws Exception {
        start(dir + ":" + System.getenv("PATH"), "watch", "--format", "json");
        await().until(() -> told().size() > 4);
        assertThat(told()).first().isEqualTo("--ready");
        assertThat(told().subList(1, 5)).containsOnly("WATCHDOG=1");
        Files.delete(dir.resolve("proc/net/tcp"));
        // Of a program that is told something each 50 ms.
        await().until(() -> System.currentTimeMillis()
                        - Files.getLastModifiedTime(dir.resolve("told")).toMillis()
                > 1_000);
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void so_does_a_server_that_nobody_has_subscribed_to() throws Exception {
        start(dir + ":" + System.getenv("PATH"), "serve", "--listen", "127.0.0.1:0");
        await().until(() -> told().size() > 2);
        assertThat(told()).startsWith("--ready", "WATCHDOG=1");
    }

    @Test
    void where_the_program_is_absent_that_is_said_once() throws Exception {
        Path empty = Files.createDirectory(dir.resolve("empty"));
        start(empty.toString(), "watch", "--format", "json", "--stats", "20ms");
        await().until(() -> Files.readString(dir.resolve("out"), StandardCharsets.UTF_8)
                        .lines()
                        .count()
                > 30);
        assertThat(Files.readString(dir.resolve("err")).lines().filter(line -> line.contains("no systemd-notify")))
                .hasSize(1);
    }
}
