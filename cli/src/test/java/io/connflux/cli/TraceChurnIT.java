package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.ConnectionEvent.Change;
import io.connflux.model.Connection;
import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.stream.decode.EventDecoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of every end in a network namespace of their own, by the trace and by netlink, beside what {@code ss} says of them. */
class TraceChurnIT {

    private static final Path INSTANCES = Path.of("/sys/kernel/tracing/instances");
    private static final int CONNECTIONS = 3_000;

    /** Makes so many as a line of its input says: closed by either end, reset by either end, refused, and a few that stay. */
    private static final String SCRIPT = """
            import socket, struct, subprocess, sys
            subprocess.run('ip link set lo up', shell=True, check=True)
            server = socket.socket(); server.bind(('127.0.0.1', 8080)); server.listen(100)
            keep = []
            def pair():
                c = socket.create_connection(('127.0.0.1', 8080))
                return c, server.accept()[0]
            def reset(s): s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); s.close()
            def one(kind):
                if kind == 4:
                    try: socket.create_connection(('127.0.0.1', 1))
                    except OSError: return
                c, a = pair()
                if kind == 0: c.close(); a.close()
                if kind == 1: a.close(); c.close()
                if kind == 2: reset(c); a.close()
                if kind == 3: reset(a); c.close()
                if kind == 5: keep.append((c, a))
            print('ready', flush=True)
            for line in sys.stdin:
                for i in range(int(line)): one(5 if i % 100 == 0 else i % 5)
                print('done', flush=True)
            """;

    @TempDir
    private Path folder;

    private Process namespace;
    private BufferedReader said;
    private Process watch;

    @BeforeEach
    void begin() throws Exception {
        assumeThat(Files.isWritable(INSTANCES))
                .as("tracefs is mounted, and this is root")
                .isTrue();
        assumeThat(HostProgram.succeeds("unshare", "-n", "python3", "-c", "1"))
                .as("a network namespace, and Python")
                .isTrue();
        Ss.assumeThere();
        namespace = new ProcessBuilder("unshare", "-n", "python3", "-c", SCRIPT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = namespace.inputReader(StandardCharsets.UTF_8);
        assertThat(said.readLine()).isEqualTo("ready");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (watch != null) {
            // Not by force: it takes its instance away.
            watch.destroy();
            watch.waitFor();
        }
        if (namespace != null) {
            namespace.destroyForcibly().waitFor();
        }
    }

    private List<ConnectionEvent> told() throws IOException {
        EventDecoder decoder = new EventDecoder();
        return WrittenLines.of(folder.resolve("lines")).stream()
                .map(line -> decoder.decode(line).event())
                .toList();
    }

    private static boolean isTcp(Change change) {
        return change.connection().protocol() == Protocol.TCP;
    }

    private static Set<String> table(List<ConnectionEvent> events) {
        Map<String, Connection> byId = new HashMap<>();
        for (ConnectionEvent event : events) {
            if (!(event instanceof Change change) || !isTcp(change)) {
                continue;
            }
            if (event instanceof ConnectionEvent.Closed closed) {
                assertThat(byId.remove(closed.connection().id()))
                        .as("%s", event)
                        .isNotNull();
            } else {
                byId.put(change.connection().id(), change.connection());
            }
        }
        Set<String> rows = new TreeSet<>();
        byId.values()
                .forEach(c -> rows.add(Ss.row(
                        "tcp",
                        c.state().name(),
                        c.local().toString(),
                        c.remote().toString())));
        return rows;
    }

    @Test
    void what_was_told_is_what_there_was_and_what_ss_says_there_is() throws Exception {
        String pid = Long.toString(namespace.pid());
        watch = new ProcessBuilder(List.of(
                        "nsenter",
                        "-t",
                        pid,
                        "-n",
                        TestHost.COMMAND,
                        "watch",
                        "--existing",
                        "--format",
                        "json",
                        "--trace",
                        "auto",
                        "--source",
                        "netlink",
                        "--resync",
                        "500ms",
                        "--stats",
                        "500ms"))
                .redirectOutput(folder.resolve("lines").toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        await().until(() -> told().stream().anyMatch(ConnectionEvent.Baseline.class::isInstance));
        try (Writer order = namespace.outputWriter(StandardCharsets.UTF_8)) {
            order.write(CONNECTIONS + "\n");
            order.flush();
            assertThat(said.readLine()).isEqualTo("done");
            await().untilAsserted(() -> assertThat(table(told()))
                    .hasSizeGreaterThan(CONNECTIONS / 100)
                    .isEqualTo(Ss.rows("tcp", (here, there) -> true, "nsenter", "-t", pid, "-n", "ss", "-tanH")));
        }
        List<ConnectionEvent> told = told();
        int refused = CONNECTIONS / 5;
        assertThat(told.stream().filter(event -> event instanceof ConnectionEvent.Opened opened && isTcp(opened)))
                .hasSize(2 * (CONNECTIONS - refused) + refused);
        assertThat(ended(told, Outcome.REFUSED)).isEqualTo(refused);
        assertThat(ended(told, Outcome.RESET_HERE)).isEqualTo(2 * CONNECTIONS / 5);
        assertThat(ended(told, Outcome.RESET_BY_PEER)).isEqualTo(2 * CONNECTIONS / 5);
        // No change of an interrupt, as the last of a handshake is, was left without its place.
        assertThat(told.stream()
                        .filter(event -> event instanceof ConnectionEvent.StateChanged changed
                                && isTcp(changed)
                                && changed.connection().state() == SocketState.ESTABLISHED))
                .hasSize(2 * (CONNECTIONS - refused));
        // What others do on this host is in the trace too, and may have none.
        assertThat(told.stream()
                        .filter(ConnectionEvent.Lost.class::isInstance)
                        .map(event -> ((ConnectionEvent.Lost) event).reason()))
                .allMatch(reason -> reason.contains("no process told the network namespace"));
        await().untilAsserted(() ->
                assertThat(coverage()).as("of what the kernel counts").isEqualTo(1.0));
    }

    /** What was said of it last. */
    private @Nullable Double coverage() throws IOException {
        Double last = null;
        for (ConnectionEvent event : told()) {
            last = event instanceof ConnectionEvent.Stats stats
                    ? stats.counters().coverage()
                    : last;
        }
        return last;
    }

    private static long ended(List<ConnectionEvent> told, Outcome how) {
        return told.stream()
                .filter(event -> event instanceof ConnectionEvent.Closed closed && closed.outcome() == how)
                .count();
    }
}
