package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.ConnectionEvent.Change;
import io.connflux.model.Outcome;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Traffic;
import io.connflux.stream.decode.EventDecoder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command with the kernel's own trace, which only root may make an instance of. */
class TraceIT {

    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();
    private static final Path INSTANCES = Path.of("/sys/kernel/tracing/instances");
    private static final int CONNECTIONS = 200;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final EventDecoder decoder = new EventDecoder();
    private final List<Process> started = new ArrayList<>();
    private ServerSocket server;
    private Path lines;
    private Path errors;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        lines = folder.resolve("lines");
        errors = folder.resolve("errors");
    }

    @AfterEach
    void end() throws Exception {
        // Not by force: each takes its instance away.
        started.forEach(Process::destroy);
        for (Process process : started) {
            process.waitFor();
        }
        server.close();
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(COMMAND, "watch", "--format", "json", "--resync", "1h"));
        command.addAll(List.of(options));
        command.add("port " + server.getLocalPort());
        Process process = new ProcessBuilder(command)
                .redirectOutput(lines.toFile())
                .redirectError(errors.toFile())
                .start();
        started.add(process);
        return process;
    }

    private static void assumeTrace() {
        assumeThat(Files.isWritable(INSTANCES))
                .as("tracefs is mounted, and this is root")
                .isTrue();
    }

    private List<Change> told() throws IOException {
        List<Change> changes = new ArrayList<>();
        for (String line : WrittenLines.of(lines)) {
            if (decoder.decode(line).event() instanceof Change change) {
                changes.add(change);
            }
        }
        return changes;
    }

    private long told(Predicate<Change> which) throws IOException {
        return told().stream().filter(which).count();
    }

    private void awaitBaseline() {
        await().atMost(SOON).until(() -> Files.readString(lines).contains("\"baseline\""));
    }

    /** One connection that lives for about a millisecond. */
    private void connect(boolean reset) throws IOException {
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        try (Socket accepted = server.accept()) {
            assertThat(accepted.isConnected()).isTrue();
            if (reset) {
                client.setSoLinger(true, 0);
                client.close();
            }
        } finally {
            client.close();
        }
    }

    private boolean isClient(Change change) {
        return change.connection().remote().port() == server.getLocalPort();
    }

    private static boolean hasOutcome(Change change, Outcome outcome) {
        return change instanceof ConnectionEvent.Closed closed && closed.outcome() == outcome;
    }

    @Test
    void every_short_connection_is_told_between_two_polls_with_its_end() throws IOException {
        assumeTrace();
        start("--trace", "auto");
        awaitBaseline();
        for (int i = 0; i < CONNECTIONS; i++) {
            connect(i % 2 == 0);
        }
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(told(change -> hasOutcome(change, Outcome.RESET_BY_PEER)))
                    .isEqualTo(CONNECTIONS / 2);
            assertThat(told(change -> change instanceof ConnectionEvent.Opened && isClient(change)))
                    .isEqualTo(CONNECTIONS);
            assertThat(told(change -> change instanceof ConnectionEvent.Opened && !isClient(change)))
                    .isEqualTo(CONNECTIONS);
            assertThat(told(change -> isClient(change) && hasOutcome(change, Outcome.RESET_HERE)))
                    .isEqualTo(CONNECTIONS / 2);
            assertThat(told(change -> isClient(change) && hasOutcome(change, Outcome.CLOSED)))
                    .isEqualTo(CONNECTIONS / 2);
        });
        assertThat(Files.readString(errors)).contains("each change of TCP as it happens");
    }

    @Test
    void what_each_carried_is_told_with_its_end() throws IOException {
        assumeTrace();
        start("--complete");
        awaitBaseline();
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                client.getOutputStream().write(new byte[1234]);
                client.shutdownOutput();
                assertThat(accepted.getInputStream().readAllBytes()).hasSize(1234);
            }
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        told(change -> change instanceof ConnectionEvent.Closed && !isClient(change)))
                .isEqualTo(CONNECTIONS));
        assertThat(Files.readString(errors))
                .contains("by the kernel's trace, and what each connection carried and each end of UDP, by netlink;");
        List<Traffic> carried = told().stream()
                .filter(change -> !isClient(change) && change instanceof ConnectionEvent.Closed)
                .map(change -> change.connection().traffic())
                .filter(traffic -> traffic != null)
                .toList();
        // Not all where the machine does much else.
        assertThat(carried).isNotEmpty().allMatch(traffic -> traffic.received() == 1234 && traffic.sent() == 0);
    }

    @Test
    void datagram_sockets_that_come_and_go_between_two_polls_are_told_beside_the_trace() throws IOException {
        assumeTrace();
        start("--complete");
        awaitBaseline();
        for (int i = 0; i < CONNECTIONS; i++) {
            try (DatagramSocket client = new DatagramSocket()) {
                client.connect(server.getLocalSocketAddress());
            }
            connect(false);
        }
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(told(change -> change instanceof ConnectionEvent.Closed && isOfUdp(change)))
                    .isEqualTo(CONNECTIONS);
            assertThat(told(change -> change instanceof ConnectionEvent.Closed && !isOfUdp(change) && isClient(change)))
                    .isEqualTo(CONNECTIONS);
            assertThat(told(change -> change instanceof ConnectionEvent.Opened && isOfUdp(change)))
                    .isEqualTo(CONNECTIONS);
        });
    }

    private static boolean isOfUdp(Change change) {
        return !change.connection().protocol().isTcp();
    }

    @Test
    void who_wants_the_files_read_is_told_nothing_by_netlink() throws IOException {
        assumeTrace();
        start("--complete", "--source", "procfs");
        awaitBaseline();
        assertThat(Files.readString(errors)).contains("by the kernel's trace; all else by polls every 1h");
    }

    @Test
    void an_attempt_that_is_refused_is_told() throws IOException {
        assumeTrace();
        start("--trace", "auto");
        awaitBaseline();
        server.close();
        try (Socket refused = new Socket(server.getInetAddress(), server.getLocalPort())) {
            throw new AssertionError("somebody else listens there: " + refused);
        } catch (ConnectException expected) {
            await().atMost(SOON).untilAsserted(() -> assertThat(told(change -> hasOutcome(change, Outcome.REFUSED)))
                    .isEqualTo(1));
        }
    }

    @Test
    void who_connects_and_who_closes_is_told_between_two_polls() throws Exception {
        assumeTrace();
        start("--trace", "auto", "--process");
        awaitBaseline();
        String connect = "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + "; read";
        Process client = new ProcessBuilder("bash", "-c", connect).start();
        started.add(client);
        server.accept().close();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(told(change -> change instanceof ConnectionEvent.Opened
                            && isClient(change)
                            && isOf(change, client.pid(), "bash")))
                    .isEqualTo(1);
            assertThat(told(change -> change instanceof ConnectionEvent.StateChanged
                            && !isClient(change)
                            && isOf(change, ProcessHandle.current().pid(), "java")))
                    .isPositive();
        });
    }

    private static boolean isOf(Change change, long pid, String name) {
        OwnerProcess process = change.connection().process();
        return process != null && process.pid() == pid && process.name().equals(name);
    }

    @Test
    void what_a_killed_one_left_is_taken_away_by_the_next() throws Exception {
        assumeTrace();
        Process killed = start("--trace", "auto");
        awaitBaseline();
        List<Path> left = instancesOf(killed);
        assertThat(left).hasSize(1);
        killed.destroyForcibly().waitFor();
        assertThat(left.get(0)).isDirectory();
        Process next = start("--trace", "auto");
        awaitBaseline();
        assertThat(left.get(0)).doesNotExist();
        next.destroy();
        assertThat(next.waitFor()).isEqualTo(143);
        assertThat(instancesOf(next)).isEmpty();
    }

    private static List<Path> instancesOf(Process process) throws IOException {
        try (Stream<Path> all = Files.list(INSTANCES)) {
            // The launcher is replaced by Java, so that its pid stays.
            return all.filter(one -> one.getFileName().toString().contains("-" + process.pid() + "-"))
                    .toList();
        }
    }

    @Test
    void without_the_right_to_it_auto_polls_and_says_so() throws IOException {
        Path nowhere = folder.resolve("instance");
        start("--trace", "auto", "--interval", "20ms");
        awaitBaseline();
        Process refused = start("--trace", nowhere.toString());
        await().atMost(SOON).until(() -> !refused.isAlive());
        assertThat(refused.exitValue()).isEqualTo(2);
        assertThat(Files.readString(errors)).contains(nowhere.toString()).contains("connflux trace-setup makes one");
    }
}
