package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not ours, under churn, beside others that die or sleep: each comes to the table that {@code ss} shows. */
class SubscribersIT {

    private static final String ADDRESS = "127.0.88.1";

    /** As a socket has it that speaks both families, and Java's do. */
    private static final String SHOWN = "::ffff:" + ADDRESS;

    private static final int CONNECTIONS_PER_SECOND = 150;

    private static final Pattern POLLS = Pattern.compile("connflux_poll_seconds_count ([0-9]+)");

    @TempDir
    private Path files;

    private final List<Believer> believers = new ArrayList<>();

    private record Believer(Process process, Path out, Path err) {

        boolean hasBaseline() throws IOException {
            return Files.readString(out).startsWith("baseline");
        }

        Set<String> rows() throws IOException {
            Set<String> rows = new TreeSet<>();
            for (String line : Files.readAllLines(out)) {
                String[] parts = line.split(" ", -1);
                if (parts[0].equals("row")) {
                    rows.add(Ss.row(parts[1], parts[2], parts[3], parts[4]));
                }
            }
            return rows;
        }
    }

    @AfterEach
    void end() {
        believers.forEach(believer -> believer.process().destroyForcibly());
    }

    private Believer believe(List<String> command, String script, Served serve, int mark) throws IOException {
        Path file = files.resolve(script);
        if (!Files.exists(file)) {
            try (var source = SubscribersIT.class.getResourceAsStream(script)) {
                Files.copy(source, file);
            }
        }
        Path out = files.resolve(believers.size() + ".out");
        Path err = files.resolve(believers.size() + ".err");
        List<String> all = new ArrayList<>(command);
        all.addAll(
                List.of(file.toString(), "ws://127.0.0.1:" + serve.port() + "/events", SHOWN, Integer.toString(mark)));
        Process process = new ProcessBuilder(all)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        Believer believer = new Believer(process, out, err);
        believers.add(believer);
        return believer;
    }

    private static long polls(Served serve) throws IOException {
        Matcher count = POLLS.matcher(serve.get("/metrics"));
        assertThat(count.find()).isTrue();
        return Long.parseLong(count.group(1));
    }

    @Test
    void each_comes_to_the_table_that_ss_shows() throws Exception {
        Python.assumeWebsockets();
        Ss.assumeThere();
        List<String> python = List.of(Python.COMMAND);
        try (OwnPort ownPort = OwnPort.take();
                Served serve = Served.start(files, "--interval", "100ms")) {
            int mark = ownPort.number();
            List<Believer> living = new ArrayList<>();
            List<Believer> dying = new ArrayList<>();
            Set<String> there;
            try (SocketChannel sleeper = Subscribers.handshake(serve.port(), "");
                    SteadyChanges changes = new SteadyChanges(CONNECTIONS_PER_SECOND)) {
                for (int i = 0; i < 4; i++) {
                    living.add(believe(python, "believer.py", serve, mark));
                    dying.add(believe(python, "believer.py", serve, mark));
                }
                if (Node.hasWebSocket()) {
                    living.add(believe(Node.COMMAND, "believer.js", serve, mark));
                }
                for (Believer each : believers) {
                    await().until(each::hasBaseline);
                }
                changes.awaitMore(3 * CONNECTIONS_PER_SECOND);
                for (Believer each : dying) {
                    each.process().destroyForcibly();
                    await().until(() -> !each.process().isAlive());
                    changes.awaitMore(CONNECTIONS_PER_SECOND / 7);
                }
                changes.awaitMore(2 * CONNECTIONS_PER_SECOND);
                assertThat(sleeper.isOpen()).isTrue();
            }
            BiPredicate<String, String> here = (local, remote) -> (local + " " + remote).contains("[" + SHOWN + "]:");
            // Until what is under way at the end of the churn has settled.
            await().until(() -> Ss.rows("tcp", "-tanH", here).stream()
                    .noneMatch(row -> row.matches("tcp6 (ESTABLISHED|FIN_WAIT.|LAST_ACK|CLOSE_WAIT|CLOSING) .*")));
            // The mark has a poll of its own: the events of one have no order that matters.
            Set<String> before = Ss.rows("tcp", "-tanH", here);
            long polls = polls(serve);
            await().until(() -> polls(serve) > polls + 2);
            try (ServerSocket marked = new ServerSocket(mark, 1, InetAddress.getByName(ADDRESS))) {
                assertThat(marked.isBound()).isTrue();
                there = Ss.rows("tcp", "-tanH", here);
                for (Believer each : living) {
                    assertThat(each.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
                    assertThat(Files.readString(each.err())).isEmpty();
                    assertThat(each.process().exitValue()).isZero();
                }
                // The same, where no TIME_WAIT has come to its end meanwhile.
                Set<String> after = Ss.rows("tcp", "-tanH", here);
                before.addAll(there);
                for (Believer each : living) {
                    assertThat(each.rows()).containsAll(after).isSubsetOf(before);
                }
            }
            assertThat(there).hasSizeGreaterThan(CONNECTIONS_PER_SECOND);
            assertThat(serve.get("/metrics")).contains("connflux_unreadable_total 0.0");
        }
    }
}
