package io.connflux.cli;

import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.stream.websocket.WebSocketSource;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One expression chooses the same connections in the command, in a URL, on the page and in Java. */
class FilterIT {

    /** Of no other test: what is asked for is what there was at a poll some time ago, and what there is now. */
    private static final String ADDRESS = "127.0.77.10";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @RegisterExtension
    private final TestHost host = new TestHost();

    private record Ran(int status, List<String> lines, List<String> said) {}

    private static Ran run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(TestHost.COMMAND));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        List<String> said = process.errorReader(StandardCharsets.UTF_8).lines().toList();
        return new Ran(process.waitFor(), lines, said);
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    @Test
    void the_command_a_url_the_page_and_java_choose_the_same() throws Exception {
        HeldSockets sockets = host.sockets(ADDRESS);
        sockets.open(3);
        sockets.endHalf();
        int port = sockets.port();
        String own = Long.toString(ProcessHandle.current().pid());
        Served served = host.serveOwners("--interval", TestHost.ONE_POLL);
        for (String expression : List.of(
                "sport = :" + port,
                "dport = :" + port + " and state established",
                "port " + port + " exclude listening",
                "src " + ADDRESS + " and (state listen or state close-wait)",
                "host " + ADDRESS + " direction = inbound",
                "net 127.0.77.0/24 and pid = " + own,
                "port " + port + " and pid != " + own,
                "tcp and port " + port + " name ~ j*",
                "udp port " + port)) {
            Set<String> expected = java(served, expression);
            assertThat(table(served.get("/snapshot?filter=" + encoded(expression))))
                    .as(expression)
                    .isEqualTo(expected);
            Ran snapshot =
                    run("snapshot", "--format", "json", "--proc", host.proc().toString(), expression);
            assertThat(table(String.join("\n", snapshot.lines())))
                    .as(expression)
                    .isEqualTo(expected);
            Ran watch = run(
                    "watch",
                    "ws://127.0.0.1:" + served.port(),
                    "--existing",
                    "--count",
                    expected.size() + 1 + "",
                    expression);
            assertThat(told(watch.lines())).as(expression).isEqualTo(expected);
        }
    }

    private static Set<String> java(Served served, String expression) {
        List<ConnectionEvent> told = WebSocketSource.at(URI.create("ws://127.0.0.1:" + served.port()))
                .existing(true)
                .where(Filter.parse(expression))
                .events()
                .takeUntil(ConnectionEvent.Baseline.class::isInstance)
                .collectList()
                .block(Duration.ofMinutes(1));
        Set<String> ends = new TreeSet<>();
        for (ConnectionEvent event : told) {
            if (event instanceof ConnectionEvent.Existing existing) {
                Connection c = existing.connection();
                ends.add(c.local() + " " + c.remote() + " " + c.state());
            } else if (event instanceof ConnectionEvent.Baseline baseline) {
                assertThat(baseline.connections().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(ends.size());
            }
        }
        return ends;
    }

    private static Set<String> table(String text) {
        Set<String> ends = new TreeSet<>();
        for (JsonNode list : JSON.readTree(text.substring(text.indexOf('{'), text.lastIndexOf('}') + 1))) {
            list.forEach(row -> ends.add(ends(row)));
        }
        return ends;
    }

    private static Set<String> told(List<String> lines) {
        Set<String> ends = new TreeSet<>();
        lines.stream()
                .map(JSON::readTree)
                .filter(line -> line.path("event").asString().equals("existing"))
                .forEach(line -> ends.add(ends(line)));
        return ends;
    }

    private static String ends(JsonNode row) {
        return end(row.path("local")) + " " + end(row.path("remote")) + " "
                + row.path("state").asString();
    }

    private static String end(JsonNode end) {
        String address = end.path("address").asString();
        return (address.contains(":") ? "[" + address + "]" : address) + ":"
                + end.path("port").asString();
    }

    @Test
    void an_expression_on_the_page_is_chosen_by_the_server_and_words_are_looked_for_in_what_is_there()
            throws IOException {
        SocketsOnPage shown = new SocketsOnPage(host, host.sharedServer());
        shown.sockets().open(3);
        int port = shown.sockets().port();
        Page page = shown.open();
        seen(rows(page), 7);
        page.locator("#filter").fill("dport = :" + port);
        page.locator("#filter").press("Enter");
        seen(rows(page), 3);
        PlaywrightAssertions.assertThat(page.locator("#shown")).hasText("3");
        shown.sockets().open(1);
        seen(rows(page), 4);
        page.locator("#filter").fill("dport = :" + port + " and");
        page.locator("#filter").press("Enter");
        PlaywrightAssertions.assertThat(page.locator("#filter-message")).containsText("^");
        seen(rows(page), 4);
        page.locator("#filter").fill("");
        page.locator("#filter").fill(":" + port);
        seen(rows(page), 9);
        // What is seen can be sent to someone.
        Page sent = shown.open("#where=" + encoded("sport = " + port).replace("+", "%20"));
        List<String> asked = new ArrayList<>();
        sent.onWebSocket(socket -> asked.add(socket.url()));
        sent.reload();
        seen(rows(sent), 5);
        assertThat(asked).isNotEmpty().allMatch(url -> url.contains("filter=sport"), "asks for no more at any time");
    }

    @Test
    void a_wrong_expression_is_shown_with_its_place_and_is_a_mistake_of_the_user() throws Exception {
        for (String command : List.of("watch", "snapshot", "filter")) {
            Ran ran = run(command, "tcp", "and", "dprot", "=", "443");
            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.lines()).isEmpty();
            assertThat(String.join("\n", ran.said()))
                    .contains("tcp and dprot = 443")
                    .contains("dport")
                    .contains("        ^");
        }
        String refused = host.sharedServer().get("/events?filter=" + encoded("tcp and dprot = 443"));
        assertThat(refused).startsWith("HTTP/1.1 400").contains("dport");
    }

    @Test
    void words_that_users_of_ss_type_are_understood() throws Exception {
        HeldSockets sockets = host.sockets(ADDRESS);
        sockets.open(1);
        String port = Integer.toString(sockets.port());
        Ran ran = run(
                "snapshot", "-tlnp4", "--format", "json", "--proc", host.proc().toString(), "sport", "=", ":" + port);
        assertThat(ran.said()).isEmpty();
        assertThat(table(String.join("\n", ran.lines())))
                .containsExactly("[::ffff:" + ADDRESS + "]:" + port + " [::]:0 LISTEN");
        assertThat(String.join("", ran.lines()))
                .contains("\"pid\":" + ProcessHandle.current().pid());
    }

    @Test
    void the_command_tells_how_an_expression_was_understood_and_what_it_costs() throws Exception {
        assertThat(run("filter", "tcp", "dport", "=", ":443").lines().get(0)).isEqualTo("tcp and dport = 443");
        assertThat(String.join("\n", run("filter", "name", "~", "ngin*").lines()))
                .contains("owner");
    }
}
