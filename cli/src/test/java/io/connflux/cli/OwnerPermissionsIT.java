package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told to who may not look at all processes. */
class OwnerPermissionsIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private final OwnedListeners listeners = new OwnedListeners(host);

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
        host.add(process);
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
        Process python = listeners.python("print(port)");
        String port = TestHost.line(python);
        Process probe = asNobody(before, capabilities, "test", "-x", TestHost.COMMAND);
        assumeTrue(probe.waitFor() == 0, "it cannot be made so here, or nobody may not read the build's files");
        Process snapshot =
                asNobody(before, capabilities, TestHost.COMMAND, "snapshot", "--process", "--format", "json");
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
        Process python = listeners.python("print(port)");
        String port = TestHost.line(python);
        Process snapshot = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--bounding-set=-all",
                        TestHost.COMMAND,
                        "snapshot",
                        "--process",
                        "--format",
                        "json")
                .start();
        host.add(snapshot);
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
