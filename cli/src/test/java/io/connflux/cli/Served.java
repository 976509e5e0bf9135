package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged {@code connflux serve} as a process of its own, which can be stopped and started again on its port. */
final class Served implements AutoCloseable {

    private static final Pattern SERVING = Pattern.compile("serving .* at https?://127\\.0\\.0\\.1:[0-9]+/ .*\n");

    private final Path said;
    private final List<String> options;
    private final OwnPort port = OwnPort.take();
    private Process process;

    private Served(Path said, List<String> options) throws IOException {
        this.said = said;
        this.options = options;
    }

    /** @param dir where it may leave what it says */
    static Served start(Path dir, String... options) throws IOException {
        Served served = new Served(dir.resolve("serve.stderr"), List.of(options));
        served.start();
        return served;
    }

    /** Starts it (again), on its port. */
    void start() throws IOException {
        List<String> command = new ArrayList<>(
                List.of(System.getProperty("connflux.launcher"), "serve", "--listen", "127.0.0.1:" + port()));
        command.addAll(options);
        Files.deleteIfExists(said);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(said.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process = builder.start();
        await().until(() -> {
            Matcher serving = SERVING.matcher(Files.readString(said));
            boolean found = serving.find();
            assertThat(process.isAlive() || found)
                    .as("connflux serve ended: %s", Files.readString(said))
                    .isTrue();
            return found;
        });
    }

    /** Ends it as a service manager would. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("it ends on SIGTERM")
                .isTrue();
    }

    int port() {
        return port.number();
    }

    long pid() {
        return process.pid();
    }

    /** What it said on stderr. */
    String said() throws IOException {
        return Files.readString(said);
    }

    /** A request of one line and some headers, and all that comes back. */
    String get(String path, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(60_000);
            String host = String.join("", headers).contains("Host:") ? "" : "Host: 127.0.0.1:" + port() + "\r\n";
            String request =
                    "GET " + path + " HTTP/1.1\r\n" + host + String.join("", headers) + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join().destroyForcibly();
        port.close();
    }
}
