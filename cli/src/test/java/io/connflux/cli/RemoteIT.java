package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} and {@code watch} as two processes. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteIT {

    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();
    private static final Pattern PORT = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)/events");

    @RegisterExtension
    private final TestHost host = new TestHost();

    @TempDir
    private Path files;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            process.waitFor(5, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }

    private Process start(String arguments) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "exec '" + COMMAND + "' " + arguments).start();
        processes.add(process);
        return process;
    }

    private int port(Process serve) throws IOException {
        BufferedReader said = serve.errorReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher matcher = PORT.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new AssertionError("serve ended before it said where");
    }

    private static String next(BufferedReader lines, String... parts) throws IOException {
        String line = lines.readLine();
        while (line != null) {
            String read = line;
            if (List.of(parts).stream().allMatch(read::contains)) {
                return line;
            }
            line = lines.readLine();
        }
        throw new AssertionError("the output ended before " + List.of(parts));
    }

    @Test
    void a_connection_of_the_serving_host_is_told_by_a_watch_elsewhere() throws Exception {
        int port = port(start("serve --listen 127.0.0.1:0 --interval 50ms"));
        Process watch = start("watch ws://127.0.0.1:" + port + " --existing");
        BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).startsWith("{\"event\":\"existing\",\"seq\":1,");
        assertThat(next(lines, "\"event\":\"baseline\"")).doesNotContain("resume");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            String local = "\"port\":\"" + client.getLocalPort() + "\"}";
            next(lines, "\"event\":\"opened\"", local, "ESTABLISHED");
        }
        watch.toHandle().destroy();
        assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).isEqualTo(143);
        assertThat(watch.errorReader(StandardCharsets.UTF_8).lines()).isEmpty();
    }

    @Test
    void what_a_connection_of_the_serving_host_carries_is_told_to_who_asks_for_it() throws Exception {
        int port = port(start("serve --listen 127.0.0.1:0 --interval 50ms --traffic 1h"));
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Process watch =
                    start("watch ws://127.0.0.1:" + port + " --traffic 100ms 'sport = :" + client.getLocalPort() + "'");
            BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
            next(lines, "\"event\":\"baseline\"");
            client.getOutputStream().write(new byte[12_345]);
            accepted.getInputStream().readNBytes(12_345);
            assertThat(next(lines, "\"event\":\"existing\"", "\"sent\":12345,\"received\":0,"))
                    .containsPattern("\"sent_per_s\":[1-9][0-9]*,\"received_per_s\":0}");
        }
    }

    @Test
    void a_server_that_does_not_read_what_connections_carry_says_how_it_would() throws Exception {
        int port = port(start("serve --listen 127.0.0.1:0"));
        Process watch = start("watch ws://127.0.0.1:" + port + " --traffic 10s");
        assertThat(watch.waitFor()).isEqualTo(1);
        assertThat(watch.errorReader(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .endsWith("400 Bad Request: traffic asks what connections carry, which this server does not read;"
                        + " 'connflux serve' does with its option 'traffic', and a program with"
                        + " ConnectionStream.traffic");
    }

    @Test
    void a_server_that_is_started_again_is_found_again_and_the_loss_is_said() throws Exception {
        try (OwnPort port = OwnPort.take()) {
            String command = "serve --interval 50ms --listen 127.0.0.1:" + port.number();
            Process serve = start(command);
            port(serve);
            Process watch = start("watch ws://127.0.0.1:" + port.number() + "/events --protocol tcp,tcp6");
            BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
            next(lines, "\"event\":\"baseline\"");
            serve.toHandle().destroy();
            assertThat(serve.waitFor(60, TimeUnit.SECONDS)).isTrue();
            port(start(command));
            next(lines, "\"event\":\"lost\"", "begins it anew");
            next(lines, "\"event\":\"baseline\"");
            watch.toHandle().destroy();
            assertThat(watch.errorReader(StandardCharsets.UTF_8).lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("1001 the server stops; trying again");
        }
    }

    @Test
    void a_server_says_where_it_listens_as_it_was_told_to() throws Exception {
        Path token = Files.writeString(files.resolve("token"), "s3cret\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        for (String address : List.of("0.0.0.0", "localhost", "[::1]")) {
            Process serve = start("serve --listen " + address + ":0 --token-file " + token);
            assertThat(serve.errorReader(StandardCharsets.UTF_8).readLine())
                    .containsPattern(" at http://" + Pattern.quote(address) + ":[1-9][0-9]*/ and ws://"
                            + Pattern.quote(address) + ":[1-9][0-9]*/events;");
        }
    }

    @Test
    void the_reason_of_a_server_that_refuses_is_told() throws Exception {
        int port = port(start("serve --listen 127.0.0.1:0 --max-subscribers 1"));
        Process first = start("watch ws://127.0.0.1:" + port);
        assertThat(first.inputReader(StandardCharsets.UTF_8).readLine()).contains("baseline");
        Process watch = start("watch ws://127.0.0.1:" + port);
        assertThat(watch.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).isEqualTo(1);
        assertThat(watch.errorReader(StandardCharsets.UTF_8).lines())
                .containsExactly("connflux: ws://127.0.0.1:" + port
                        + ": the server answered 503 Service Unavailable: there are 1 subscribers already");
    }

    @Test
    void a_token_in_a_file_opens_what_is_closed_without_it() throws Exception {
        Path token = Files.writeString(files.resolve("token"), "s3cret\n");
        int port = port(start("serve --listen 127.0.0.1:0 --token-file " + token));
        Process without = start("watch ws://127.0.0.1:" + port);
        assertThat(without.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(without.exitValue()).isEqualTo(1);
        assertThat(without.errorReader(StandardCharsets.UTF_8).lines())
                .containsExactly("connflux: ws://127.0.0.1:" + port
                        + ": the server answered 401 Unauthorized: it wants a token");
        Process with = start("watch ws://127.0.0.1:" + port + " --count 1 --token-file " + token);
        assertThat(with.inputReader(StandardCharsets.UTF_8).readLine()).contains("baseline");
        assertThat(with.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(with.exitValue()).isZero();
    }

    @Test
    void processes_choose_among_the_events_of_another_host_that_tells_them() throws Exception {
        long here = ProcessHandle.current().pid();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            // In half of the interval owners are found.
            int port = port(start("serve --process --listen 127.0.0.1:0 --interval " + TestHost.ONE_POLL + " --proc '"
                    + host.proc() + "'"));
            Process watch = start("watch ws://127.0.0.1:" + port + " --existing --pid " + here);
            BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
            List<String> told = new ArrayList<>();
            do {
                told.add(lines.readLine());
            } while (!told.get(told.size() - 1).contains("\"baseline\""));
            assertThat(told.subList(0, told.size() - 1))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("\"pid\":" + here));
            assertThat(told).anyMatch(line -> line.contains("\"port\":\"" + server.getLocalPort() + "\""));
            int silent = port(start("serve --listen 127.0.0.1:0 --interval 50ms"));
            Process without = start("watch ws://127.0.0.1:" + silent + " --existing --pid " + here);
            assertThat(without.errorReader(StandardCharsets.UTF_8).readLine())
                    .contains("asks whose a connection is, which this server does not look for");
            assertThat(without.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void head_ends_a_remote_watch_at_once() throws Exception {
        int port = port(start("serve --listen 127.0.0.1:0 --interval 50ms"));
        Process watch = start("watch ws://127.0.0.1:" + port + " --protocol udp6 | head -1");
        assertThat(watch.inputReader(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(watch.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void options_that_say_nothing_there_are_refused() throws Exception {
        for (String wrong : List.of(
                "watch ws://127.0.0.1:1 --interval 1s",
                "watch ws://127.0.0.1:1 --proc /proc",
                "watch ws://127.0.0.1:1 --to ws://127.0.0.1:2",
                "watch --to http://127.0.0.1:1",
                "watch http://127.0.0.1:1")) {
            Process watch = start(wrong);
            assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.exitValue()).as(wrong).isEqualTo(2);
            assertThat(watch.errorReader(StandardCharsets.UTF_8).lines())
                    .as(wrong)
                    .hasSize(1);
        }
    }

    @Test
    void lines_are_pushed_to_a_collector_that_is_pythons() throws Exception {
        Python.assumeWebsockets();
        Path out = files.resolve("collected");
        Path script = Files.writeString(files.resolve("collector.py"), """
                import asyncio, sys, websockets
                async def collect(socket, path=None):
                    async for line in socket:
                        print(line, flush=True)
                async def main():
                    async with websockets.serve(collect, "127.0.0.1", 0) as server:
                        print(server.sockets[0].getsockname()[1], flush=True)
                        await asyncio.Future()
                asyncio.run(main())
                """);
        Process collector = new ProcessBuilder(Python.COMMAND, script.toString())
                .redirectOutput(out.toFile())
                .start();
        processes.add(collector);
        await().until(() -> !Files.readString(out).isEmpty());
        String port = Files.readAllLines(out).get(0);
        Process watch = start("watch --existing --interval 50ms --to ws://127.0.0.1:" + port + "/in");
        await().until(() -> Files.readString(out).contains("\"event\":\"baseline\""));
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            String local = "\"port\":\"" + client.getLocalPort() + "\"},\"remote\"";
            await().until(() -> Files.readAllLines(out).stream()
                    .anyMatch(line -> line.contains("\"opened\"") && line.contains(local)));
        }
        watch.toHandle().destroy();
        assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).isEqualTo(143);
        List<String> lines = Files.readAllLines(out);
        for (int i = 1; i < lines.size(); i++) {
            assertThat(lines.get(i)).contains("\"seq\":" + i + ",");
        }
    }
}
