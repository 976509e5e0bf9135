package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.model.PlainText;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnfluxTest extends CommandOfOneListener {

    @Test
    void watch_prints_what_is_there_and_ends_after_its_count() {
        assertThat(run("watch", "--proc", proc.toString(), "--existing", "--count", "2", "--format", "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out().lines()).hasSize(2);
        assertThat(out()).startsWith("{\"event\":\"existing\",\"seq\":1,").contains("\"port\":\"80\"", "\"tcp\":1");
        assertThat(err().lines()).as("each absent file once").hasSize(3);
    }

    @Test
    void watch_as_text_says_what_it_watches() {
        assertThat(run(
                        "watch",
                        "--proc",
                        proc.toString(),
                        "--existing",
                        "--count",
                        "2",
                        "--format",
                        "text",
                        "--protocol",
                        "tcp"))
                .isEqualTo(ExitStatus.OK);
        assertThat(err()).startsWith("connflux: watching tcp under " + proc + " every 1s");
        assertThat(out()).contains("existing tcp  127.0.0.1:80", "LISTEN", "baseline 1 connection: 1 tcp");
    }

    @Test
    void snapshot_prints_a_table() {
        assertThat(run("snapshot", "--proc", proc.toString(), "--format", "table"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out().lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("127.0.0.1:80")
                .contains("1000");
    }

    @Test
    void a_snapshot_has_what_is_known_beyond_its_shape_where_that_is_asked_for() throws java.io.IOException {
        String path = proc.toString();
        String called = LISTENER.replace("00000000:0000 0A 00000000:00000000", "0100007F:1234 01 00000000:00000005")
                .replace(" 0 7 1 ", " 0 8 1 ");
        Files.writeString(proc.resolve("net/tcp"), HEADER + LISTENER + called);
        assertThat(run("snapshot", "--proc", path, "--format", "json")).isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("\"state\": \"ESTABLISHED\"\n    }\n").doesNotContain("uid", "inode", "queue");
        for (String option : List.of("-e", "--extended")) {
            out.reset();
            assertThat(run("snapshot", "--proc", path, "--format", "json", option))
                    .isEqualTo(ExitStatus.OK);
            assertThat(out())
                    .contains("\"state\": \"ESTABLISHED\",\n      \"uid\": 1000,\n      \"inode\": 8,\n"
                            + "      \"rx_queue\": 5,\n      \"tx_queue\": 0,\n      \"direction\": \"inbound\"\n    }")
                    .as("no other look will meet the same identity")
                    .doesNotContain("\"id\"");
        }
        assertThat(run("snapshot", "--proc", path, "--format", "cfengine", "-e"))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(err()).contains("CFEngine's form has no place for what --extended adds");
    }

    @Test
    void those_in_time_wait_are_left_out_where_that_is_asked_for() throws java.io.IOException {
        String over = LISTENER.replace("00000000:0000 0A", "0100007F:1234 06");
        Files.writeString(proc.resolve("net/tcp"), HEADER + LISTENER + over);
        assertThat(run("snapshot", "--proc", proc.toString(), "--format", "table"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("TIME_WAIT").hasLineCount(3);
        out.reset();
        assertThat(run("snapshot", "--proc", proc.toString(), "--format", "table", "--no-time-wait"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("LISTEN").hasLineCount(2);
    }

    @Test
    void the_own_network_namespace_is_told_where_it_is_asked_for() throws java.io.IOException {
        String inode =
                Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString().replaceAll("\\D", "");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(run("snapshot", "--netns", "self", "--format", "table")).isEqualTo(ExitStatus.OK);
            assertThat(out().lines().findFirst()).get().asString().endsWith("  NETNS");
            assertThat(out().lines())
                    .filteredOn(line -> line.contains(":" + server.getLocalPort() + " "))
                    .isNotEmpty();
            out.reset();
            assertThat(run("watch", "--netns", "self", "--existing", "--count", "1", "--format", "json"))
                    .isEqualTo(ExitStatus.OK);
            assertThat(out()).contains("\"netns\":{\"inode\":" + inode);
        }
    }

    @Test
    void a_process_that_is_not_there_is_one_line_and_a_failure() {
        assertThat(run("watch", "--proc", proc.toString(), "--netns", "4711")).isEqualTo(ExitStatus.FAILURE);
        assertThat(err().lines()).hasSize(1).first().asString().contains("no process 4711");
    }

    @Test
    void all_that_can_be_told_of_another_host_is_what_its_files_say() {
        for (String option : List.of("--complete", "--trace=auto")) {
            err.reset();
            assertThat(run("watch", option, "--proc", proc.toString(), "--count", "1"))
                    .isEqualTo(ExitStatus.OK);
            assertThat(err())
                    .as(option)
                    .contains(
                            "connflux: what comes and goes between two polls is not seen: the trace tells of the running"
                                    + " kernel's sockets, and " + proc + " is no procfs of that\n");
        }
    }

    @Test
    void a_path_without_files_is_one_line_and_a_failure() {
        assertThat(run("watch", "--proc", "/nowhere")).isEqualTo(ExitStatus.FAILURE);
        assertThat(err().lines()).hasSize(1).first().asString().contains("/nowhere/net");
        assertThat(out()).isEmpty();
    }

    @Test
    void files_of_a_host_of_the_other_byte_order_are_read_as_it_is_said_and_looked_at_twice()
            throws java.io.IOException {
        String big = Files.readString(proc.resolve("net/tcp")).replace("0100007F", "7F000001");
        Files.writeString(proc.resolve("net/tcp"), big);
        assertThat(run("snapshot", "--proc", proc.toString(), "--byte-order", "big", "--format", "table"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("127.0.0.1:80");
        assertThat(err()).doesNotContain("reversed");
        out.reset();
        assertThat(run("snapshot", "--proc", proc.toString(), "--byte-order", "little", "--format", "table"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("1.0.0.127:80");
        assertThat(err()).contains("connflux: the address 1.0.0.127 looks reversed", "say '--byte-order big'");
        err.reset();
        assertThat(run(
                        "watch",
                        "--proc",
                        proc.toString(),
                        "--byte-order",
                        "little",
                        "--interval",
                        "20ms",
                        "--stats",
                        "20ms",
                        "--count",
                        "5",
                        "--format",
                        "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(err().lines().filter(line -> line.contains("reversed"))).hasSize(1);
    }

    @Test
    void help_fits_a_screen() {
        for (String command : List.of("", "serve", "snapshot", "filter", "replay", "trace-setup", "watch")) {
            out.reset();
            assertThat(command.isEmpty() ? run("--help") : run(command, "--help"))
                    .isEqualTo(ExitStatus.OK);
            // Who watches or serves has more to choose than 24 lines can say, and who takes a snapshot one line more.
            int most =
                    switch (command) {
                        case "watch" -> 42;
                        case "serve" -> 35;
                        case "snapshot" -> 25;
                        default -> 24;
                    };
            assertThat(out().lines()).hasSizeLessThanOrEqualTo(most).allMatch(line -> line.length() <= 80);
        }
    }

    @Test
    void completion_is_a_script() {
        assertThat(run("completion", "bash")).isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("complete -F").contains("--interval");
        out.reset();
        assertThat(run("completion", "fish")).isEqualTo(ExitStatus.OK);
        assertThat(out().lines()).allMatch(line -> line.startsWith("complete -c connflux "));
        assertThat(out()).contains("__fish_seen_subcommand_from watch' -l interval -x", "-l proc -r -F");
    }

    @Test
    void the_manual_page_has_each_option_of_each_command_and_its_words() {
        for (String command : List.of("watch", "serve", "snapshot", "replay", "filter", "trace-setup", "completion")) {
            out.reset();
            run(command, "--help");
            List<String> options = Pattern.compile("^ +(?:-., )?(--[a-z-]+)", Pattern.MULTILINE)
                    .matcher(out())
                    .results()
                    .map(option -> option.group(1).replace("-", "\\-"))
                    .toList();
            out.reset();
            assertThat(run("manual")).isEqualTo(ExitStatus.OK);
            String section = out().substring(out().indexOf(".SS \"connflux " + command.replace("-", "\\-")));
            int end = section.indexOf(".SS ", 1);
            String own = end < 0 ? section : section.substring(0, end);
            assertThat(options).allMatch(own::contains);
            assertThat(own).contains(command.equals("watch") ? "First print the connections that are there." : "");
        }
        assertThat(out()).doesNotContain("@").contains(".SH EXAMPLES", ".SH \"EXIT STATUS\"");
    }

    @Test
    void the_version_says_what_it_runs_on() {
        assertThat(run("--version")).isEqualTo(ExitStatus.OK);
        assertThat(out())
                .startsWith("connflux (not packaged)\ncommit unknown\nJava " + Runtime.version())
                .containsPattern("\nLinux [0-9.]+");
    }

    @Test
    void the_library_names_no_option() throws Exception {
        for (String command : List.of("watch", "serve", "snapshot")) {
            run(command, "--help");
        }
        List<String> options = Pattern.compile("--[a-z-]+")
                .matcher(out())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(options).contains("--tls-cert", "--allow-host", "--interval");
        for (String module : List.of("core", "stream")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContain(options);
                }
            }
        }
    }

    @Test
    void what_cannot_be_written_is_a_line_and_a_failure_of_each_command() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws java.io.IOException {
                throw new java.io.IOException("No space left on device");
            }
        };
        String path = proc.toString();
        for (String[] command : new String[][] {
            {"--help"},
            {"--version"},
            {"help", "watch"},
            {"watch", "--help"},
            {"completion"},
            {"manual"},
            {"snapshot", "--proc", path},
            {"watch", "--proc", path, "--format", "json"},
            {"watch", "--proc", path, "--format", "text", "--existing"}
        }) {
            err.reset();
            assertThat(Connflux.run(full, new PrintStream(err, true, StandardCharsets.UTF_8), command))
                    .as(String.join(" ", command))
                    .isEqualTo(ExitStatus.FAILURE);
            assertThat(err()).as(String.join(" ", command)).endsWith("connflux: No space left on device\n");
        }
    }

    @Test
    void what_is_quoted_in_a_message_is_one_plain_line() {
        assertThat(run("watch", "--\u001b]0;x\u0007\u202e\nconflux: fake")).isEqualTo(ExitStatus.USAGE);
        assertThat(err().lines()).hasSize(1);
        assertThat(err().strip().codePoints()).allMatch(PlainText::isPlain);
    }
}
