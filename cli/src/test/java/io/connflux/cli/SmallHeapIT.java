package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program in heaps that are too small for what it is given. */
class SmallHeapIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path dir;

    private Process process;
    private final List<SocketChannel> clients = new ArrayList<>();

    private void rows(int from, int count) throws IOException {
        StringBuilder text = new StringBuilder("  sl  local_address rem_address   st\n");
        for (int i = from; i < from + count; i++) {
            text.append(String.format(
                    "%4d: 0100007F:%04X %08X:01BB 01 00000000:00000000 00:00000000 00000000  1000        0 %d 1%n",
                    i % 10_000, 1_024 + i % 60_000, 0x0A000000 + i, 100_000 + i));
        }
        Path net = Files.createDirectories(dir.resolve("proc/net"));
        Files.writeString(dir.resolve("tcp"), text);
        Files.move(dir.resolve("tcp"), net.resolve("tcp"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void start(String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("connflux.launcher")));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--proc", dir.resolve("proc").toString(), "--interval", "100ms"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(dir.resolve("out").toFile())
                .redirectError(dir.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CONNFLUX_JAVA_OPTS", "-Xmx" + heap);
        process = builder.start();
    }

    private String said(String file) throws IOException {
        return Files.readString(dir.resolve(file));
    }

    @AfterEach
    void stop() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
        process.destroyForcibly();
    }

    @Test
    void a_table_that_does_not_fit_is_lost_and_comes_back_when_rows_have_gone() throws IOException {
        rows(0, 1_000);
        start("32m", "watch", "--format", "json");
        await().atMost(PATIENCE).until(() -> said("out").contains("\"baseline\""));
        rows(0, 400_000);
        await().atMost(PATIENCE).until(() -> said("out").contains("\"lost\""));
        assertThat(said("out")).contains("does not fit in a heap of").contains("-Xmx");
        rows(10, 1_000);
        await().atMost(PATIENCE).until(() -> said("out").contains("\"opened\""));
        assertThat(process.isAlive()).isTrue();
        assertThat(said("out").lines().filter(line -> line.contains("\"closed\"")))
                .hasSize(10);
        assertThat(said("err")).doesNotContain("OutOfMemoryError", "\tat ");
    }

    @Test
    void sixty_that_fall_asleep_at_different_polls_do_not_silence_who_reads() throws Exception {
        rows(0, 10_000);
        start("40m", "serve", "--listen", "127.0.0.1:0");
        await().atMost(PATIENCE).until(() -> said("err").contains("/events"));
        int port = Integer.parseInt(said("err").replaceAll("(?s).*http://127\\.0\\.0\\.1:([0-9]+)/.*", "$1"));
        try (Subscribers reading = new Subscribers()) {
            reading.connect(port, "?existing=false", 1);
            for (int i = 1; i <= 60; i++) {
                clients.add(Subscribers.handshake(port, ""));
                long before = reading.lines();
                rows(10 * i, 10_000);
                await().atMost(PATIENCE).until(() -> reading.lines() >= before + 20);
            }
            assertThat(reading.wrong()).isZero();
        }
        long begun = System.nanoTime();
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(said("err")).doesNotContain("OutOfMemoryError", "\tat ");
    }
}
