package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        ProcessBuilder command = new ProcessBuilder(LAUNCHER, "snapshot", "--format", "json");
        command.command().addAll(List.of(source));
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
}
