package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library in somebody's project in Kotlin, which fetches a compiler of 60 MB. */
@Tag("builds")
class KotlinIT {

    private static final Pattern EVENTS = Pattern.compile("`(stream[^`]*asFlow\\(\\))`");

    @TempDir
    private Path project;

    @TempDir
    private Path proc;

    @Test
    void the_flow_of_the_readme_tells_and_ends_its_subscription() throws Exception {
        assumeTrue(MavenBuild.isThere(), "no mvn here");
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/tcp"), ConsumerIT.twoListeners());
        Matcher events = EVENTS.matcher(Files.readString(Path.of("../README.md")));
        assertThat(events.find()).as("a flow in README.md").isTrue();
        Files.writeString(project.resolve("pom.xml"), text("pom.xml"));
        Files.writeString(project.resolve("Events.kt"), text("Events.kt").replace("EVENTS", events.group(1)));
        new MavenBuild(project, "UTC")
                .run(
                        "-Dconnflux.core=" + jar("connflux-core"),
                        "-Dconnflux.stream=" + jar("connflux-stream"),
                        "-Dreactor.version=" + version(jar("reactor-core")),
                        "-Djackson.version=" + version(jar("jackson-databind")),
                        "-Dproc=" + proc,
                        "process-classes");
        assertThat(project.resolve("said")).hasContent("existing\nexisting\nbaseline\n0\n");
    }

    private static String text(String name) throws IOException {
        try (InputStream text = KotlinIT.class.getResourceAsStream("consumer/kotlin/" + name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Path jar(String artifact) {
        return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                .map(Path::of)
                .filter(it -> it.getFileName().toString().matches(artifact + "-[0-9].*\\.jar"))
                .findFirst()
                .orElseThrow()
                .toAbsolutePath();
    }

    private static String version(Path jar) {
        return jar.getFileName().toString().replaceFirst("^.*?-([0-9].*)\\.jar$", "$1");
    }
}
