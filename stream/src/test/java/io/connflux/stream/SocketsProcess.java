package io.connflux.stream;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that runs {@link LoopbackSockets}. */
final class SocketsProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;
    private Endpoint server = new Endpoint(Address.ipv4(0), 0);

    /** One connection that has been: its client's port, and between which {@link System#nanoTime} it stood for sure. */
    record Life(int port, long born, long end) {}

    private SocketsProcess(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it; what it holds stands after {@link #awaitReady}.
     *
     * @param prefix a command that runs another one, of which this is the beginning; empty for none
     */
    static SocketsProcess start(List<String> prefix, String address, List<?> what)
            throws IOException, URISyntaxException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                // Rows of /proc/net/tcp, not of tcp6.
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                Path.of(LoopbackSockets.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString(),
                LoopbackSockets.class.getName(),
                address));
        for (Object word : what) {
            command.add(word.toString());
        }
        return new SocketsProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void awaitReady() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("a process with sockets ended before it was ready");
        }
        String[] words = line.split(" ", -1);
        int bits = ByteBuffer.wrap(InetAddress.getByName(words[0]).getAddress()).getInt();
        server = new Endpoint(Address.ipv4(bits), Integer.parseInt(words[1]));
    }

    long pid() {
        return process.pid();
    }

    /** Lets a busy one begin: nobody may miss its first connection. */
    void begin() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    boolean owns(Connection connection) {
        return connection.local().equals(server) || connection.remote().equals(server);
    }

    /** The client's port of one of its connections, negative for the row of the accepted end. */
    int end(Connection connection) {
        return connection.remote().equals(server)
                ? connection.local().port()
                : -connection.remote().port();
    }

    /** Lets it close all its connections and end. */
    List<Life> finish() throws IOException, InterruptedException {
        process.getOutputStream().close();
        List<Life> lives = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            lives.add(new Life(Integer.parseInt(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])));
        }
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("a process with sockets ended badly: " + process);
        }
        return lives;
    }

    /** Ends it if it has not ended: its sockets are gone after this. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
