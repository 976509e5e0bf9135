package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command, recording this host's own sockets and playing them again. */
class ReplayIT {

    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();
    private static final Pattern BEFORE_THE_NEXT_OPENS = Pattern.compile("2026-11-24T10:00:[01]");
    private static final Pattern PORT = Pattern.compile("\"port\": ?\"(\\d+)\"");

    @TempDir
    private Path directory;

    private static Process start(String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script).start();
    }

    private static String output(String script) throws IOException, InterruptedException {
        Process process = start(script);
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(said).isZero();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Set<String> ports(String json) {
        Set<String> ports = new TreeSet<>();
        PORT.matcher(json).results().map((MatchResult each) -> each.group(1)).forEach(ports::add);
        return ports;
    }

    @Test
    void the_table_of_a_time_is_the_snapshot_that_was_taken_then() throws IOException, InterruptedException {
        Path recording = directory.resolve("recorded.ndjson");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String chosen = " 'tcp and port " + server.getLocalPort() + "'";
            Process watch = start("exec '" + COMMAND + "' watch --existing --interval 50ms --format json" + chosen
                    + " | tee '" + recording + "'");
            try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
                await(lines, "baseline", "");
                Socket one = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket two = new Socket(server.getInetAddress(), server.getLocalPort());
                await(lines, "opened", "\"" + two.getLocalPort() + "\"");
                String first = output("'" + COMMAND + "' snapshot --format json" + chosen);
                Instant then = Instant.now();
                one.setSoLinger(true, 0);
                one.close();
                await(lines, "closed", "\"" + one.getLocalPort() + "\"");
                String second = output("'" + COMMAND + "' snapshot --format json" + chosen);
                Instant later = Instant.now();
                two.close();
                await(lines, "", "\"" + two.getLocalPort() + "\"");
                for (String[] taken : List.of(new String[] {then + "", first}, new String[] {later + "", second})) {
                    String replayed =
                            output("'" + COMMAND + "' replay '" + recording + "' --format json --at " + taken[0]);
                    assertThat(ports(replayed)).isEqualTo(ports(taken[1]));
                    assertThat(replayed.split("\"local\"", -1)).hasSameSizeAs(taken[1].split("\"local\"", -1));
                }
                assertThat(ports(first)).contains("" + one.getLocalPort(), "" + two.getLocalPort());
                assertThat(ports(second)).doesNotContain("" + one.getLocalPort());
            } finally {
                watch.destroyForcibly();
            }
        }
    }

    @Test
    void a_pipe_from_watch_is_played_and_head_ends_both() throws IOException, InterruptedException {
        Path quiet = Files.createDirectories(directory.resolve("net")).resolve("tcp");
        Files.writeString(quiet, CommandOfOneListener.HEADER + CommandOfOneListener.LISTENER);
        String text = output("{ '" + COMMAND + "' watch --existing --interval 50ms --format json --proc '" + directory
                + "' --protocol tcp | { '" + COMMAND
                + "' replay - --existing; echo \"status $?\" >&2; } | head -2; } 2>&1");
        assertThat(text.lines()).hasSize(3).last().isEqualTo("status 0");
    }

    @Test
    void a_signal_ends_it_while_it_waits_for_the_pace() throws IOException, InterruptedException {
        Path recording = directory.resolve("recorded.ndjson");
        Files.writeString(recording, """
                {"event":"baseline","seq":1,"time":"2026-11-24T10:00:00.000Z","connections":{"tcp":0}}
                {"event":"stats","seq":2,"time":"2026-11-25T10:00:00.000Z","counters":{}}
                """);
        Process replay = start("exec '" + COMMAND + "' replay '" + recording + "'");
        try (BufferedReader lines = replay.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).contains("baseline");
            replay.toHandle().destroy();
            assertThat(replay.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(lines.readLine()).isNull();
        } finally {
            replay.destroyForcibly();
        }
        assertThat(replay.exitValue()).isEqualTo(143);
    }

    /** The next line but for counters, which this client is told where it is slow, as on a busy host. */
    private static String event(BufferedReader told) throws IOException {
        String line = told.readLine();
        while (line != null && line.startsWith("{\"event\":\"stats\"")) {
            assertThat(line).as("why it is told").containsPattern("\"coalesced\":[1-9]");
            line = told.readLine();
        }
        assertThat(line).as("the next event").isNotNull();
        return line;
    }

    @Test
    void a_recording_is_served_as_a_host_is() throws IOException, InterruptedException {
        Path recording = directory.resolve("recorded.ndjson");
        Files.writeString(recording, """
                {"event":"existing","seq":1,"time":"2026-11-24T10:00:00.000Z","id":"a-1","protocol":"tcp","local":{"address":"127.0.0.1","port":"81"},"remote":{"address":"0.0.0.0","port":"0"},"state":"LISTEN","uid":1000,"inode":7}
                {"event":"baseline","seq":2,"time":"2026-11-24T10:00:00.000Z","connections":{"tcp":1}}
                {"event":"opened","seq":3,"time":"2026-11-24T10:00:20.000Z","since":"2026-11-24T10:00:19.000Z","id":"a-2","protocol":"tcp","local":{"address":"127.0.0.1","port":"81"},"remote":{"address":"127.0.0.1","port":"5000"},"state":"ESTABLISHED","uid":1000,"inode":8}
                """);
        List<String> told;
        double speed = 2;
        do {
            told = served(recording, speed);
            speed /= 2;
            // The time of the recording goes by while the server starts and a client comes: on a busy host it is to be
            // slower.
        } while (speed > 0.05 && !BEFORE_THE_NEXT_OPENS.matcher(told.get(0)).find());
        assertThat(told.get(0)).contains("\"existing\"", "LISTEN").containsPattern(BEFORE_THE_NEXT_OPENS);
        assertThat(told.get(1)).contains("\"baseline\"", "\"tcp\":1");
        assertThat(told.get(2)).contains("\"opened\"", "\"5000\"", "2026-11-24T10:00:2");
    }

    /** The first three events that a server of a recording tells. */
    private static List<String> served(Path recording, double speed) throws IOException, InterruptedException {
        Process replay =
                start("exec '" + COMMAND + "' replay '" + recording + "' --speed " + speed + " --listen 127.0.0.1:0");
        try (BufferedReader said = replay.errorReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            assertThat(line)
                    .contains(
                            speed == 1
                                    ? "at the pace of then at http://127.0.0.1:"
                                    : " times as fast at http://127.0.0.1:")
                    .contains(speed == 2 ? " 2 times" : "");
            String port = line.replaceAll(".*:(\\d+)/.*", "$1");
            List<String> events;
            URI address = URI.create("http://127.0.0.1:" + port + "/events?existing=true");
            URLConnection asked = address.toURL().openConnection();
            asked.setRequestProperty("Accept", "*/*");
            try (BufferedReader told =
                    new BufferedReader(new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8))) {
                events = List.of(event(told), event(told), event(told));
            }
            replay.toHandle().destroy();
            assertThat(replay.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(replay.exitValue()).isEqualTo(143);
            return events;
        } finally {
            replay.destroyForcibly();
        }
    }

    private static void await(BufferedReader lines, String event, String part) throws IOException {
        String line;
        while ((line = lines.readLine()) != null) {
            if (line.contains(event) && line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("the stream ended before " + event + " " + part);
    }
}
