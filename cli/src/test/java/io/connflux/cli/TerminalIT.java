package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packaged command on a terminal, which {@code script} of util-linux makes. */
class TerminalIT {

    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();

    /** Ten a second come in any case, with the counters, and some of what other programs do. */
    private static final int MANY_LINES = 1_000;

    private static boolean onPath(String command) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }

    @Test
    void a_terminal_that_is_resized_is_used_at_its_new_width() throws Exception {
        assumeTrue(
                onPath("script") && onPath("stty"), "no script of util-linux or no stty here to make a terminal with");
        ProcessBuilder builder = new ProcessBuilder(
                "script",
                "-qefc",
                "tty; stty cols 70; exec '" + COMMAND
                        + "' watch --interval 50ms --stats 100ms --protocol udp,udp6 --color never 2>/dev/null",
                "/dev/null");
        builder.environment().keySet().removeAll(Set.of("COLUMNS", "CONNFLUX_COLUMNS"));
        Process script = builder.start();
        try (BufferedReader lines = script.inputReader(StandardCharsets.UTF_8)) {
            String terminal = lines.readLine().strip();
            assertThat(lines.readLine()).as("the date").matches("\\d{4}-\\d\\d-\\d\\d .*");
            assertThat(lines.readLine()).contains("baseline");
            assertThat(endOfState(lines))
                    .as("the column in which the state ends")
                    .isLessThanOrEqualTo(70);
            Process stty = new ProcessBuilder("stty", "-F", terminal, "cols", "200")
                    .inheritIO()
                    .start();
            assertThat(stty.waitFor(60, TimeUnit.SECONDS) && stty.exitValue() == 0)
                    .isTrue();
            int last = 0;
            for (int i = 0; i < MANY_LINES && last <= 70; i++) {
                last = endOfState(lines);
            }
            assertThat(last).isGreaterThan(70);
        } finally {
            script.destroy();
        }
    }

    /** Opens a socket, and finds where the line that tells of it has its state. */
    private static int endOfState(BufferedReader lines) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.77.1"))) {
            Pattern told = Pattern.compile("opened .*127\\.0\\.77\\.1]?:" + socket.getLocalPort() + " .*UNCONNECTED");
            for (int i = 0; i < MANY_LINES; i++) {
                String line = lines.readLine();
                assertThat(line).as("the watch goes on").isNotNull();
                Matcher matcher = told.matcher(line);
                if (matcher.find()) {
                    return matcher.end();
                }
            }
            throw new AssertionError("nothing is told of " + socket.getLocalSocketAddress());
        }
    }

    @Test
    void fish_completes_options_values_and_files() throws Exception {
        assumeTrue(onPath("fish"), "no fish here to complete with");
        assertThat(fish("connflux wa")).contains("watch\tPrints each connection that opens");
        assertThat(fish("connflux watch --int")).contains("--interval\t");
        assertThat(fish("connflux watch --format ")).contains("json").contains("text");
        assertThat(fish("connflux snapshot --format cf")).contains("cfengine-3.11");
        assertThat(fish("connflux watch --protocol ")).contains("udp6");
        assertThat(fish("connflux watch --proc /pro")).contains("/proc/");
        assertThat(fish("connflux completion ")).contains("bash", "zsh", "fish").doesNotContain("pom.xml");
        assertThat(fish("connflux serve --int")).contains("--interval").doesNotContain("existing");
    }

    private static String fish(String line) throws IOException, InterruptedException {
        Process fish = new ProcessBuilder(
                        "fish", "-N", "-c", "'" + COMMAND + "' completion fish | source; complete -C '" + line + "'")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String words = new String(fish.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(fish.waitFor()).isZero();
        return words;
    }
}
