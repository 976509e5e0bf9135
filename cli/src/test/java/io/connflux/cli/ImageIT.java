package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container image, built on a bare system that mmdebstrap fetches: no registry of images is asked. */
@Tag("install")
class ImageIT {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path RUNTIME = TARGET.resolve("connflux-linux-" + System.getProperty("os.arch") + ".tar.gz");
    private static final String BASE = "localhost/bare";
    private static final String IMAGE = "localhost/connflux";

    /** Limits that a host without CAP_SYS_RESOURCE can give, too; podman's own are higher than its own. */
    private static final String CONTAINERS = """
            [containers]
            default_ulimits = ["nofile=1000:1000", "nproc=1000:1000"]
            netns = "host"
            [engine]
            """;

    /** Images of nobody else, in a driver that works above any file system. */
    private static final String STORAGE =
            "[storage]\ndriver = \"vfs\"\nrunroot = \"%1$s/run\"\ngraphroot = \"%1$s/all\"\n";

    @TempDir
    private static Path files;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(Files.exists(RUNTIME), "no runtime here: mvn -Pinstall,runtime verify");
        assumeTrue(System.getProperty("user.name").equals("root"), "not root here");
        for (String program : List.of("mmdebstrap", "podman", "buildah")) {
            assumeTrue(HostProgram.succeeds(program, "--version"), "no " + program + " here");
        }
        // crun runs nothing above control groups of both versions, which runc does.
        String runtime = HostProgram.succeeds("runc", "--version") ? "runtime = \"runc\"\n" : "";
        Files.writeString(files.resolve("containers.conf"), CONTAINERS + runtime);
        Files.writeString(files.resolve("storage.conf"), STORAGE.formatted(files));
        Path bare = files.resolve("bare.tar");
        PackageIT.said("mmdebstrap", "--variant=minbase", "--dpkgopt=force-unsafe-io", "bookworm", bare.toString());
        said("podman", "import", bare.toString(), BASE);
        Files.delete(bare);
        assumeTrue(run("podman", "run", "--rm", BASE, "true").waitFor() == 0, "podman runs no container here");
        said(
                "buildah",
                "bud",
                "--build-arg",
                "BASE=" + BASE,
                "--tag",
                IMAGE,
                "--file",
                "src/main/docker/Dockerfile",
                TARGET.toString());
    }

    @AfterAll
    static void remove() throws Exception {
        if (Files.exists(files.resolve("storage.conf"))) {
            run("podman", "rmi", "--all", "--force").waitFor();
        }
    }

    private static Process run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(files.resolve("err").toFile());
        builder.environment()
                .put("CONTAINERS_CONF", files.resolve("containers.conf").toString());
        builder.environment()
                .put("CONTAINERS_STORAGE_CONF", files.resolve("storage.conf").toString());
        return builder.start();
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process process = run(command);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s%n%s%n%s", String.join(" ", command), said, Files.readString(files.resolve("err")))
                .isZero();
        return said;
    }

    private static String inContainer(List<String> options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("podman", "run", "--rm"));
        command.addAll(options);
        command.add(IMAGE);
        command.addAll(List.of(arguments));
        return said(command.toArray(String[]::new));
    }

    @Test
    void it_is_nobody_without_a_capability_and_starts_with_its_archive() throws Exception {
        assertThat(inContainer(List.of("--entrypoint", "/bin/sh"), "-c", "id -u; grep CapEff /proc/self/status"))
                .isEqualTo("65534\nCapEff:\t0000000000000000\n");
        assertThat(inContainer(
                        List.of("--env", "CONNFLUX_JAVA_OPTS=-Xlog:class+load:file=/proc/self/fd/2"),
                        "watch",
                        "--count",
                        "1",
                        "--format",
                        "json"))
                .startsWith("{\"event\":\"baseline\"");
        assertThat(Files.readString(files.resolve("err")))
                .containsPattern("io.connflux.cli.Main source: shared objects file \\(top\\)");
    }

    @Test
    void it_tells_the_owners_of_the_host_with_two_capabilities() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String row = inContainer(
                    List.of("--pid=host", "--cap-drop=all", "--cap-add=SYS_PTRACE", "--cap-add=DAC_READ_SEARCH"),
                    "snapshot",
                    "--process",
                    "--format",
                    "table",
                    "port " + server.getLocalPort());
            assertThat(row)
                    .contains("java", Long.toString(ProcessHandle.current().pid()));
        }
    }
}
