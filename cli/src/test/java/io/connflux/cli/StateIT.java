package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.decode.EventDecoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command that keeps its state, ended in every way. */
class StateIT {

    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();

    private static final int IDLE = 10;

    @TempDir
    private Path folder;

    private final List<Socket> held = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();
    private ServerSocket server;
    private Path lines;

    @BeforeEach
    void connectIdle() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        lines = folder.resolve("lines");
        for (int i = 0; i < IDLE; i++) {
            held.addAll(pair());
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        started.forEach(Process::destroyForcibly);
        for (Socket socket : held) {
            socket.close();
        }
        server.close();
    }

    private List<Socket> pair() throws IOException {
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        return List.of(client, server.accept());
    }

    /** One that writes behind the lines of those before it. */
    private Process start() throws IOException {
        Process process = new ProcessBuilder(
                        COMMAND,
                        "watch",
                        "--existing",
                        "--interval",
                        "10ms",
                        "--format",
                        "json",
                        "--state",
                        folder.resolve("state").toString(),
                        "port " + server.getLocalPort())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(lines.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("errors").toFile()))
                .start();
        started.add(process);
        return process;
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("errors"));
    }

    private void await(int events, String name) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(
                                told().stream().filter(event -> event.name().equals(name)))
                        .hasSizeGreaterThanOrEqualTo(events));
    }

    /** What has been written, without a half line of a process that was killed. */
    private List<ConnectionEvent> told() throws IOException {
        EventDecoder decoder = new EventDecoder();
        List<ConnectionEvent> told = new ArrayList<>();
        String text = Files.exists(lines) ? Files.readString(lines, StandardCharsets.UTF_8) : "";
        // A process that is killed may leave half a line, which the next one goes on behind.
        text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> line.substring(line.lastIndexOf("{\"event\"")))
                .forEach(line -> told.add(decoder.decode(line).event()));
        return told;
    }

    private static void end(Process process) throws InterruptedException {
        process.toHandle().destroy();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void a_restart_tells_what_happened_meanwhile_and_nothing_else() throws IOException, InterruptedException {
        Process first = start();
        await(1, "baseline");
        end(first);
        assertThat(told().stream().filter(ConnectionEvent.Existing.class::isInstance))
                .hasSize(2 * IDLE + 1);
        Instant ended = Instant.now();
        List<Socket> fresh = pair();
        Process second = start();
        await(2, "opened");
        end(second);
        List<ConnectionEvent> told = told();
        assertThat(told.stream().filter(ConnectionEvent.Existing.class::isInstance))
                .hasSize(2 * IDLE + 1);
        assertThat(told.stream().filter(ConnectionEvent.Opened.class::isInstance))
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(((ConnectionEvent.Opened) event).since()).isBefore(ended));
        assertThat(errors()).contains("goes on after ");
        for (Socket socket : fresh) {
            socket.close();
        }
    }

    @Test
    void the_second_of_two_processes_refuses() throws IOException, InterruptedException {
        Process first = start();
        await(1, "baseline");
        Process second = start();
        assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(errors()).contains("is in use by another process");
        end(first);
    }

    @Test
    void a_hundred_kills_tell_nothing_false() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        // Killed in the middle of its first baseline, it would tell that again.
        Process first = start();
        await(1, "baseline");
        end(first);
        Thread churn = new Thread(() -> churn(new Random(seed)));
        churn.start();
        try {
            for (int kill = 0; kill < 100; kill++) {
                Process watch = start();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(800)));
                watch.destroyForcibly();
                assertThat(watch.waitFor(1, TimeUnit.MINUTES)).isTrue();
            }
        } finally {
            churn.interrupt();
            churn.join();
        }
        Process last = start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> lastTable(seed).keySet().size() <= 2 * IDLE + 1 + lost());
        end(last);
        assertThat(errors()).as("seed %d", seed).doesNotContain("damaged", "cannot be written");
        Map<String, String> table = lastTable(seed);
        assertThat(table.values().stream().filter("ESTABLISHED"::equals))
                .as("seed %d", seed)
                .hasSizeGreaterThanOrEqualTo(2 * IDLE);
    }

    @Test
    void a_file_that_may_not_grow_costs_the_state_and_not_the_stream() throws IOException, InterruptedException {
        Process watch = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 1; exec '" + COMMAND + "' watch --interval 10ms --format json --state '"
                                + folder.resolve("state") + "' port " + server.getLocalPort())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        started.add(watch);
        try (BufferedReader told = watch.inputReader(StandardCharsets.UTF_8)) {
            assertThat(told.readLine()).contains("baseline");
            held.addAll(pair());
            // Who is slow at this pace is told the counters too.
            assertThat(told.lines().filter(line -> !line.contains("\"stats\"")).findFirst())
                    .hasValueSatisfying(line -> assertThat(line).contains("opened"));
        }
        end(watch);
        assertThat(errors())
                .contains("cannot be written (File too large): removed")
                .hasLineCount(1);
        assertThat(folder.resolve("state")).doesNotExist();
        assertThat(folder.resolve("state.new")).doesNotExist();
    }

    /** Events that may not have arrived. */
    private long lost() throws IOException {
        return told().stream()
                .filter(ConnectionEvent.Lost.class::isInstance)
                .mapToLong(event -> ((ConnectionEvent.Lost) event).count())
                .sum();
    }

    /** The states by id, of all lines one after the other; each event has to be possible where nothing was lost. */
    private Map<String, String> lastTable(long seed) throws IOException {
        Map<String, String> table = new HashMap<>();
        Set<String> ended = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        long lost = lost();
        for (ConnectionEvent event : told()) {
            if (!(event instanceof ConnectionEvent.Change change)) {
                continue;
            }
            String id = change.connection().id();
            boolean known = table.containsKey(id);
            boolean first = event instanceof ConnectionEvent.Opened || event instanceof ConnectionEvent.Existing;
            if (ended.contains(id) || (first && known)) {
                wrong.add("told again: " + event);
            } else if (!first && !known && lost-- <= 0) {
                wrong.add("never told before, and nothing was lost: " + event);
            }
            if (event instanceof ConnectionEvent.Closed) {
                table.remove(id);
                ended.add(id);
            } else {
                table.put(id, change.connection().state().name());
            }
        }
        assertThat(wrong).as("seed %d", seed).isEmpty();
        return table;
    }

    private void churn(Random random) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                for (Socket socket : pair()) {
                    // A reset leaves no TIME_WAIT, which would be there for a minute.
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            } catch (IOException e) {
                // The port of the client may be in TIME_WAIT: the next one is another.
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(10)));
        }
    }
}
