package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Listeners of Python's, and what a watch tells of them. */
final class OwnedListeners {

    static final String COMMAND = Path.of("target/connflux").toAbsolutePath().toString();

    /** A listener on a port of the kernel's choice; then whatever is in the braces, which may print the port. */
    static final String CODE = """
            import os, socket, sys, time
            server = socket.socket()
            server.bind(("127.0.77.5", 0))
            server.listen()
            port = server.getsockname()[1]
            %s
            time.sleep(60)
            """;

    private final Path said;
    private final Path programs;
    private final List<Process> processes = new ArrayList<>();

    /** @param files where it may leave something */
    OwnedListeners(Path files) throws IOException {
        assumeTrue(Files.isExecutable(Path.of(Python.COMMAND)), "no " + Python.COMMAND + " here to hold sockets");
        said = files.resolve("err");
        programs = Files.createDirectory(files.resolve("programs"));
    }

    Process python(String code) throws IOException {
        Process process = new ProcessBuilder(Python.COMMAND, "-u", "-c", CODE.formatted(code))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        hold(process);
        return process;
    }

    /** Ends a process with the others. */
    void hold(Process process) {
        processes.add(process);
    }

    static String line(Process process) throws IOException {
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }

    /** A program of the shell's that stands before the host's. */
    void program(String name, String line) throws IOException {
        Path script = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + line + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    /** The first event of a port. */
    JsonNode watched(String port, String options) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec '" + COMMAND + "' watch --existing --for 5s --format json --interval 100ms " + options)
                .redirectError(said.toFile());
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        Process watch = builder.start();
        hold(watch);
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JsonMapper.shared().readTree(line);
                if (node.path("local").path("port").asString("").equals(port)) {
                    return node;
                }
            }
        }
        throw new AssertionError("nothing was told of port " + port + ": " + Files.readString(said));
    }

    /** What the last watch said on stderr. */
    Path said() {
        return said;
    }

    /** Ends all processes. */
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor(5, TimeUnit.SECONDS);
        }
    }
}
