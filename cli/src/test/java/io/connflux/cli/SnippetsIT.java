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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of clients that are not ours, as it stands there, at a server of another port. */
class SnippetsIT {

    private static final Pattern PORT = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)/events");

    @TempDir
    private Path files;

    private final List<Process> processes = new ArrayList<>();
    private String port = "";

    @BeforeEach
    void serve() throws IOException {
        Process serve = start(
                Path.of("target/connflux").toAbsolutePath().toString(),
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--interval",
                "500ms");
        String line = serve.errorReader(StandardCharsets.UTF_8).readLine();
        Matcher matcher = PORT.matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        port = matcher.group(1);
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor(5, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    /** The first block of a language, for this test's server. */
    private String block(String language) throws IOException {
        Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../README.md")));
        assertThat(matcher.find()).as("a block of %s in README.md", language).isTrue();
        return matcher.group(1).replace("7411", port);
    }

    private static boolean exists(String command) throws InterruptedException {
        return HostProgram.succeeds("sh", "-c", "command -v " + command);
    }

    /** Opens connections until the output of a command tells of one. */
    private void assertTold(String... command) throws Exception {
        Path out = files.resolve("out");
        Path err = files.resolve("err");
        processes.add(new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start());
        List<Socket> clients = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 200, InetAddress.getByName("127.0.77.4"))) {
            await().pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
                clients.add(new Socket(server.getInetAddress(), server.getLocalPort()));
                assertThat(Files.readString(out))
                        .as(Files.readString(err))
                        .contains("127.0.77.4", String.valueOf(server.getLocalPort()));
            });
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void the_lines_for_a_browser_run_where_there_is_a_websocket() throws Exception {
        assumeTrue(Node.hasWebSocket(), "no node with a WebSocket here: the lines for a browser are not run");
        Path script = Files.writeString(files.resolve("browser.js"), block("js"));
        List<String> command = new ArrayList<>(Node.COMMAND);
        command.add(script.toString());
        assertTold(command.toArray(String[]::new));
    }

    @Test
    void the_lines_for_python_run() throws Exception {
        Python.assumeWebsockets();
        Path script = Files.writeString(files.resolve("watch.py"), block("python"));
        assertTold(Python.COMMAND, "-u", script.toString());
    }

    @Test
    void the_line_for_websocat_runs() throws Exception {
        assumeTrue(exists("websocat") && exists("jq"), "no websocat, or no jq, here");
        assertTold("sh", "-c", line("websocat").replace("jq -c", "jq -c --unbuffered"));
    }

    @Test
    void the_lines_for_curl_run() throws Exception {
        assumeTrue(exists("curl") && exists("jq"), "no curl, or no jq, here");
        assertTold("sh", "-c", line("curl -N"));
        assertTold("sh", "-c", line("curl -sN").replace("jq -c", "jq -c --unbuffered"));
        for (String start : List.of("curl -s http", "curl -sf")) {
            for (String line :
                    block("sh").lines().filter(it -> it.startsWith(start)).toList()) {
                // A busy machine polls late at times, and the server's health is that.
                await().untilAsserted(() -> {
                    Process process = start("sh", "-c", line);
                    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                    assertThat(process.exitValue()).as(line).isZero();
                    assertThat(process.inputReader(StandardCharsets.UTF_8).lines())
                            .as(line)
                            .isNotEmpty();
                });
            }
        }
    }

    private String line(String start) throws IOException {
        return block("sh")
                .lines()
                .filter(it -> it.startsWith(start))
                .findFirst()
                .orElseThrow();
    }
}
