package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Listeners of Python's, and what a watch tells of them. */
final class OwnedListeners {

    /** A listener on a port of the kernel's choice; then whatever is in the braces, which may print the port. */
    static final String CODE = """
            import os, socket, sys, time
            server = socket.socket()
            server.bind(("127.0.77.5", 0))
            server.listen()
            port = server.getsockname()[1]
            %s
            sys.stdin.read()
            """;

    private final TestHost host;

    OwnedListeners(TestHost host) {
        this.host = host;
    }

    Process python(String code) throws IOException {
        return host.python(CODE.formatted(code));
    }

    /** A program of the shell's that stands before the host's. */
    void program(String name, String line) throws IOException {
        Path script = Files.createDirectories(programs()).resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + line + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Path programs() {
        return host.files().resolve("programs");
    }

    /** A command that looks at the host's processes. */
    Process start(String arguments) throws IOException {
        host.addForked();
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", "exec '" + TestHost.COMMAND + "' " + arguments + " --proc '" + host.proc() + "'")
                .redirectError(said().toFile());
        builder.environment().merge("PATH", programs().toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        host.add(process);
        return process;
    }

    /** What is told of a port that is there at the first poll. */
    JsonNode watched(String port, String options) throws Exception {
        Process watch = start("watch --existing --format json --interval " + TestHost.ONE_POLL + " " + options);
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JsonMapper.shared().readTree(line);
                if (node.path("local").path("port").asString("").equals(port)) {
                    return node;
                }
                if (node.path("event").asString("").equals("baseline")) {
                    break;
                }
            }
        }
        throw new AssertionError("nothing was told of port " + port + ": " + Files.readString(said()));
    }

    /** What the last command said on stderr. */
    Path said() {
        return host.files().resolve("err");
    }
}
