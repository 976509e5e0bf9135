package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.stream.scripted.ScriptedHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The Java of the README that needs more than the library, as it stands there. */
class ReadmeJavaTest {

    private static final List<String> IMPORTS = List.of(
            "io.connflux.event.*",
            "io.connflux.model.*",
            "io.connflux.stream.*",
            "io.connflux.stream.metrics.*",
            "io.connflux.stream.scripted.*",
            "io.micrometer.core.instrument.*",
            "java.time.*",
            "java.util.*",
            "org.springframework.context.annotation.*",
            "reactor.core.*",
            "reactor.test.scheduler.*");

    @TempDir
    private Path project;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedHost host = ScriptedHost.on(time);

    @Test
    void the_meters_are_bound() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        ConnectionStream stream = host.stream();
        run(block("Meters"), Map.of("registry", registry, "stream", stream));
        time.advanceTime();
        assertThat(registry.get("connflux.poll").timer().count()).isEqualTo(1);
        assertThat(stream.subscribers()).isEqualTo(1);
    }

    @Test
    void one_stream_has_no_more_meters_than_is_said() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        for (int port = 1; port <= 200; port++) {
            host.listens("0.0.0.0:" + port);
        }
        run(block("Meters"), Map.of("registry", registry, "stream", host.stream()));
        time.advanceTime();
        int ofTheKernel = 2;
        assertThat(readme()).contains(registry.getMeters().size() + ofTheKernel + " meters at most");
    }

    @Test
    void the_alerter_of_spring_boot_subscribes() throws Exception {
        ConnectionStream stream = host.stream();
        run(
                "class Application {" + block("Spring Boot") + "}\nnew Application().alerter(stream);",
                Map.of("stream", stream));
        assertThat(stream.subscribers()).isEqualTo(1);
    }

    @Test
    void a_test_of_who_uses_a_stream_runs_as_it_stands() throws Exception {
        run(block("Tests"), Map.of());
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("../README.md"));
    }

    /** The first one behind a word in bold. */
    private static String block(String title) throws IOException {
        Matcher matcher = Pattern.compile(Pattern.quote("**" + title + "**") + ".*?```java\n(.*?)```", Pattern.DOTALL)
                .matcher(readme());
        assertThat(matcher.find())
                .as("a block of java behind **%s** in README.md", title)
                .isTrue();
        return matcher.group(1);
    }

    /** @param given variables that the lines need, by their names */
    private void run(String lines, Map<String, Object> given) throws Exception {
        String variables = given.entrySet().stream()
                .map(each -> typeOf(each.getValue()) + " " + each.getKey() + " = (" + typeOf(each.getValue())
                        + ") given.get(\"" + each.getKey() + "\");\n")
                .collect(Collectors.joining());
        String source = IMPORTS.stream().map(each -> "import " + each + ";\n").collect(Collectors.joining())
                + "public class Lines {\n public static void run(Map<String, Object> given) throws Exception {\n"
                + variables + lines + "}\n}\n";
        Path file = Files.writeString(project.resolve("Lines.java"), source);
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        String path = System.getProperty("java.class.path");
        int status = javac.run(
                out, out, "--release", "17", "-proc:none", "-cp", path, "-d", project.toString(), file.toString());
        assertThat(status).as("%s%n%s", source, said).isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {project.toUri().toURL()}, getClass().getClassLoader())) {
            loader.setDefaultAssertionStatus(true);
            loader.loadClass("Lines").getMethod("run", Map.class).invoke(null, given);
        }
    }

    private static String typeOf(Object value) {
        return value instanceof MeterRegistry
                ? "MeterRegistry"
                : value.getClass().getSimpleName();
    }
}
