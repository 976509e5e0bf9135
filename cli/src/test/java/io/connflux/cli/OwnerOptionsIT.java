package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What is chosen by owners, and where their users' names come from. */
class OwnerOptionsIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private final OwnedListeners listeners = new OwnedListeners(host);

    @Test
    void filters_choose_and_number_without_a_gap() throws Exception {
        Process one = listeners.python("print(port)");
        Process other = listeners.python("print(port)");
        String port = TestHost.line(one);
        TestHost.line(other);
        Process watch = listeners.start(
                "watch --existing --format json --interval " + TestHost.ONE_POLL + " --pid " + one.pid());
        BufferedReader told = watch.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(List.of(told.readLine(), told.readLine()));
        watch.toHandle().destroy();
        told.lines().forEach(lines::add);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("\"seq\":1,", "\"port\":\"" + port + "\"");
        assertThat(lines.get(1)).contains("\"baseline\"", "\"seq\":2,", "\"tcp\":1");
    }

    @Test
    void a_snapshot_can_be_of_one_process() throws Exception {
        Process one = listeners.python("print(port)");
        Process other = listeners.python("print(port)");
        String port = TestHost.line(one);
        TestHost.line(other);
        String pid = Long.toString(one.pid());
        List<String> snapshot = List.of(
                TestHost.COMMAND,
                "snapshot",
                "--proc",
                host.proc().toString(),
                "--protocol",
                "tcp",
                "--pid",
                pid,
                "--format");
        assertThat(output(snapshot, "table").lines()).hasSize(2).anySatisfy(row -> assertThat(row)
                .contains("LISTEN", ":" + port, "[" + pid + "]"));
        assertThat(output(snapshot, "json"))
                .contains("\"port\": \"" + port + "\"", "\"pid\":" + pid)
                .containsOnlyOnce("\"state\"");
    }

    private static String output(List<String> command, String format) throws Exception {
        List<String> all = new ArrayList<>(command);
        all.add(format);
        return Ss.output(all.toArray(String[]::new));
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
        Path passwd = Files.writeString(host.files().resolve("passwd"), "deploy:x:47110:47110::/:/bin/sh\n");
        Path group = Files.writeString(host.files().resolve("group"), "deploy:x:47110:\n");
        listeners.program(
                "getent",
                "LD_PRELOAD=" + wrappers.get(0) + " NSS_WRAPPER_PASSWD=" + passwd + " NSS_WRAPPER_GROUP=" + group
                        + " exec /usr/bin/getent \"$@\"");
        String port = TestHost.line(listeners.python("os.setuid(47110)\nprint(port)"));
        assertThat(listeners.watched(port, "--process").path("process").has("user"))
                .isFalse();
        assertThat(listeners
                        .watched(port, "--process --getent")
                        .path("process")
                        .path("user")
                        .asString())
                .isEqualTo("deploy");
        assertThat(listeners
                        .watched(port, "--user deploy --getent")
                        .path("process")
                        .path("user")
                        .asString())
                .isEqualTo("deploy");
    }

    @Test
    void a_getent_that_fails_is_told_once_and_the_rest_is_told_without_it() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
        listeners.program("getent", "exit 3");
        Process python = listeners.python("os.setuid(47110)\nprint(port)");
        JsonNode event = listeners.watched(TestHost.line(python), "--process --getent");
        assertThat(event.path("process").path("pid").asLong()).isEqualTo(python.pid());
        await().untilAsserted(() -> assertThat(Files.readString(listeners.said()))
                .containsOnlyOnce("connflux: 'getent passwd 47110' ended with status 3; users may lack their names"));
    }
}
