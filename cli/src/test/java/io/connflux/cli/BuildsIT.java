package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two builds of the newest commit make: a change that is not committed is in neither. Some minutes. */
@Tag("builds")
class BuildsIT {

    @TempDir
    private Path files;

    @BeforeEach
    void hasTheTools() throws Exception {
        assumeTrue(
                HostProgram.succeeds("git", "-C", "..", "rev-parse", "HEAD"), "no git, or no repository of it, here");
        assumeTrue(MavenBuild.isThere(), "no mvn here");
    }

    @Test
    void two_folders_and_two_time_zones_give_the_same_jars_and_the_same_package() throws Exception {
        Path one = build("a", "UTC");
        Path other = build("another-folder/b", "Pacific/Kiritimati");
        List<String> made = artifacts(one);
        assertThat(made)
                .contains("cli/target/connflux.deb", "cli/target/connflux.jar", "cli/target/connflux")
                .anyMatch(name -> name.startsWith("core/target/connflux-core-"))
                .anyMatch(name -> name.startsWith("stream/target/connflux-stream-"))
                .anyMatch(name -> name.startsWith("cli/target/connflux-cli-"))
                .isEqualTo(artifacts(other));
        for (String name : made) {
            assertThat(Files.mismatch(one.resolve(name), other.resolve(name)))
                    .as("the first byte at which two builds of %s differ", name)
                    .isEqualTo(-1);
        }
    }

    private Path build(String name, String zone) throws Exception {
        Path clone = files.resolve(name);
        PackageIT.said("git", "clone", "-q", "..", clone.toString());
        new MavenBuild(clone, zone).run("-Dmaven.test.skip=true", "package");
        return clone;
    }

    /** Those that somebody takes to another place, in order. */
    private static List<String> artifacts(Path clone) throws IOException {
        try (Stream<Path> made = Files.find(
                clone, 3, (file, is) -> is.isRegularFile() && file.toString().matches(".*/target/connflux[^/]*"))) {
            return made.map(file -> clone.relativize(file).toString())
                    // Of the Java that made it; the package makes one of the host's own.
                    .filter(name -> !name.endsWith(".jsa"))
                    .sorted()
                    .toList();
        }
    }
}
