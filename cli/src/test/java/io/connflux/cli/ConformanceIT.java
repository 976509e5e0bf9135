package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol as a client sees it that is not ours: frames that are right, wrong and hostile, sent by Autobahn's. */
class ConformanceIT {

    private static final int CASES = 82;

    @TempDir
    private Path files;

    @Test
    void every_frame_is_answered_as_the_protocol_says() throws Exception {
        Python.assumeModule("autobahn.asyncio", "python3-autobahn");
        Path script = files.resolve("conformance.py");
        try (var cases = ConformanceIT.class.getResourceAsStream("conformance.py")) {
            Files.copy(cases, script);
        }
        try (Served serve = Served.start(files, "--interval", "100ms")) {
            Process client = new ProcessBuilder(
                            Python.COMMAND, script.toString(), "ws://127.0.0.1:" + serve.port() + "/events")
                    .redirectError(files.resolve("client.err").toFile())
                    .start();
            List<String> lines =
                    client.inputReader(StandardCharsets.UTF_8).lines().toList();
            assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(client.exitValue())
                    .as(Files.readString(files.resolve("client.err")))
                    .isZero();
            assertThat(lines).hasSize(CASES).allSatisfy(line -> {
                String[] parts = line.split("\t", -1);
                assertThat(List.of(parts[2].split(" or ", -1)))
                        .as("%s: %s", parts[0], parts[1])
                        .contains(parts[3]);
            });
            // The last one is gone when the server has seen it go.
            await().untilAsserted(() -> assertThat(serve.get("/metrics")).contains("connflux_subscribers 0.0"));
        }
    }
}
