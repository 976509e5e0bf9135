package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command, which has what netlink takes. */
class NetlinkIT {

    private static final String LAUNCHER = System.getProperty("connflux.launcher");

    @TempDir
    private Path folder;

    /** @param out without blanks */
    private record Said(String out, String err) {}

    private Said snapshot(String... source) throws Exception {
        ProcessBuilder command = new ProcessBuilder(LAUNCHER, "snapshot");
        command.command().addAll(List.of(source));
        if (!command.command().contains("--format")) {
            command.command().addAll(List.of("--format", "json"));
        }
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        return new Said(
                Files.readString(out, StandardCharsets.UTF_8).replaceAll("\\s", ""),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void the_table_by_netlink_has_what_is_here() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "\"port\":\"" + server.getLocalPort() + "\"";
            Said netlink = snapshot("--source", "netlink");
            assertThat(netlink.out()).contains("\"tcp\":[", "\"udp\":[", port);
            assertThat(netlink.err()).as("not a word of Java either").isEmpty();
            assertThat(snapshot("--source", "auto").out()).contains(port);
            assertThat(snapshot("--source", "auto").err()).isEqualTo("connflux: the table is read by netlink\n");
            assertThat(snapshot("--source", "auto", "--netns", "self").err())
                    .contains("connflux: the table is read under /proc: netlink cannot do what --netns asks for\n");
        }
    }

    @Test
    void nobody_is_told_of_what_came_and_went_between_two_polls_and_what_it_carried() throws Exception {
        List<String> nobody = Files.isExecutable(Path.of("/usr/bin/setpriv"))
                        && System.getProperty("user.name").equals("root")
                ? List.of(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--bounding-set=-all")
                : List.of();
        List<String> probe = new ArrayList<>(nobody);
        probe.addAll(List.of("test", "-x", LAUNCHER));
        assumeTrue(
                new ProcessBuilder(probe).start().waitFor() == 0, "another user may not read the build's files here");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<String> command = new ArrayList<>(nobody);
            command.addAll(
                    List.of(LAUNCHER, "watch", "--complete", "--interval", "1h", "--format", "json", "--count", "4"));
            command.add("port = " + server.getLocalPort());
            Path err = folder.resolve("err");
            Process watch =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            try {
                BufferedReader out = watch.inputReader(StandardCharsets.UTF_8);
                assertThat(out.readLine()).as(Files.readString(err)).contains("\"baseline\"");
                try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                        Socket accepted = server.accept()) {
                    client.getOutputStream().write(new byte[12_345]);
                    client.shutdownOutput();
                    assertThat(accepted.getInputStream().readAllBytes()).hasSize(12_345);
                    accepted.getOutputStream().write(new byte[6_789]);
                    accepted.shutdownOutput();
                    assertThat(client.getInputStream().readAllBytes()).hasSize(6_789);
                }
                assertThat(out.lines())
                        .hasSize(3)
                        .anyMatch(line -> line.startsWith("{\"event\":\"opened\"") && line.contains("TIME_WAIT"))
                        .anyMatch(line -> line.startsWith("{\"event\":\"closed\"")
                                && line.contains("\"traffic\":{\"sent\":6789,\"received\":12345,"));
                assertThat(Files.readString(err))
                        .startsWith(
                                "connflux: each end of a socket as it happens, and what it carried, by netlink, and no"
                                        + " other change of TCP: ");
            } finally {
                watch.destroy();
                watch.waitFor();
            }
        }
    }

    @Test
    void a_snapshot_has_what_each_connection_has_carried() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write(new byte[12_345]);
            accepted.getInputStream().readNBytes(12_345);
            String of = "sport = :" + client.getLocalPort();
            assertThat(snapshot("--traffic", of).out()).contains("\"traffic\":{\"sent\":12345,\"received\":0,");
            assertThat(snapshot("--traffic", "--format", "table", of).out()).contains("SENTRECEIVED", "123450");
        }
    }

    @Test
    void a_watch_tells_again_and_again_what_a_connection_carries_and_nothing_of_an_idle_one() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept();
                Socket idle = new Socket(server.getInetAddress(), server.getLocalPort())) {
            Path err = folder.resolve("err");
            Process watch = new ProcessBuilder(
                            LAUNCHER,
                            "watch",
                            "--traffic",
                            "1s",
                            "--format",
                            "json",
                            "--for",
                            "60s",
                            "sport = :" + client.getLocalPort() + " or sport = :" + idle.getLocalPort())
                    .redirectError(err.toFile())
                    .start();
            try {
                BufferedReader out = watch.inputReader(StandardCharsets.UTF_8);
                assertThat(out.readLine()).as(Files.readString(err)).contains("\"baseline\"");
                List<Carried> told = new ArrayList<>();
                for (int bytes : new int[] {12_345, 54_321}) {
                    client.getOutputStream().write(new byte[bytes]);
                    accepted.getInputStream().readNBytes(bytes);
                    long sent = bytes
                            + (told.isEmpty() ? 0 : told.get(told.size() - 1).sent());
                    do {
                        told.add(Carried.of(out.readLine(), client.getLocalPort()));
                    } while (told.get(told.size() - 1).sent() < sent);
                }
                assertThat(told).last().extracting(Carried::sent).isEqualTo(66_666L);
                // A poll may have come in the middle of either, and on a busy host earlier or later than a second.
                long before = 0;
                for (Carried each : told) {
                    assertThat(each.rate()).isBetween(1L, 100 * (each.sent() - before));
                    before = each.sent();
                }
                assertThat(Files.readString(err))
                        .isEqualTo("connflux: each end of a socket as it happens, and what it carried, by netlink; all"
                                + " else by polls\n");
            } finally {
                watch.destroy();
                watch.waitFor();
            }
        }
    }

    /** @param rate bytes a second */
    private record Carried(long sent, long rate) {

        private static final Pattern LINE = Pattern.compile(
                "\\{\"event\":\"existing\".*\"local\":\\{[^}]*\"port\":\"(\\d+)\"}.*"
                        + "\"traffic\":\\{\"sent\":(\\d+),\"received\":0,.*\"sent_per_s\":(\\d+),\"received_per_s\":0}.*");

        static Carried of(String line, int port) {
            Matcher parts = LINE.matcher(line);
            assertThat(parts.matches()).as(line).isTrue();
            assertThat(parts.group(1)).as(line).isEqualTo(Integer.toString(port));
            return new Carried(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
        }
    }
}
