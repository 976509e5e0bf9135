package io.connflux.stream.replay;

import static io.connflux.stream.replay.ToldRecording.map;
import static io.connflux.stream.replay.ToldRecording.ofFiles;
import static io.connflux.stream.replay.ToldRecording.reasons;
import static io.connflux.stream.replay.ToldRecording.tableAt;
import static io.connflux.stream.replay.ToldRecording.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording tells of which something is missing, or is no event. */
class DamagedRecordingTest {

    @TempDir
    private Path directory;

    private final MadeRecording made = MadeRecording.of(7, 5, 200);

    private Recording recording(byte[] bytes) {
        return ofFiles(List.of(MadeRecording.file(directory, "recorded", bytes)));
    }

    @Test
    void several_gzip_members_are_one_file_and_what_is_no_member_is_said() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(MadeRecording.zipped(made.lines(0, 50)));
        both.write(MadeRecording.zipped(made.lines(50, made.events().size())));
        assertThat(told(recording(both.toByteArray())))
                .hasToString(made.events().toString());
        both.write("and a text behind it that is long enough to be one".getBytes(StandardCharsets.UTF_8));
        List<ConnectionEvent> told = told(recording(both.toByteArray()));
        assertThat(told).hasSize(made.events().size() + 1);
        assertThat(reasons(told)).singleElement().asString().contains("is not compressed");
    }

    @Test
    void a_recording_that_is_cut_anywhere_gives_what_is_whole_and_says_where_it_ends() {
        MadeRecording few = MadeRecording.of(9, 3, 20);
        byte[] lines = few.lines();
        for (int cut = lines.length - 1_024; cut < lines.length; cut++) {
            byte[] begin = Arrays.copyOf(lines, cut);
            boolean lacksLineFeed = lines[cut] == '\n';
            boolean complete = lacksLineFeed || lines[cut - 1] == '\n';
            int feeds = (int) new String(begin, StandardCharsets.UTF_8).lines().count();
            int whole = complete ? feeds : feeds - 1;
            List<ConnectionEvent> told = told(recording(begin));
            assertThat(told).as("cut at " + cut).hasSize(whole + (complete ? 0 : 1));
            assertThat(told.subList(0, whole))
                    .hasToString(few.events().subList(0, whole).toString());
            assertThat(reasons(told))
                    .hasSize(complete ? 0 : 1)
                    .allMatch(reason ->
                            reason.endsWith("recorded, line " + (whole + 1) + ": ends in the middle of an event"));
            RecordedTable table = tableAt(recording(begin), few.end());
            assertThat(MadeRecording.states(table.all())).isEqualTo(map(told));
            assertThat(table.damages()).hasSize(complete ? 0 : 1);
        }
    }

    @Test
    void a_compressed_recording_that_is_cut_anywhere_gives_what_is_whole_and_says_that_it_is_cut() {
        MadeRecording few = MadeRecording.of(9, 3, 30);
        byte[] zipped = MadeRecording.zipped(few.lines());
        int most = 0;
        for (int cut = zipped.length - 1_024; cut < zipped.length; cut++) {
            List<ConnectionEvent> told = told(recording(Arrays.copyOf(zipped, cut)));
            assertThat(reasons(told))
                    .as("cut at " + cut)
                    .singleElement()
                    .asString()
                    .contains("cannot be read to its end");
            int events = told.size() - 1;
            assertThat(told.subList(0, events))
                    .hasToString(few.events().subList(0, events).toString());
            assertThat(events).isGreaterThanOrEqualTo(most);
            most = events;
        }
        assertThat(most).isEqualTo(few.events().size());
    }

    @Test
    void damage_costs_its_lines_alone_and_is_said_with_its_place() {
        String[] lines =
                new String(made.lines(), StandardCharsets.UTF_8).lines().toArray(String[]::new);
        lines[20] = lines[20].substring(0, 40);
        lines[30] = "\u0000\u0001 garbage";
        lines[31] = "x".repeat(100_000);
        lines[32] = "{\"event\":\"merged\",\"seq\":33,\"time\":\"2026-11-24T10:00:00Z\"}";
        lines[15] = lines[15].replaceFirst("2026-11", "+999999999-11");
        lines[40] = lines[40].replaceFirst("\"protocol\":\"tcp\"", "\"protocol\":\"sctp\"");
        List<String> left = new ArrayList<>(List.of(lines));
        left.subList(60, 63).clear();
        List<ConnectionEvent> told = told(recording(String.join("\n", left).getBytes(StandardCharsets.UTF_8)));
        List<String> reasons = new ArrayList<>(reasons(told));
        assertThat(told).hasSize(made.events().size() - 9 + reasons.size());
        assertThat(reasons).hasSize(5);
        assertThat(reasons.remove(0)).contains("recorded, line 16: is no event ('time' is no time of RFC 3339)");
        assertThat(reasons.get(0)).contains("line 21: is no event (");
        assertThat(reasons.get(1)).contains("line 31: is no event (").endsWith("and 2 lines behind it");
        assertThat(reasons.get(2)).contains("line 41: ", "sctp");
        assertThat(reasons.get(3)).endsWith("line 61: 3 events are missing before it");
    }

    @Test
    void much_damage_is_told_in_few_words() {
        List<String> lines = new ArrayList<>();
        for (String line :
                new String(made.lines(), StandardCharsets.UTF_8).lines().toList()) {
            lines.add(line);
            lines.add("damage");
        }
        List<String> reasons = reasons(told(recording(String.join("\n", lines).getBytes(StandardCharsets.UTF_8))));
        assertThat(reasons)
                .hasSize(21)
                .last()
                .isEqualTo("further damage: " + (made.events().size() - 20) + " lines or events");
    }

    @Test
    void one_without_its_beginning_or_its_existing_connections_says_so() {
        List<ConnectionEvent> middle =
                told(recording(made.lines(100, made.events().size())));
        assertThat(reasons(middle)).singleElement().asString().contains("begins in the middle, with event 101");
        assertThat(middle.get(1)).isInstanceOf(ConnectionEvent.Baseline.class);
        assertThat(middle).hasSize(made.events().size() - 100 + 2);
        List<ConnectionEvent> late = new ArrayList<>(made.events().subList(5, 60));
        List<ConnectionEvent> told = told(recording(MadeRecording.lines(late, 1)));
        assertThat(reasons(told))
                .singleElement()
                .asString()
                .contains("does not tell the 5 connections that were there");
        assertThat(tableAt(recording(MadeRecording.lines(late, 1)), made.end()).damages())
                .singleElement()
                .asString()
                .contains("does not tell the 5 connections");
    }

    @Test
    void what_is_no_recording_is_an_error_that_says_what_one_is() {
        for (String text :
                List.of("", "\n\n", "a text\nof two lines\n", "{\"@timestamp\":\"2026-11-24T10:00:00Z\"}\n")) {
            assertThatThrownBy(() -> told(recording(text.getBytes(StandardCharsets.UTF_8))))
                    .hasRootCauseInstanceOf(IOException.class)
                    .hasMessageContaining("recorded")
                    .hasMessageContaining("format json");
        }
        assertThatThrownBy(() -> told(ofFiles(List.of(directory.resolve("absent")))))
                .hasMessageContaining("absent");
    }
}
