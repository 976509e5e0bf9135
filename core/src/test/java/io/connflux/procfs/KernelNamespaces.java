package io.connflux.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.procfs.netns.ProcessNamespaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Namespaces of this machine's kernel with sockets inside; all that was made is gone after {@link #close}. */
final class KernelNamespaces {

    /** Listens, connects to itself, and holds all three sockets until its input ends, which it does with this JVM at the latest. */
    private static final String HOLD = """
            import socket, sys
            here = (sys.argv[1], int(sys.argv[2]))
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(here)
            server.listen()
            client = socket.create_connection(here, source_address=(here[0], here[1] + 1))
            accepted = server.accept()[0]
            print('ready', flush=True)
            sys.stdin.read()
            """;

    /** Connects, and holds that. */
    private static final String CONNECT = """
            import socket, sys
            client = socket.create_connection((sys.argv[1], int(sys.argv[2])))
            print('ready', flush=True)
            sys.stdin.read()
            """;

    private static final String PREFIX = "connflux" + ProcessHandle.current().pid() + "-";

    private final List<String> names = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    /** Skips the test where this user may not make namespaces, or where what it takes is not installed. */
    KernelNamespaces() throws Exception {
        for (String[] command : List.of(new String[] {"ip", "-V"}, new String[] {"python3", "-V"})) {
            try {
                assumeTrue(run(command) == 0, String.join(" ", command) + " fails here");
            } catch (IOException e) {
                assumeTrue(false, command[0] + " is not installed: " + e.getMessage());
            }
        }
        String probe = PREFIX + "probe";
        boolean allowed = run("ip", "netns", "add", probe) == 0;
        names.add(probe);
        delete(probe);
        assumeTrue(allowed, "'ip netns add' is not allowed here: no network namespace to look at");
    }

    /** Makes a named one whose loopback is up. */
    String add(String label) throws Exception {
        String name = PREFIX + label;
        names.add(name);
        assertThat(run("ip", "netns", "add", name)).as("ip netns add " + name).isZero();
        assertThat(run("ip", "-n", name, "link", "set", "lo", "up")).isZero();
        return name;
    }

    void delete(String name) throws Exception {
        names.remove(name);
        run("ip", "netns", "del", name);
    }

    /** Runs {@code ip} with these words. */
    void ip(String... words) throws Exception {
        String[] command = new String[words.length + 1];
        command[0] = "ip";
        System.arraycopy(words, 0, command, 1, words.length);
        assertThat(run(command)).as(String.join(" ", command)).isZero();
    }

    /** A process in a named one with a listener on a port and both ends of a connection to it. */
    Process hold(String name, String address, int port) throws IOException {
        return start("ip", "netns", "exec", name, "python3", "-c", HOLD, address, Integer.toString(port));
    }

    /** A process in a named one with one end of a connection. */
    Process connect(String name, String address, int port) throws IOException {
        return start("ip", "netns", "exec", name, "python3", "-c", CONNECT, address, Integer.toString(port));
    }

    /** The same as {@link #hold} in a new one without a name, made by {@code unshare} with some words before it. */
    Process holdUnnamed(int port, String... unshare) throws IOException {
        List<String> command = new ArrayList<>(Arrays.asList(unshare));
        command.addAll(List.of("sh", "-c", "ip link set lo up && exec python3 -c \"$0\" 127.0.0.1 " + port, HOLD));
        return start(command.toArray(String[]::new));
    }

    /** The same as {@link #hold} in the one that another process is in. */
    Process inside(Process other, int port) throws IOException {
        String target = Long.toString(other.pid());
        return start("nsenter", "-t", target, "-n", "python3", "-c", HOLD, "127.0.0.1", Integer.toString(port));
    }

    /** Ends a process by itself, as far as it obeys. */
    void end(Process process) throws Exception {
        process.outputWriter().close();
        process.waitFor();
    }

    static long inodeOf(Process process) {
        return new ProcessNamespaces(Path.of("/proc")).namespaceOf(Long.toString(process.pid()));
    }

    /** Ends all processes and deletes all names, whatever became of the test. */
    void close() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        for (String name : List.copyOf(names)) {
            delete(name);
        }
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine())
                .as(String.join(" ", command))
                .isEqualTo("ready");
        return process;
    }

    static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }
}
