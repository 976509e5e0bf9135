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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --process}, on sockets of processes that are Python's and the shell's. */
@Timeout(60)
class OwnersIT {

    @TempDir
    private Path files;

    private OwnedListeners listeners;

    @BeforeEach
    void begin() throws IOException {
        listeners = new OwnedListeners(files);
    }

    @AfterEach
    void end() throws InterruptedException {
        listeners.end();
    }

    private static List<Long> pids(JsonNode event) {
        List<Long> pids = new ArrayList<>();
        event.path("processes").forEach(process -> pids.add(process.path("pid").asLong()));
        return pids;
    }

    @Test
    void the_process_of_a_listener_is_told_with_its_program_and_user() throws Exception {
        Process python = listeners.python("print(port)");
        JsonNode event = listeners.watched(OwnedListeners.line(python), "--process");
        JsonNode process = event.path("process");
        assertThat(process.path("pid").asLong()).isEqualTo(python.pid());
        assertThat(process.path("name").asString()).startsWith("python3");
        assertThat(process.path("executable").asString()).contains("/python3");
        assertThat(process.path("command_line").asString()).contains("-u -c import os");
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
        String port = OwnedListeners.line(python);
        List<Long> expected = new ArrayList<>(List.of(python.pid()));
        for (String child : OwnedListeners.line(python).split(" ", -1)) {
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
        String[] told = OwnedListeners.line(python).split(" ", -1);
        JsonNode event = listeners.watched(told[0], "--process");
        assertThat(event.path("process").path("pid").asString("")).isEqualTo(told[1]);
    }

    @Test
    void a_program_that_was_executed_is_told_as_it_is_now() throws Exception {
        Process python = listeners.python("""
                print(port)
                os.set_inheritable(server.fileno(), True)
                os.execvp("sleep", ["sleep", "50"])
                """);
        String port = OwnedListeners.line(python);
        JsonNode event = listeners.watched(port, "--process --name sleep");
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
        assertThat(event.path("process").path("command_line").asString()).isEqualTo("sleep 50");
    }

    @Test
    void a_connection_keeps_its_owner_when_the_process_has_exited() throws Exception {
        Process watch = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec '" + OwnedListeners.COMMAND + "' watch --process --format json --interval 50ms")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        listeners.hold(watch);
        BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).contains("baseline");
        Process python = listeners.python("""
                client = socket.create_connection(server.getsockname())
                accepted = server.accept()[0]
                print(client.getsockname()[1])
                time.sleep(1)
                client.close()
                accepted.close()
                sys.exit()
                """);
        String port = OwnedListeners.line(python);
        JsonNode event;
        do {
            event = JsonMapper.shared().readTree(lines.readLine());
        } while (!event.path("state").asString("").equals("TIME_WAIT")
                || !event.path("local").path("port").asString().equals(port));
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
    }

    @Test
    void a_pid_that_was_given_out_again_is_not_blamed() throws Exception {
        Path script = Files.writeString(files.resolve("reuse.py"), OwnedListeners.CODE.formatted("""
                def client(name):
                    child = os.fork()
                    if child == 0:
                        with open("/proc/self/comm", "w") as comm: comm.write(name)
                        with socket.create_connection(server.getsockname()) as mine:
                            os.write(1, b"%s %d %d\\n" % (name.encode(), os.getpid(), mine.getsockname()[1]))
                            time.sleep(0.5)
                        os._exit(0)
                    accepted = server.accept()[0]
                    os.waitpid(child, 0)
                    accepted.close()
                    return child
                while b"baseline" not in open(sys.argv[1], "rb").read(): time.sleep(0.05)
                first = client("first")
                with open("/proc/sys/kernel/ns_last_pid", "w") as last: last.write(str(first - 1))
                client("second")
                print("end")
                """));
        Path told = Files.createFile(files.resolve("told"));
        Process host = new ProcessBuilder(
                        "unshare",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-c",
                        "\"$0\" watch --process --interval 50ms --format json >\"$1\" & exec " + Python.COMMAND
                                + " -u \"$2\" \"$1\"",
                        OwnedListeners.COMMAND,
                        told.toString(),
                        script.toString())
                .redirectError(listeners.said().toFile())
                .start();
        listeners.hold(host);
        String first = OwnedListeners.line(host);
        assumeTrue(first != null, "no pid namespace can be made here: " + Files.readString(listeners.said()));
        List<String> one = List.of(first.split(" ", -1));
        List<String> other = List.of(OwnedListeners.line(host).split(" ", -1));
        assertThat(other.get(1)).as("the pid").isEqualTo(one.get(1));
        assertThat(OwnedListeners.line(host)).isEqualTo("end");
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
        for (String line : Files.readAllLines(told)) {
            JsonNode event = JsonMapper.shared().readTree(line);
            if (event.path("local").path("port").asString("").equals(port)
                    && event.path("state").asString("").equals(state)) {
                last = event;
            }
        }
        return last;
    }
}
