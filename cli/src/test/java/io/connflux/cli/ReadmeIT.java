package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the README, as a project would use it that has nothing but the library's jars. */
class ReadmeIT {

    /** The first of the section that is for Java. */
    private static final Pattern JAVA = Pattern.compile("## From Java\n.*?```java\n(.*?)```", Pattern.DOTALL);

    /** What the README says a user of the {@code Flux} needs. */
    private static final Pattern NEEDED =
            Pattern.compile("(connflux-(core|stream)|reactor-core|reactive-streams|jspecify)-[0-9][^/]*\\.jar");

    @TempDir
    private Path project;

    @Test
    void the_first_java_of_the_readme_compiles_and_tells_of_a_connection() throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                .filter(entry ->
                        NEEDED.matcher(Path.of(entry).getFileName().toString()).matches())
                .collect(Collectors.joining(":"));
        assertThat(path.split(":", -1))
                .as("jars, as a build that packages has them")
                .hasSize(5);
        compile(path);
        Path told = project.resolve("told");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path + ":" + project,
                        "Readme")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(told.toFile())
                .start();
        List<Socket> clients = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.77.3"))) {
            String remote = "127.0.77.3:" + server.getLocalPort();
            // What is there before the first poll is in the baseline and not told as opened: the next one is.
            await().pollInterval(Duration.ofMillis(500)).until(() -> {
                clients.add(new Socket(server.getInetAddress(), server.getLocalPort()));
                return Files.readString(told).lines().anyMatch(line -> line.replace("]", "")
                        .endsWith(remote));
            });
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            process.destroy();
        }
    }

    private void compile(String path) throws IOException {
        Matcher matcher = JAVA.matcher(Files.readString(Path.of("../README.md")));
        assertThat(matcher.find())
                .as("README.md has a block of Java in its section From Java")
                .isTrue();
        List<String> lines = matcher.group(1).lines().toList();
        String source = "import io.connflux.event.*;\n"
                + "import io.connflux.model.*;\n"
                + "import io.connflux.procfs.*;\n"
                + "import io.connflux.stream.*;\n"
                + "import java.nio.file.*;\n"
                + "import java.time.*;\n"
                + lines.stream().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"))
                + "\npublic class Readme {\n"
                + "    public static void main(String[] args) throws Exception {\n"
                + lines.stream().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"))
                + "\n"
                + "        System.in.read();\n"
                + "    }\n"
                + "}\n";
        Path file = Files.writeString(project.resolve("Readme.java"), source);
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        StringWriter errors = new StringWriter();
        PrintWriter out = new PrintWriter(errors);
        int status = compiler.run(out, out, "--release", "17", "-cp", path, "-d", project.toString(), file.toString());
        assertThat(status).as("%s%n%s", source, errors).isZero();
    }
}
