package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** Lines of Java as a text shows them, compiled as somebody's who has the library and all that is optional. */
final class JavaLines {

    private static final List<String> IMPORTS = List.of(
            "io.connflux.event.*",
            "io.connflux.filter.*",
            "io.connflux.model.*",
            "io.connflux.process.*",
            "io.connflux.procfs.*",
            "io.connflux.stream.*",
            "io.connflux.stream.metrics.*",
            "io.connflux.stream.replay.*",
            "io.connflux.stream.scripted.*",
            "io.connflux.stream.sink.*",
            "io.connflux.stream.tracefs.*",
            "io.connflux.stream.websocket.*",
            "io.micrometer.core.instrument.*",
            "java.net.URI",
            "java.nio.file.*",
            "java.time.*",
            "java.util.*",
            "java.util.concurrent.*",
            "org.springframework.context.annotation.*",
            "reactor.adapter.*",
            "reactor.core.*",
            "reactor.test.scheduler.*");

    private final Path directory;

    /** @param directory an empty one, for a class and its source */
    JavaLines(Path directory) {
        this.directory = directory;
    }

    /** @param given variables that the lines need, by their names */
    void run(String lines, Map<String, Object> given) throws Exception {
        String variables = given.entrySet().stream()
                .map(each -> typeOf(each.getValue()) + " " + each.getKey() + " = (" + typeOf(each.getValue())
                        + ") given.get(\"" + each.getKey() + "\");\n")
                .collect(Collectors.joining());
        compile(variables + lines);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            loader.setDefaultAssertionStatus(true);
            loader.loadClass("Lines").getMethod("run", Map.class).invoke(null, given);
        }
    }

    /** The lines are those of a method that may throw whatever it wants to. */
    void compile(String lines) throws Exception {
        String source = IMPORTS.stream().map(each -> "import " + each + ";\n").collect(Collectors.joining())
                + "public class Lines {\n public static void run(Map<String, Object> given) throws Exception {\n"
                + lines + "}\n}\n";
        Path file = Files.writeString(directory.resolve("Lines.java"), source);
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        String path = System.getProperty("java.class.path");
        int status = javac.run(
                out, out, "--release", "17", "-proc:none", "-cp", path, "-d", directory.toString(), file.toString());
        assertThat(status).as("%s%n%s", source, said).isZero();
    }

    private static String typeOf(Object value) {
        if (value instanceof Flow.Subscriber<?>) {
            return "Flow.Subscriber<ConnectionEvent>";
        }
        return value instanceof MeterRegistry
                ? "MeterRegistry"
                : value.getClass().getSimpleName();
    }
}
