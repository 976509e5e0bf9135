package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.cli.exit.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --output} and its like mean, and refuse. */
class OutputOptionsTest extends CommandOfOneListener {

    @TempDir
    private Path files;

    private String file(String name) {
        return files.resolve(name).toString();
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(files.resolve(name));
    }

    private ExitStatus watch(String... more) {
        List<String> all =
                new ArrayList<>(List.of("watch", "--proc", proc.toString(), "--protocol", "tcp", "--existing"));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    @Test
    void files_are_written_beside_standard_output_each_in_its_format() throws IOException {
        assertThat(watch(
                        "--count",
                        "2",
                        "--format",
                        "text",
                        "--color",
                        "always",
                        "--output",
                        file("plain"),
                        "--output",
                        file("ecs") + ",format=ecs",
                        "--output",
                        file("text") + ",format=text"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("existing", "\u001b[").hasLineCount(2);
        assertThat(lines("plain")).hasSize(2).first().asString().startsWith("{\"event\":\"existing\",\"seq\":1,");
        assertThat(lines("ecs")).hasSize(2).allMatch(line -> line.startsWith("{\"@timestamp\""));
        assertThat(lines("text"))
                .hasSize(2)
                .allMatch(line -> line.chars().allMatch(c -> c >= ' '))
                .last()
                .asString()
                .contains("baseline 1 connection");
    }

    @Test
    void a_schema_of_standard_output_is_that_of_files_that_name_none() throws IOException {
        assertThat(watch("--count", "2", "--format", "ocsf", "--output", file("a")))
                .isEqualTo(ExitStatus.OK);
        assertThat(lines("a")).hasSize(2).allMatch(line -> line.contains("\"class_uid\":4001"));
    }

    @Test
    void an_expression_is_the_rest_of_the_text_commas_and_all() throws IOException {
        assertThat(watch(
                        "--count",
                        "2",
                        "--output",
                        file("a,b") + ",filter=port in {80, 443}",
                        "--output",
                        file("none") + ",format=json,filter=port in {1, 2}"))
                .isEqualTo(ExitStatus.OK);
        assertThat(lines("a,b")).hasSize(2);
        assertThat(lines("none")).hasSize(1).first().asString().contains("\"baseline\"", "\"tcp\":0");
    }

    @Test
    void the_expression_of_the_command_holds_for_files_too() throws IOException {
        assertThat(watch("--count", "1", "--output", file("a") + ",filter=port = 80", "udp"))
                .isEqualTo(ExitStatus.OK);
        assertThat(lines("a")).hasSize(1).first().asString().contains("\"baseline\"", "\"tcp\":0");
    }

    @Test
    void standard_output_may_have_a_format_and_a_filter_of_its_own() throws IOException {
        assertThat(watch("--count", "1", "--output", "-,format=otlp,filter=udp", "--output", file("a")))
                .isEqualTo(ExitStatus.OK);
        assertThat(out())
                .startsWith("{\"resourceLogs\"")
                .contains("stream-baseline".substring(7))
                .hasLineCount(1);
        assertThat(lines("a")).hasSize(2);
    }

    @Test
    void a_file_that_cannot_be_written_is_one_line_and_a_failure() {
        assertThat(watch("--output", "/nowhere/at/all")).isEqualTo(ExitStatus.FAILURE);
        assertThat(err().lines()).last().asString().contains("/nowhere/at/all", "directory does not exist");
        err.reset();
        assertThat(watch("--output", "/dev/full")).isEqualTo(ExitStatus.FAILURE);
        assertThat(err()).contains("/dev/full is no regular file");
    }

    @Test
    void what_cannot_be_meant_is_one_line_that_names_it() {
        for (String[] wrong : new String[][] {
            {"--output", ",format=json"},
            {"--output", "x,fomat=ecs"},
            {"--output", "x,format=xml"},
            {"--output", "x,format=ecs,format=json"},
            {"--output", "./x", "--output", "x"},
            {"--output", "-", "--output", "-,format=ecs"},
            {"--rotate", "1MB"},
            {"--rotate", "1", "--output", "x"},
            {"--keep", "3", "--output", "x"},
            {"--gzip", "--output", "x"},
            {"--keep", "0", "--rotate", "1MB", "--output", "x"}
        }) {
            for (String command : List.of("watch", "serve")) {
                err.reset();
                List<String> all = new ArrayList<>(List.of(command));
                all.addAll(List.of(wrong));
                assertThat(run(all.toArray(String[]::new)))
                        .as(String.join(" ", all))
                        .isEqualTo(ExitStatus.USAGE);
                assertThat(err().lines()).as(String.join(" ", all)).hasSize(1);
                assertThat(err()).contains(wrong[0]);
            }
        }
        assertThat(Path.of("x")).doesNotExist();
    }

    @Test
    void an_expression_that_is_not_understood_is_shown_with_its_place() {
        assertThat(watch("--output", file("x") + ",filter=tcp and prot 80")).isEqualTo(ExitStatus.USAGE);
        assertThat(err()).contains("tcp and prot 80\n          ^");
        assertThat(files.resolve("x")).doesNotExist();
    }

    @Test
    void what_lives_on_is_told_again_and_again() {
        assertThat(run(
                        "watch",
                        "--proc",
                        proc.toString(),
                        "--protocol",
                        "tcp",
                        "--interval",
                        "500ms",
                        "--tick",
                        "1s",
                        "--count",
                        "4",
                        "--format",
                        "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out().lines().map(line -> line.replaceAll("\"(time|id)\":\"[^\"]*\"|\"seq\":\\d+,", "")))
                .hasSize(4)
                .startsWith("{\"event\":\"baseline\",,\"connections\":{\"tcp\":1}}")
                .satisfies(lines -> assertThat(lines.stream().distinct()).hasSize(2));
        assertThat(out()).contains("\"event\":\"existing\",\"seq\":4,");
    }

    @Test
    void no_more_lines_a_second_than_asked_for_and_the_rest_is_counted() throws IOException {
        long begin = System.nanoTime();
        assertThat(watch(
                        "--interval",
                        "10ms",
                        "--stats",
                        "10ms",
                        "--rate",
                        "5/s",
                        "--count",
                        "12",
                        "--format",
                        "json",
                        "--output",
                        file("a")))
                .isEqualTo(ExitStatus.OK);
        double seconds = (System.nanoTime() - begin) / 1e9;
        // Five at once, the others 200 ms apart.
        assertThat(seconds).isGreaterThan(1);
        assertThat(out().lines().toList().get(11)).containsPattern("\"coalesced\":[1-9]");
        // What exists, and the one that takes the last of the five beyond it, are not of the pace.
        assertThat(lines("a").size()).isBetween(8, (int) Math.ceil(5 + 5 * seconds) + 2);
    }

    @Test
    void a_rate_or_a_time_that_cannot_be_meant_is_refused() {
        for (String[] wrong : new String[][] {{"--rate", "5"}, {"--rate", "0/s"}, {"--tick", "often"}}) {
            err.reset();
            assertThat(watch(wrong)).isEqualTo(ExitStatus.USAGE);
            assertThat(err().lines()).hasSize(1).first().asString().contains(wrong);
        }
    }
}
