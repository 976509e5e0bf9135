package io.connflux.stream.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.connflux.model.SocketState;
import io.connflux.observation.ActingProcess;
import io.connflux.observation.Observation;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Processes that are gone before anybody looks at them, and what the kernel's trace tells of them. */
class ShortProcessTest {

    /** So long that nothing is read before they have exited; what is told is the same where a busy host takes longer for them. */
    private static final Tracefs LATE =
            Tracefs.at(Tracefs.ROOT).with(WatchedHost.ROOMY.withPause(Duration.ofMillis(300)));

    private static final String CONNECT = "exec 3<>/dev/tcp/$0/$1";

    /** A thread that is not the first one of its process. */
    private static final String THREAD = """
            import socket, sys, threading
            def connect():
                try: socket.create_connection((sys.argv[1], int(sys.argv[2])))
                except OSError: pass
            thread = threading.Thread(target=connect)
            thread.start()
            thread.join()
            """;

    /** The reader has read something, and pauses. */
    private static void pause(WatchedHost host) throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, host.address)) {
            assertThat(any.isBound()).isTrue();
        }
        host.await(each -> each.before() == SocketState.LISTEN);
    }

    private static Process run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor();
            return process;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    private static ActingProcess opener(WatchedHost host) {
        Observation begun = host.await(each -> each.after() == SocketState.SYN_SENT);
        return Objects.requireNonNull(begun.process(), "process");
    }

    @Test
    void one_that_was_refused_and_exited_is_told_with_its_name_and_start() throws IOException {
        try (WatchedHost host = WatchedHost.open(LATE)) {
            pause(host);
            long before = ticks();
            Process gone = run("bash", "-c", CONNECT, host.address.getHostAddress(), "9");
            long after = ticks();
            ActingProcess told = opener(host);
            assertThat(told.pid()).isEqualTo((int) gone.pid());
            assertThat(told.name()).isEqualTo("bash");
            assertThat(told.startTicks()).isBetween(before - 1, after);
        }
    }

    @Test
    void one_that_connected_in_a_thread_of_its_own_is_told_as_the_process() throws IOException {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/python3")))
                .as("python3")
                .isTrue();
        try (WatchedHost host = WatchedHost.open(LATE);
                ServerSocket listener = new ServerSocket(0, 1, host.address)) {
            pause(host);
            String port = Integer.toString(listener.getLocalPort());
            Process gone = run("/usr/bin/python3", "-c", THREAD, host.address.getHostAddress(), port);
            ActingProcess told = opener(host);
            assertThat(told.pid()).isEqualTo((int) gone.pid());
            assertThat(told.name()).isEqualTo("python3");
        }
    }

    @Test
    void a_child_that_exits_at_once_is_told_and_not_its_parent() throws IOException {
        try (WatchedHost host = WatchedHost.open(LATE)) {
            pause(host);
            String forks = "( " + CONNECT + "; exit ) & echo $!; wait";
            Process parent = run("bash", "-c", forks, host.address.getHostAddress(), "9");
            String child = output(parent);
            ActingProcess told = opener(host);
            assertThat(told.pid()).hasToString(child).isNotEqualTo((int) parent.pid());
            assertThat(told.name()).isEqualTo("bash");
        }
    }

    @Test
    void one_of_another_pid_namespace_is_told_by_its_number_here() throws IOException {
        assumeThat(run("unshare", "--pid", "--fork", "true").exitValue())
                .as("the right to make pid namespaces, and unshare")
                .isZero();
        try (WatchedHost host = WatchedHost.open(LATE)) {
            pause(host);
            // The files of /proc are those of the namespace here.
            String tells = "read -r number rest </proc/self/stat; echo $number $$; " + CONNECT;
            Process gone = run("unshare", "--pid", "--fork", "bash", "-c", tells, host.address.getHostAddress(), "9");
            String[] numbers = output(gone).split(" ", -1);
            assertThat(numbers[1]).as("there").isEqualTo("1");
            ActingProcess told = opener(host);
            assertThat(told.pid()).hasToString(numbers[0]);
            assertThat(told.name()).isEqualTo("bash");
        }
    }

    @Test
    void whoever_closes_a_connection_that_was_accepted_is_told() throws IOException {
        try (WatchedHost host = WatchedHost.open();
                ServerSocket listener = new ServerSocket(0, 1, host.address)) {
            Process client = new ProcessBuilder(List.of(
                            "bash",
                            "-c",
                            CONNECT + "; read",
                            host.address.getHostAddress(),
                            "" + listener.getLocalPort()))
                    .start();
            listener.accept().close();
            Observation closing = host.await(each -> each.after() == SocketState.FIN_WAIT1);
            assertThat(closing.local().port()).isEqualTo(listener.getLocalPort());
            assertThat(Objects.requireNonNull(closing.process()).pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
            client.destroy();
        }
    }

    @Test
    void who_ends_a_connection_of_others_is_not_told_as_its_holder() throws IOException {
        assumeThat(System.getProperty("os.version")).as("a kernel that says so").matches("([6-9]|[1-9][0-9])[.].*");
        try (WatchedHost host = WatchedHost.open();
                ServerSocket listener = new ServerSocket(0, 1, host.address);
                Socket client = new Socket(host.address, listener.getLocalPort())) {
            String of = ":" + client.getLocalPort();
            run("ss", "-K", "dst", host.address.getHostAddress(), "sport", "=", of);
            assumeThat(run("ss", "-tHn", "dst", host.address.getHostAddress(), "sport", "=", of)
                            .getInputStream()
                            .readAllBytes())
                    .as("the right to end it, and ss")
                    .isEmpty();
            Observation ended = host.await(
                    each -> each.after() == SocketState.CLOSE && each.local().port() == client.getLocalPort());
            assertThat(ended.process()).isNull();
        }
    }

    /** Hundredths of a second since boot. */
    private static long ticks() throws IOException {
        String uptime = Files.readString(Path.of("/proc/uptime"));
        return Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", ""));
    }
}
