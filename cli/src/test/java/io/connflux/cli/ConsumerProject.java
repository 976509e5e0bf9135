package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** Somebody's project, outside of this checkout: a program of one class, compiled against jars and run by a JVM of its own. */
record ConsumerProject(Path directory, String program, String jars) {

    /** What the program said on standard output, a line each; it has ended well. */
    record Said(List<String> lines) {}

    /**
     * A project with a copy of a program that stands beside this class.
     *
     * @param jars names without a version of those that it has, as a pattern
     */
    static ConsumerProject of(Path directory, String program, Pattern jars) throws IOException {
        String path = Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> {
                    String name = Path.of(entry).getFileName().toString();
                    return name.endsWith(".jar")
                            && jars.matcher(name.replaceFirst("-[0-9].*", "")).matches();
                })
                .collect(Collectors.joining(":"));
        assertThat(path).as("jars, as a build that packages has them").contains("connflux-core-", "connflux-stream-");
        Path sources = Files.createDirectories(directory.resolve("consumer"));
        try (InputStream source = ConsumerProject.class.getResourceAsStream("consumer/" + program + ".java")) {
            Files.copy(source, sources.resolve(program + ".java"));
        }
        return new ConsumerProject(directory, program, path);
    }

    /** On the class path. */
    Said run(List<String> options, String... arguments) throws Exception {
        compile("--class-path", List.of(source()));
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("--class-path", jars + ":" + directory, "consumer." + program));
        return java(command, arguments);
    }

    /** As a module that requires others. */
    Said runAsModule(String requires, List<String> options, String... arguments) throws Exception {
        Path descriptor = Files.writeString(
                directory.resolve("module-info.java"),
                "module consumer {\n"
                        + Arrays.stream(requires.split(", ", -1))
                                .map(module -> "    requires " + module + ";\n")
                                .collect(Collectors.joining())
                        + "}\n");
        compile("--module-path", List.of(source(), descriptor));
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("--module-path", jars + ":" + directory, "--module", "consumer/consumer." + program));
        return java(command, arguments);
    }

    private Path source() {
        return directory.resolve("consumer").resolve(program + ".java");
    }

    private void compile(String pathOption, List<Path> sources) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        List<String> options = new ArrayList<>(List.of("-proc:none", "-d", directory.toString(), pathOption, jars));
        sources.forEach(source -> options.add(source.toString()));
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(javac.run(out, out, options.toArray(String[]::new)))
                .as(said.toString())
                .isZero();
    }

    private Said java(List<String> command, String... arguments) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // What a JVM says of itself would be among what the program says.
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+DisplayVMOutputToStderr"));
        line.addAll(command);
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("%s%s", Files.readString(out), Files.readString(err))
                .isZero();
        return new Said(Files.readAllLines(out));
    }
}
