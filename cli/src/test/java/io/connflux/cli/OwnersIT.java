package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --process}, on sockets of processes that are Python's and the shell's. */
class OwnersIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private final OwnedListeners listeners = new OwnedListeners(host);

    private static List<Long> pids(JsonNode event) {
        List<Long> pids = new ArrayList<>();
        event.path("processes").forEach(process -> pids.add(process.path("pid").asLong()));
        return pids;
    }

    @Test
    void the_process_of_a_listener_is_told_with_its_program_and_user() throws Exception {
        Process python = listeners.python("print(port)");
        JsonNode event = listeners.watched(TestHost.line(python), "--process");
        JsonNode process = event.path("process");
        assertThat(process.path("pid").asLong()).isEqualTo(python.pid());
        assertThat(process.path("name").asString()).startsWith("python3");
        assertThat(process.path("executable").asString()).contains("/python3");
        assertThat(process.path("command_line").asString()).contains("-u -c import sys");
        assertThat(process.path("user").asString()).isEqualTo(System.getProperty("user.name"));
        assertThat(event.has("processes")).isFalse();
    }

    @Test
    void all_processes_of_a_prefork_server_are_told_the_oldest_first() throws Exception {
        Process python = listeners.python("""
                print(port)
                children = []
                for _ in range(4):
                    child = os.fork()
                    if child == 0: break
                    children.append(child)
                else:
                    print(*children)
                """);
        String port = TestHost.line(python);
        List<Long> expected = new ArrayList<>(List.of(python.pid()));
        for (String child : TestHost.line(python).split(" ", -1)) {
            expected.add(Long.parseLong(child));
        }
        JsonNode event = listeners.watched(port, "--process");
        assertThat(pids(event)).containsExactlyElementsOf(expected);
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
    }

    @Test
    void a_descriptor_that_was_passed_is_of_who_received_it() throws Exception {
        Process python = listeners.python("""
                import array
                mine, others = socket.socketpair()
                child = os.fork()
                if child:
                    mine.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [server.fileno()]))])
                    server.close()
                    print(port, child)
                else:
                    server.close()
                    others.recvmsg(1, socket.CMSG_SPACE(4))
                """);
        String[] told = TestHost.line(python).split(" ", -1);
        JsonNode event = listeners.watched(told[0], "--process");
        assertThat(event.path("process").path("pid").asString("")).isEqualTo(told[1]);
    }

    @Test
    void a_program_that_was_executed_is_told_as_it_is_now() throws Exception {
        Process python = listeners.python("""
                print(port)
                os.set_inheritable(server.fileno(), True)
                os.execvp("sleep", ["sleep", "500"])
                """);
        String port = TestHost.line(python);
        JsonNode event = listeners.watched(port, "--process --name sleep");
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
        assertThat(event.path("process").path("command_line").asString()).isEqualTo("sleep 500");
    }

    @Test
    void a_connection_keeps_its_owner_when_the_process_has_exited() throws Exception {
        Process watch = listeners.start("watch --process --format json --interval 1s");
        BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).contains("baseline");
        Process python = listeners.python("""
                client = socket.create_connection(server.getsockname())
                accepted = server.accept()[0]
                print(client.getsockname()[1])
                sys.stdin.readline()
                client.close()
                accepted.close()
                sys.exit()
                """);
        String port = TestHost.line(python);
        JsonNode known;
        do {
            // Whose it is may be told some polls later, or in what is told of its state.
            known = next(lines, port, "ESTABLISHED");
        } while (!known.has("process"));
        TestHost.goOn(python);
        JsonNode event = next(lines, port, "TIME_WAIT");
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
    }

    private static JsonNode next(BufferedReader lines, String port, String state) throws IOException {
        JsonNode event;
        do {
            event = JsonMapper.shared().readTree(lines.readLine());
        } while (!event.path("state").asString("").equals(state)
                || !event.path("local").path("port").asString().equals(port));
        return event;
    }

    @Test
    void a_pid_that_was_given_out_again_is_not_blamed() throws Exception {
        Path script = Files.writeString(host.files().resolve("reuse.py"), OwnedListeners.CODE.formatted("""
                def told(what):
                    while what not in open(sys.argv[1], "rb").read(): time.sleep(0.05)
                def fork_as(pid):
                    # Threads of the watch are given numbers too.
                    for _ in range(100):
                        if pid:
                            with open("/proc/sys/kernel/ns_last_pid", "w") as last: last.write(str(pid - 1))
                        child = os.fork()
                        if child == 0:
                            if pid in (0, os.getpid()): return 0
                            os._exit(0)
                        if pid in (0, child): return child
                        os.waitpid(child, 0)
                    sys.exit("%d was not given out again" % pid)
                def client(name, pid=0):
                    child = fork_as(pid)
                    if child == 0:
                        with open("/proc/self/comm", "w") as comm: comm.write(name)
                        with socket.create_connection(server.getsockname()) as mine:
                            here = mine.getsockname()[1]
                            os.write(1, b"%s %d %d\\n" % (name.encode(), os.getpid(), here))
                            told(b'"port":"%d"},"remote"' % here)
                        os._exit(0)
                    accepted = server.accept()[0]
                    os.waitpid(child, 0)
                    accepted.close()
                    return child
                told(b"baseline")
                client("second", client("first"))
                print("end")
                """));
        Path told = Files.createFile(host.files().resolve("told"));
        Process inside = new ProcessBuilder(
                        "unshare",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-c",
                        "\"$0\" watch --process --interval 1s --format json >\"$1\" & exec " + Python.COMMAND
                                + " -u \"$2\" \"$1\"",
                        TestHost.COMMAND,
                        told.toString(),
                        script.toString())
                .redirectError(listeners.said().toFile())
                .start();
        host.add(inside);
        String first = TestHost.line(inside);
        assumeTrue(first != null, "no pid namespace can be made here: " + Files.readString(listeners.said()));
        List<String> one = List.of(first.split(" ", -1));
        List<String> other = List.of(TestHost.line(inside).split(" ", -1));
        assertThat(other.get(1)).as("the pid").isEqualTo(one.get(1));
        assertThat(TestHost.line(inside)).isEqualTo("end");
        await().until(() -> last(told, other.get(2), "TIME_WAIT") != null);
        for (List<String> client : List.of(one, other)) {
            for (String state : List.of("ESTABLISHED", "TIME_WAIT")) {
                JsonNode process = last(told, client.get(2), state).path("process");
                assertThat(process.path("name").asString(""))
                        .as("port %s in %s", client.get(2), state)
                        .isEqualTo(client.get(0));
                assertThat(process.path("pid").asString("")).isEqualTo(client.get(1));
            }
        }
    }

    /** The last event of a client's port in a state. */
    private static JsonNode last(Path told, String port, String state) throws IOException {
        JsonNode last = null;
        for (String line : WrittenLines.of(told)) {
            JsonNode event = JsonMapper.shared().readTree(line);
            if (event.path("local").path("port").asString("").equals(port)
                    && event.path("state").asString("").equals(state)) {
                last = event;
            }
        }
        return last;
    }
}
