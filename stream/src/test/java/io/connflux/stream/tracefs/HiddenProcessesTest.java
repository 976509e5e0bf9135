package io.connflux.stream.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prepared instance of the trace, and a {@code /proc} that shows nobody the processes of others ({@code hidepid}). */
class HiddenProcessesTest {

    private static final String NAME =
            "connflux_test_hidden_" + ProcessHandle.current().pid();

    private static final String CONNECT = "exec 3<>/dev/tcp/$0/$1; echo; read";

    private final List<String> told = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    /** Those that do not show what others do, list or look at them. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "4"})
    void whose_process_is_hidden_is_told_of_nobody_else(String hidepid, @TempDir Path folder) throws Exception {
        WatchedHost.assumeTraceable();
        Nobody.assumeReadsClasses();
        String hide = "mount -t proc -o hidepid=" + hidepid + " proc /proc";
        assumeThat(new ProcessBuilder("unshare", "--mount", "sh", "-c", hide)
                        .start()
                        .waitFor())
                .as("a /proc that hides processes may be mounted here, from Linux 5.8 on without hiding them elsewhere")
                .isZero();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path instance = PreparedTrace.prepare(Tracefs.ROOT, NAME, Nobody.ID, WatchedHost.ROOMY);
        try (WatchedHost host = WatchedHost.open();
                ServerSocketChannel ofOlder = listen(host);
                ServerSocketChannel ofOwn = listen(host);
                ServerSocketChannel ofYounger = listen(host);
                TracingProcess reading = TracingProcess.start(
                        Nobody.after("mount --bind " + instance + " " + folder + " && " + hide), folder);
                SocketChannel older = SocketChannel.open(StandardProtocolFamily.INET)) {
            older.connect(ofOlder.getLocalAddress());
            Process own = connect(Nobody.command(), ofOwn);
            Process younger = connect(List.of(), ofYounger);
            assertThat(begun(reading, ofOwn))
                    .as("of its own user")
                    .startsWith(own.pid() + "/bash/" + networkNamespace() + " ");
            assertThat(begun(reading, ofYounger))
                    .as("of another, of which the trace has told, but not its network namespace")
                    .startsWith(younger.pid() + "/bash/0 ");
            assertThat(begun(reading, ofOlder))
                    .as("of another that was there before")
                    .startsWith("?/?/0 ");
        } finally {
            started.forEach(Process::destroy);
            PreparedTrace.remove(Tracefs.ROOT, NAME);
        }
    }

    private static ServerSocketChannel listen(WatchedHost host) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        return listener.bind(new InetSocketAddress(host.address, 0));
    }

    /** A process that has connected, and stays. */
    private Process connect(List<String> as, ServerSocketChannel listener) throws IOException {
        InetSocketAddress at = (InetSocketAddress) listener.getLocalAddress();
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of("bash", "-c", CONNECT, at.getHostString(), "" + at.getPort()));
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        assertThat(process.getInputStream().read()).as("it has connected").isEqualTo('\n');
        return process;
    }

    /** What was told of the beginning of the connection to a listener. */
    private String begun(TracingProcess reading, ServerSocketChannel listener) {
        String to = " → " + text(listener) + " CLOSE to SYN_SENT";
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            told.addAll(reading.take());
                            return told.stream()
                                    .filter(each -> each.endsWith(to))
                                    .findFirst()
                                    .orElse("");
                        },
                        found -> !found.isEmpty());
    }

    private static String text(ServerSocketChannel listener) {
        return listener.socket().getInetAddress().getHostAddress() + ":"
                + listener.socket().getLocalPort();
    }

    private static String networkNamespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString().replaceAll("[^0-9]", "");
    }
}
