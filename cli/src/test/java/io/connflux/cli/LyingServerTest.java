package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.model.PlainText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A server may say anything, in each of its fields: nothing of it does anything to the terminal of who watches it. */
class LyingServerTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TIMES =
            "\"seq\":1,\"time\":\"2026-11-24T10:00:01.000Z\",\"since\":\"2026-11-24T10:00:00.000Z\"";
    private static final String CONNECTION =
            "\"protocol\":\"tcp\",\"local\":{\"address\":\"10.0.0.1\",\"port\":\"80\"},"
                    + "\"remote\":{\"address\":\"10.0.0.2\",\"port\":\"5\"},\"state\":\"ESTABLISHED\",\"direction\":\"inbound\","
                    + "\"netns\":{\"inode\":7,\"name\":\"blue\"}";
    private static final String PROCESS =
            "\"pid\":1,\"name\":\"web\",\"started\":\"2026-11-24T10:00:00.000Z\",\"user\":\"u\"";

    /** Lines with every text that there is. */
    private static final List<String> LINES = List.of(
            "{\"event\":\"lost\"," + TIMES + ",\"reason\":\"r\",\"count\":1}",
            "{\"event\":\"unreadable\"," + TIMES
                    + ",\"reason\":\"r\",\"count\":1,\"file\":\"/f\",\"line\":1,\"column\":1,\"text\":\"t\"}",
            "{\"event\":\"baseline\"," + TIMES + ",\"connections\":{\"tcp\":1},\"resume\":\"a1\",\"resumed\":false}",
            "{\"event\":\"opened\"," + TIMES + "," + CONNECTION + ",\"process\":{" + PROCESS
                    + ",\"executable\":\"/x\",\"command_line\":\"c\"},\"processes\":[{" + PROCESS + "},{" + PROCESS
                    + "}],\"container\":{\"id\":\"i\",\"runtime\":\"docker\",\"pod\":\"p\"},\"unit\":\"u\"}",
            "{\"event\":\"closed\"," + TIMES + "," + CONNECTION
                    + ",\"owner\":\"exited\",\"opened\":\"2026-11-24T10:00:00.000Z\"}",
            "{\"event\":\"state-changed\"," + TIMES + "," + CONNECTION + ",\"previous_state\":\"SYN_SENT\"}",
            "{\"event\":\"later\"," + TIMES.replaceAll(",\"since.*", "") + "}");

    /** C0, DEL, C1, marks and overrides of direction, isolates, joiners, tags, separators, a half of a pair. */
    private static final List<String> KINDS = List.of(
            "\u001b[2J",
            "\u0007",
            "\0",
            "\n",
            "\r",
            "\t",
            "\u007f",
            "\u0085",
            "\u009b31m",
            "\u200f",
            "\u202e",
            "\u2066",
            "\u2069",
            "\u061c",
            "\u200b",
            "\u00ad",
            "\ufeff",
            "\u2028",
            "\u2029",
            "\uD83D",
            "\uDC00",
            "\uDB40\uDC41");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitStatus watch(String... args) {
        return Connflux.run(
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Stream.concat(Stream.of("watch"), Stream.of(args)).toArray(String[]::new));
    }

    private void assertHarmless(String said) {
        for (ByteArrayOutputStream output : List.of(out, err)) {
            String text = output.toString(StandardCharsets.UTF_8);
            assertThat(text.codePoints().allMatch(c -> c == '\n' || PlainText.isPlain(c)))
                    .as("%s after %s", text, said)
                    .isTrue();
        }
    }

    static List<Arguments> fields() {
        List<Arguments> fields = new ArrayList<>();
        for (String line : LINES) {
            int count = texts(JSON.readTree(line)).size();
            for (int i = 0; i < count; i++) {
                String event = line.replaceAll("\\{\"event\":\"([a-z-]+).*", "$1");
                fields.add(Arguments.of(event, texts(JSON.readTree(line)).get(i).key, line, i));
            }
        }
        return fields;
    }

    /** A text, and where it stands. */
    private record Field(ObjectNode object, String key) {}

    private static List<Field> texts(JsonNode node) {
        List<Field> fields = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.propertyNames().stream()
                    .filter(key -> object.get(key).isString())
                    .forEach(key -> fields.add(new Field(object, key)));
        }
        node.values().forEach(inner -> fields.addAll(texts(inner)));
        return fields;
    }

    @ParameterizedTest(name = "{0}: {1} ({3})")
    @MethodSource("fields")
    void no_text_of_a_server_does_anything_to_a_terminal(String event, String key, String line, int index)
            throws Exception {
        // Where the first is refused the stream ends: each kind is the first of some field.
        List<String> kinds = new ArrayList<>(KINDS);
        Collections.rotate(kinds, index);
        List<String> lies = new ArrayList<>();
        for (String kind : kinds) {
            JsonNode lie = JSON.readTree(line);
            Field field = texts(lie).get(index);
            ((ObjectNode) lie).put("seq", lies.size() + 1);
            field.object.put(key, field.object.get(key).asString() + kind + "b");
            lies.add(lie.toString());
        }
        for (String format : List.of("text", "json")) {
            out.reset();
            err.reset();
            try (LyingServer server = LyingServer.saying(lies)) {
                String count = Integer.toString(lies.size());
                ExitStatus status =
                        watch("--format", format, "--existing", "--count", count, "--for", "10s", server.uri());
                assertThat(out.size() + err.size()).as("%s %s", event, key).isPositive();
                assertThat(status).isIn(ExitStatus.OK, ExitStatus.FAILURE);
                if (status == ExitStatus.OK) {
                    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(lies.size());
                }
            }
            assertHarmless(String.join("\n", lies));
        }
    }

    @Test
    void the_reason_of_an_end_does_nothing_to_a_terminal() throws Exception {
        String kinds = String.join("b", KINDS.subList(0, 19));
        try (LyingServer server = LyingServer.closing(LINES.get(0), "end" + kinds)) {
            // Its second line comes when the connection has been lost and is made again.
            watch("--format", "json", "--count", "2", "--for", "60s", server.uri());
        }
        assertHarmless(kinds);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("1008 end\uFFFD[2Jb\uFFFDb");
    }

    @Test
    void what_only_a_later_version_knows_is_said_once_and_counted() throws Exception {
        String later = LINES.get(6);
        List<String> lines = List.of(
                later, later.replace("\"seq\":1", "\"seq\":2"), LINES.get(0).replace("\"seq\":1", "\"seq\":3"));
        try (LyingServer server = LyingServer.saying(lines)) {
            assertThat(watch("--format", "json", "--count", "1", server.uri())).isEqualTo(ExitStatus.OK);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{\"event\":\"lost\",\"seq\":1,");
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .anyMatch(line -> line.endsWith("(event 'later'): such lines are passed over"))
                .anyMatch(line -> line.endsWith("2 lines"));
    }
}
