package io.connflux.stream.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PipeReaderTest {

    @Test
    void who_stops_asking_leaves_standard_output_open() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("jdk.module.path", "") + ":" + System.getProperty("java.class.path") + ":"
                                + Path.of("target/test-classes").toAbsolutePath() + ":"
                                + Path.of("target/classes").toAbsolutePath(),
                        AskedPipe.class.getName())
                .start();
        String out = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out).startsWith("pipe:");
        assertThat(process.waitFor()).isZero();
    }
}
