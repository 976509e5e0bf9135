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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --process}, on sockets of processes that are Python's and the shell's. */
@Timeout(60)
class OwnersIT {

    private static final String COMMAND =
            Path.of("target/connflux").toAbsolutePath().toString();

    /** A listener on a port of the kernel's choice, which is printed; then whatever is in the braces. */
    private static final String LISTENER = """
            import os, socket, sys, time
            server = socket.socket()
            server.bind(("127.0.77.5", 0))
            server.listen()
            port = server.getsockname()[1]
            %s
            time.sleep(60)
            """;

    @TempDir
    private Path files;

    /** What stands before the programs of the host. */
    @TempDir
    private Path programs;

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void assumePython() {
        assumeTrue(Files.isExecutable(Path.of(Python.COMMAND)), "no " + Python.COMMAND + " here to hold sockets");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor(5, TimeUnit.SECONDS);
        }
    }

    private Process python(String code) throws IOException {
        Process process = new ProcessBuilder(Python.COMMAND, "-u", "-c", LISTENER.formatted(code))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    private static String line(Process process) throws IOException {
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }

    private JsonNode watched(String port, String options) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec '" + COMMAND + "' watch --existing --for 5s --format json --interval 100ms " + options)
                .redirectError(files.resolve("err").toFile());
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        Process watch = builder.start();
        processes.add(watch);
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JsonMapper.shared().readTree(line);
                if (node.path("local").path("port").asString("").equals(port)) {
                    return node;
                }
            }
        }
        throw new AssertionError("nothing was told of port " + port + ": " + Files.readString(files.resolve("err")));
    }

    private static List<Long> pids(JsonNode event) {
        List<Long> pids = new ArrayList<>();
        event.path("processes").forEach(process -> pids.add(process.path("pid").asLong()));
        return pids;
    }

    @Test
    void the_process_of_a_listener_is_told_with_its_program_and_user() throws Exception {
        Process python = python("print(port)");
        JsonNode event = watched(line(python), "--process");
        JsonNode process = event.path("process");
        assertThat(process.path("pid").asLong()).isEqualTo(python.pid());
        assertThat(process.path("name").asString()).startsWith("python3");
        assertThat(process.path("executable").asString()).contains("/python3");
        assertThat(process.path("command_line").asString()).contains("-u -c import os");
        assertThat(process.path("user").asString()).isEqualTo(System.getProperty("user.name"));
        assertThat(event.has("processes")).isFalse();
    }

    @Test
    void a_user_whom_only_the_name_service_knows_has_a_name_where_getent_is_asked() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
        List<Path> wrappers = new ArrayList<>();
        try (var libraries = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu")) {
            libraries.forEach(directory -> wrappers.add(directory.resolve("libnss_wrapper.so")));
        }
        wrappers.removeIf(library -> !Files.exists(library));
        assumeTrue(!wrappers.isEmpty(), "no libnss_wrapper.so here to be a source of users");
        Path passwd = Files.writeString(files.resolve("passwd"), "deploy:x:47110:47110::/:/bin/sh\n");
        Path group = Files.writeString(files.resolve("group"), "deploy:x:47110:\n");
        program(
                "getent",
                "LD_PRELOAD=" + wrappers.get(0) + " NSS_WRAPPER_PASSWD=" + passwd + " NSS_WRAPPER_GROUP=" + group
                        + " exec /usr/bin/getent \"$@\"");
        String port = line(python("os.setuid(47110)\nprint(port)"));
        assertThat(watched(port, "--process").path("process").has("user")).isFalse();
        assertThat(watched(port, "--process --getent")
                        .path("process")
                        .path("user")
                        .asString())
                .isEqualTo("deploy");
        assertThat(watched(port, "--user deploy --getent")
                        .path("process")
                        .path("user")
                        .asString())
                .isEqualTo("deploy");
    }

    @Test
    void a_getent_that_fails_is_told_once_and_the_rest_is_told_without_it() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
        program("getent", "exit 3");
        Process python = python("os.setuid(47110)\nprint(port)");
        JsonNode event = watched(line(python), "--process --getent");
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
        await().untilAsserted(() -> assertThat(Files.readString(files.resolve("err")))
                .containsOnlyOnce("connflux: 'getent passwd 47110' ended with status 3; users may lack their names"));
    }

    private void program(String name, String line) throws IOException {
        Path script = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + line + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void all_processes_of_a_prefork_server_are_told_the_oldest_first() throws Exception {
        Process python = python("""
                print(port)
                children = []
                for _ in range(4):
                    child = os.fork()
                    if child == 0: break
                    children.append(child)
                else:
                    print(*children)
                """);
        String port = line(python);
        List<Long> expected = new ArrayList<>(List.of(python.pid()));
        for (String child : line(python).split(" ", -1)) {
            expected.add(Long.parseLong(child));
        }
        JsonNode event = watched(port, "--process");
        assertThat(pids(event)).containsExactlyElementsOf(expected);
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
    }

    @Test
    void a_descriptor_that_was_passed_is_of_who_received_it() throws Exception {
        Process python = python("""
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
        String[] told = line(python).split(" ", -1);
        JsonNode event = watched(told[0], "--process");
        assertThat(event.path("process").path("pid").asString("")).isEqualTo(told[1]);
    }

    @Test
    void a_program_that_was_executed_is_told_as_it_is_now() throws Exception {
        Process python = python("""
                print(port)
                os.set_inheritable(server.fileno(), True)
                os.execvp("sleep", ["sleep", "50"])
                """);
        String port = line(python);
        JsonNode event = watched(port, "--process --name sleep");
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
        assertThat(event.path("process").path("command_line").asString()).isEqualTo("sleep 50");
    }

    @Test
    void a_connection_keeps_its_owner_when_the_process_has_exited() throws Exception {
        Process watch = new ProcessBuilder(
                        "sh", "-c", "exec '" + COMMAND + "' watch --process --format json --interval 50ms")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(watch);
        BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).contains("baseline");
        Process python = python("""
                client = socket.create_connection(server.getsockname())
                accepted = server.accept()[0]
                print(client.getsockname()[1])
                time.sleep(1)
                client.close()
                accepted.close()
                sys.exit()
                """);
        String port = line(python);
        JsonNode event;
        do {
            event = JsonMapper.shared().readTree(lines.readLine());
        } while (!event.path("state").asString("").equals("TIME_WAIT")
                || !event.path("local").path("port").asString().equals(port));
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
    }

    @Test
    void filters_choose_and_number_without_a_gap() throws Exception {
        Process one = python("print(port)");
        Process other = python("print(port)");
        String port = line(one);
        line(other);
        Process watch = new ProcessBuilder(
                        "sh", "-c", "exec '" + COMMAND + "' watch --existing --for 1s --format json --pid " + one.pid())
                .start();
        processes.add(watch);
        List<String> lines = watch.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("\"seq\":1,", "\"port\":\"" + port + "\"");
        assertThat(lines.get(1)).contains("\"baseline\"", "\"seq\":2,", "\"tcp\":1");
    }

    @Test
    void a_snapshot_can_be_of_one_process() throws Exception {
        Process one = python("print(port)");
        Process other = python("print(port)");
        String port = line(one);
        line(other);
        String pid = Long.toString(one.pid());
        assertThat(Ss.output(COMMAND, "snapshot", "--protocol", "tcp", "--pid", pid, "--format", "table")
                        .lines())
                .hasSize(2)
                .anySatisfy(row -> assertThat(row).contains("LISTEN", ":" + port, "[" + pid + "]"));
        assertThat(Ss.output(COMMAND, "snapshot", "--protocol", "tcp", "--pid", pid))
                .contains("\"port\": \"" + port + "\"", "\"pid\":" + pid)
                .containsOnlyOnce("\"state\"");
    }

    @Test
    void a_pid_that_was_given_out_again_is_not_blamed() throws Exception {
        Path script = Files.writeString(files.resolve("reuse.py"), LISTENER.formatted("""
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
                        COMMAND,
                        told.toString(),
                        script.toString())
                .redirectError(files.resolve("err").toFile())
                .start();
        processes.add(host);
        String first = line(host);
        assumeTrue(first != null, "no pid namespace can be made here: " + Files.readString(files.resolve("err")));
        List<String> one = List.of(first.split(" ", -1));
        List<String> other = List.of(line(host).split(" ", -1));
        assertThat(other.get(1)).as("the pid").isEqualTo(one.get(1));
        assertThat(line(host)).isEqualTo("end");
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

    /** What a command prints as nobody, of no group, with these capabilities, after a command of the shell as root. */
    private Process asNobody(String before, String capabilities, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                before + " exec setpriv --reuid=65534 --regid=65534 --clear-groups " + capabilities + " \"$@\"",
                "sh"));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).start();
        processes.add(process);
        return process;
    }

    @ParameterizedTest
    @CsvSource({
        "'mount -t proc -o hidepid=2 proc /proc &&', --inh-caps=-all --bounding-set=-all",
        "'mount -t proc -o hidepid=1 proc /proc &&', --inh-caps=-all --bounding-set=-all",
        "'', --inh-caps=+dac_read_search --ambient-caps=+dac_read_search"
    })
    void who_may_not_look_is_told_of_permission_and_not_that_somebody_exited(String before, String capabilities)
            throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "not root, or no setpriv, to become somebody else with");
        Process python = python("print(port)");
        String port = line(python);
        Process probe = asNobody(before, capabilities, "test", "-x", COMMAND);
        assumeTrue(probe.waitFor() == 0, "it cannot be made so here, or nobody may not read the build's files");
        Process snapshot = asNobody(before, capabilities, COMMAND, "snapshot", "--process", "--format", "json");
        String table = new String(snapshot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String said = new String(snapshot.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> owners = new ArrayList<>();
        for (JsonNode row : JsonMapper.shared().readTree(table).path("tcp")) {
            if (row.path("local").path("port").asString("").equals(port)) {
                owners.add(row.path("owner").asString(""));
            }
        }
        assertThat(owners).containsExactly("permission");
        assertThat(said).contains("CAP_SYS_PTRACE");
    }

    @Test
    void who_is_not_root_is_told_what_is_missing() throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "not root, or no setpriv, to become somebody else with");
        Process python = python("print(port)");
        String port = line(python);
        Process snapshot = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--bounding-set=-all",
                        COMMAND,
                        "snapshot",
                        "--process",
                        "--format",
                        "json")
                .start();
        processes.add(snapshot);
        String table = new String(snapshot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(!table.isEmpty(), "another user may not read the build's files here");
        assertThat(table).contains("\"port\": \"" + port + "\"").contains("\"owner\": \"permission\"");
        assertThat(snapshot.errorReader(StandardCharsets.UTF_8).lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("CAP_SYS_PTRACE");
    }
}
