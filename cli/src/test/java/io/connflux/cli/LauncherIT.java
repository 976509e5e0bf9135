package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged launcher, as somebody would call it. */
class LauncherIT {

    private static final Path LAUNCHER = Path.of(System.getProperty("connflux.launcher"));

    @TempDir
    Path dir;

    @Test
    void tellsItsVersion() throws Exception {
        assertThat(run(LAUNCHER, thisJava(), "--version")).isEqualTo(itsVersion());
    }

    @Test
    void followsLinksThroughPathsWithBlanks() throws Exception {
        Path installed = install(dir.resolve("some where"));
        Path there = Files.createSymbolicLink(dir.resolve("connflux there"), installed);
        Path bin = Files.createDirectories(dir.resolve("a bin"));
        Path link = Files.createSymbolicLink(bin.resolve("flux"), Path.of("..").resolve(there.getFileName()));

        assertThat(run(link, thisJava(), "--version")).isEqualTo(itsVersion());
    }

    @Test
    void usesTheArchiveThatTheBuildMade() throws Exception {
        Path log = dir.resolve("log");
        Map<String, String> environment = new HashMap<>(thisJava());
        environment.put("CONNFLUX_JAVA_OPTS", "-Xlog:class+load:file=" + log);

        assertThat(run(LAUNCHER, environment, "--version")).isEqualTo(itsVersion());
        assertThat(Files.readString(log)).containsPattern("io.connflux.cli.Main source: shared objects file \\(top\\)");
    }

    @Test
    void saysNothingOfAnArchiveThatDoesNotFit() throws Exception {
        Path installed = install(dir);
        Files.writeString(dir.resolve("connflux.jsa"), "not an archive");

        assertThat(run(installed, thisJava(), "--version")).isEqualTo(itsVersion());
    }

    @Test
    void saysWhereItLookedForJava() throws Exception {
        Result result = run(LAUNCHER, Map.of("PATH", dir.toString()), "--version");

        assertThat(result.status()).isEqualTo(127);
        assertThat(result.err())
                .startsWith("connflux: no Java found")
                .endsWith("\n")
                .hasLineCount(1);
    }

    @Test
    void refusesAnOldJava() throws Exception {
        Path bin = Files.createDirectories(dir.resolve("old jdk/bin"));
        assertThat(Files.createFile(bin.resolve("java")).toFile().setExecutable(true))
                .isTrue();
        for (String version : List.of("1.8.0_412", "11.0.2", "16")) {
            Files.writeString(bin.resolveSibling("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");

            assertThat(run(LAUNCHER, Map.of("JAVA_HOME", bin.getParent().toString()), "--version"))
                    .isEqualTo(new Result(
                            1, "", "connflux: needs Java 17 or newer, but " + bin + "/java is " + version + "\n"));
        }
    }

    private static Path install(Path where) throws IOException {
        Files.createDirectories(where);
        Files.copy(LAUNCHER.resolveSibling("connflux.jar"), where.resolve("connflux.jar"));
        return Files.copy(LAUNCHER, where.resolve("connflux"));
    }

    private static Map<String, String> thisJava() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    private static Result itsVersion() throws IOException {
        try (var jar = new JarFile(LAUNCHER.resolveSibling("connflux.jar").toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            String told = "connflux " + manifest.getValue("Implementation-Version") + "\ncommit "
                    + manifest.getValue("Commit") + "\nJava " + System.getProperty("java.runtime.version") + ", "
                    + System.getProperty("java.vm.vendor") + "\nLinux " + System.getProperty("os.version") + " "
                    + System.getProperty("os.arch") + "\n";
            return new Result(0, told, "");
        }
    }

    private Result run(Path launcher, Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
        command.addAll(List.of(args));
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private record Result(int status, String out, String err) {}
}
