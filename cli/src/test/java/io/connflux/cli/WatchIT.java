package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The packaged command as a user runs it, on this host's own sockets. */
class WatchIT {

    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();

    private static Process start(String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script).start();
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int end(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_real_connection_is_told_opening_and_closing() throws IOException, InterruptedException {
        Process watch = start("exec '" + COMMAND + "' watch --interval 50ms --format json");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).contains("\"event\":\"baseline\"");
            Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
            Socket accepted = server.accept();
            String remote = "\"port\":\"" + server.getLocalPort() + "\"},\"state\":\"ESTABLISHED\"";
            String opened = await(lines, "\"event\":\"opened\"", remote);
            assertThat(opened).contains("\"direction\":\"outbound\"");
            client.setSoLinger(true, 0);
            client.close();
            accepted.close();
            assertThat(await(lines, "\"event\":\"closed\"", remote)).contains("\"duration_ms\":");
            // While the pipe is open: without its reader the command ends by itself, with status 0.
            watch.toHandle().destroy();
            assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            watch.destroyForcibly();
        }
        assertThat(end(watch)).as("SIGTERM").isEqualTo(143);
    }

    @Test
    void head_ends_it_at_once_even_when_nothing_happens() throws IOException, InterruptedException {
        Process pipe = start("{ '" + COMMAND + "' watch --protocol udp6; echo \"status $?\" >&2; } | head -1");
        assertThat(text(pipe.getInputStream()).lines()).hasSize(1);
        assertThat(text(pipe.getErrorStream())).isEqualTo("status 0\n");
        assertThat(end(pipe)).isZero();
    }

    @Test
    void a_full_disk_is_one_line_and_status_1() throws IOException, InterruptedException {
        Process watch = start("'" + COMMAND + "' watch >/dev/full");
        assertThat(text(watch.getErrorStream()).lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("space");
        assertThat(end(watch)).isEqualTo(1);
    }

    private static String await(BufferedReader lines, String... parts) throws IOException {
        String line;
        while ((line = lines.readLine()) != null) {
            boolean all = true;
            for (String part : parts) {
                all &= line.contains(part);
            }
            if (all) {
                return line;
            }
        }
        throw new AssertionError("the stream ended before " + String.join(" ", parts));
    }
}
