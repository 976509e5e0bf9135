package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with a runtime of its own, unpacked somewhere else than where it was made. */
class RuntimeIT {

    private static final Path TAR = Path.of("target/connflux-linux-" + System.getProperty("os.arch") + ".tar.gz")
            .toAbsolutePath();

    @TempDir
    private Path dir;

    @Test
    void it_needs_no_java_and_uses_its_archive_wherever_it_lies() throws Exception {
        assumeTrue(Files.exists(TAR), "built by 'mvn -Pruntime package' only");
        Path there = Files.createDirectory(dir.resolve("some where"));
        PackageIT.said("tar", "-xzf", TAR.toString(), "-C", there.toString());
        Path log = dir.resolve("log");
        // A Java that would be used in its place fails.
        String script = "JAVA_HOME=/nowhere PATH=/nowhere CONNFLUX_JAVA_OPTS=-Xlog:class+load:file=" + log
                + " LC_ALL=C.UTF-8 '" + there + "/connflux/connflux' watch --count 1 --format json";
        assertThat(PackageIT.said("/bin/sh", "-c", script)).startsWith("{\"event\":\"baseline\"");
        assertThat(Files.readString(log))
                .containsPattern("io.connflux.cli.Main source: shared objects file \\(top\\)")
                .containsPattern("java.lang.String source: shared objects file\n");
    }
}
