package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library in projects of others: with what it brings along and no more, as a module, and under BlockHound. */
class ConsumerIT {

    private static final String FLUX =
            "connflux-core|connflux-stream|jspecify|reactor-core|reactive-streams|jackson-(core|databind|annotations)";
    private static final Pattern ALONE = Pattern.compile(FLUX);
    private static final Pattern WITH_OPTIONAL =
            Pattern.compile(FLUX + "|reactor-netty-.*|netty-.*|micrometer-.*|prometheus-.*|HdrHistogram|LatencyUtils");
    private static final Pattern WITH_BLOCKHOUND = Pattern.compile(WITH_OPTIONAL + "|blockhound");

    private static final Pattern WITH_SPRING_BOOT =
            Pattern.compile(WITH_OPTIONAL + "|spring-.*|commons-logging|reactor-test");

    private static final String ROW =
            "   %d: 0100007F:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 %d 1 0 100 0 0 10 0\n";

    @TempDir
    private Path project;

    @TempDir
    private Path proc;

    @BeforeEach
    void two_listeners() throws Exception {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/tcp"), twoListeners());
    }

    /** A file of the kernel. */
    static String twoListeners() {
        return "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
                + ROW.formatted(0, 80, 7)
                + ROW.formatted(1, 81, 8);
    }

    private ConsumerProject project(String program, Pattern jars) throws Exception {
        return ConsumerProject.of(project, program, jars);
    }

    @Test
    void without_netty_there_are_the_events_and_the_websocket_says_what_to_add() throws Exception {
        assertThat(project("Watcher", ALONE).run(List.of(), proc.toString()).lines())
                .satisfies(ConsumerIT::tells_events_and_what_to_add);
    }

    @Test
    void a_module_without_netty_has_the_same() throws Exception {
        assertThat(project("Watcher", ALONE)
                        .runAsModule("io.connflux.stream", List.of(), proc.toString())
                        .lines())
                .satisfies(ConsumerIT::tells_events_and_what_to_add);
    }

    private static void tells_events_and_what_to_add(List<? extends String> lines) {
        assertThat(lines).hasSize(10);
        assertThat(lines.subList(0, 4)).isEqualTo(List.of("existing", "existing", "baseline", "closed"));
        assertThat(lines.get(4)).startsWith("{\"event\":\"existing\",\"seq\":1,");
        assertThat(lines.subList(5, 9))
                .allMatch(line -> line.endsWith("add the dependency io.projectreactor.netty:reactor-netty-http"));
        assertThat(lines.get(9)).contains("add the dependency net.java.dev.jna:jna");
    }

    @Test
    void a_module_with_netty_serves_where_all_modules_are_added_and_is_told_so_where_not() throws Exception {
        String requires = "io.connflux.stream, reactor.netty.http";
        ConsumerProject server = project("Server", WITH_OPTIONAL);
        assertThat(server.runAsModule(requires, List.of("--add-modules", "ALL-MODULE-PATH"), proc.toString())
                        .lines())
                .containsExactly("existing", "existing", "baseline", "/metrics tells of subscribers");
        for (String some : List.of(requires, requires + ", io.netty.codec.http")) {
            assertThat(server.runAsModule(some, List.of(), proc.toString()).lines())
                    .singleElement()
                    .asString()
                    .endsWith("start Java with --add-modules ALL-MODULE-PATH");
        }
    }

    @Test
    void blocks_no_thread_that_must_not_be_and_lets_subscribers_block() throws Exception {
        List<String> options = List.of("-XX:+AllowRedefinitionToAddDeleteMethods", "-XX:+EnableDynamicAgentLoading");
        assertThat(project("Blocking", WITH_BLOCKHOUND)
                        .run(options, proc.toString())
                        .lines())
                .containsExactly(
                        "events",
                        "batches",
                        "snapshots",
                        "events",
                        "batches",
                        "snapshots",
                        "source",
                        "source",
                        "/ 200",
                        "/snapshot 200",
                        "/healthz 200",
                        "/metrics 200",
                        "application/x-ndjson 200",
                        "text/event-stream 200",
                        "end");
    }

    @Test
    void in_spring_boot_it_serves_alerts_is_well_and_stops_while_a_client_listens() throws Exception {
        List<String> settings = List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--server.shutdown=graceful",
                "--spring.main.banner-mode=off",
                "--connflux.interval=200ms",
                "--connflux.filter=state listening and src 127.0.77.11");
        List<String> lines = project("SpringApplicationOfListeners", WITH_SPRING_BOOT)
                .run(List.of("-Dlogging.level.root=off"), settings.toArray(String[]::new))
                .lines();
        assertThat(lines).hasSize(7);
        assertThat(lines.subList(0, 2).stream().map(line -> line.replaceFirst("[0-9]+$", "PORT")))
                .containsExactlyInAnyOrder("alert [::ffff:127.0.77.11]:PORT", "told data:[::ffff:127.0.77.11]:PORT");
        assertThat(lines.subList(2, 5)).containsExactly("UP", "the alerter ends", "stopped at once");
        // In virtual time: what listened before is no news, a connection is no listener.
        assertThat(lines.subList(5, 7)).containsExactly("an hour", "alert 10.0.0.1:7000");
    }

    @Test
    void brings_reactor_and_jackson_along_and_nothing_else() throws Exception {
        assertThat(broughtAlong("core")).containsExactly("jspecify");
        assertThat(broughtAlong("stream")).containsExactly("connflux-core", "reactor-core", "jackson-databind");
    }

    /** What a build that depends on a module gets of its own dependencies. */
    private static List<String> broughtAlong(String module) throws Exception {
        String pom = Files.readString(Path.of("..", module, "pom.xml"));
        String list = pom.substring(pom.indexOf("\n  <dependencies>"), pom.indexOf("\n  </dependencies>"));
        return Pattern.compile("(?s)<dependency>(.*?)</dependency>")
                .matcher(list)
                .results()
                .map(dependency -> dependency.group(1))
                .filter(it -> !it.contains("<optional>true</optional>") && !it.contains("<scope>test</scope>"))
                .map(it -> it.replaceFirst("(?s).*<artifactId>(.*)</artifactId>.*", "$1"))
                .toList();
    }
}
