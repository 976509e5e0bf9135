package io.connflux.stream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final MadeRecording made = MadeRecording.of(7, 5, 200);

    private Recording recording(byte[] bytes) {
        return recording(List.of(MadeRecording.file(directory, "recorded", bytes)));
    }

    private static Recording recording(List<Path> files) {
        return Recording.of(files).atOnce().existing(true);
    }

    private static List<ConnectionEvent> told(Recording recording) {
        return recording.events().collectList().block(LONG);
    }

    private static List<String> reasons(List<ConnectionEvent> events) {
        return events.stream()
                .filter(event -> event instanceof ConnectionEvent.Lost)
                .map(event -> ((ConnectionEvent.Lost) event).reason())
                .toList();
    }

    private static Map<String, SocketState> map(List<ConnectionEvent> events) {
        Map<String, Connection> map = new HashMap<>();
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.Change change) {
                boolean gone = change instanceof ConnectionEvent.Closed
                        || (change instanceof ConnectionEvent.Update update && update.left());
                if (gone) {
                    map.remove(change.connection().id());
                } else {
                    map.put(change.connection().id(), change.connection());
                }
            }
        }
        return MadeRecording.states(List.copyOf(map.values()));
    }

    @Test
    void what_was_recorded_is_told_again() {
        assertThat(told(recording(made.lines()))).hasToString(made.events().toString());
        assertThat(told(recording(MadeRecording.zipped(made.lines()))))
                .hasToString(made.events().toString());
    }

    @Test
    void a_rotated_set_is_read_in_the_order_of_its_times_whatever_its_names_are() {
        int all = made.events().size();
        List<Path> files = new ArrayList<>();
        for (int part = 0; part < 5; part++) {
            byte[] lines = made.lines(all * part / 5, all * (part + 1) / 5);
            boolean zipped = part < 3;
            files.add(MadeRecording.file(
                    directory, "web.ndjson." + (5 - part), zipped ? MadeRecording.zipped(lines) : lines));
        }
        files.add(MadeRecording.file(directory, "web.ndjson", new byte[0]));
        Collections.shuffle(files, new Random(1));
        assertThat(told(recording(files))).hasToString(made.events().toString());
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
    void the_table_at_each_time_is_that_of_then() {
        Recording recording = recording(made.lines());
        for (Instant time = MadeRecording.BEGUN; !time.isAfter(made.end()); time = time.plusMillis(12_345)) {
            RecordedTable table = recording.tableAt(time).block(LONG);
            assertThat(MadeRecording.states(table.all())).as(time.toString()).isEqualTo(made.tableAt(time));
            assertThat(table.damages()).isEmpty();
            assertThat(table.ended()).isFalse();
        }
        RecordedTable later = recording.tableAt(made.end().plusSeconds(60)).block(LONG);
        assertThat(later.ended()).isTrue();
        assertThat(MadeRecording.states(later.all())).isEqualTo(made.tableAt(made.end()));
        assertThatThrownBy(() ->
                        recording.tableAt(MadeRecording.BEGUN.minusMillis(1)).block(LONG))
                .hasMessageContaining("begins at 2026-11-24T10:00:00Z");
    }

    @Test
    void a_part_begins_with_the_connections_that_there_were() {
        Instant from = MadeRecording.BEGUN.plusMillis(50_500);
        Instant until = MadeRecording.BEGUN.plusSeconds(90);
        List<ConnectionEvent> told = told(recording(made.lines()).between(from, until));
        int baseline = told.indexOf(told.stream()
                .filter(event -> event instanceof ConnectionEvent.Baseline)
                .findFirst()
                .orElseThrow());
        assertThat(told.get(baseline).time()).isEqualTo(from);
        assertThat(map(told.subList(0, baseline))).isEqualTo(made.tableAt(from));
        assertThat(map(told)).isEqualTo(made.tableAt(until));
        assertThat(told)
                .hasToString(told.toString())
                .allMatch(event -> !event.time().isBefore(from) && !event.time().isAfter(until));
        assertThat(told(recording(made.lines()).between(null, MadeRecording.BEGUN)))
                .hasSize(6);
        assertThat(map(told(recording(made.lines()).between(made.end().plusSeconds(9), null))))
                .isEqualTo(made.tableAt(made.end()));
        assertThatThrownBy(() -> recording(made.lines()).between(until, from))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_filter_chooses_of_a_recording_as_of_the_host() {
        Filter closing = Filter.parse("state close-wait and dport = :443");
        List<ConnectionEvent> told = told(recording(made.lines()).where(closing));
        Map<String, SocketState> chosen = new HashMap<>(made.tableAt(made.end()));
        chosen.values().removeIf(state -> state != SocketState.CLOSE_WAIT);
        assertThat(map(told)).isEqualTo(chosen);
        assertThat(told.get(0)).hasToString("baseline tcp 0, at 2026-11-24T10:00:00Z");
        List<ConnectionEvent> open = told(recording(made.lines()).where(c -> c.state() == SocketState.ESTABLISHED));
        assertThat(open).anyMatch(event -> event instanceof ConnectionEvent.Update update && update.left());
        assertThat(map(open).values()).containsOnly(SocketState.ESTABLISHED);
        assertThat(recording(made.lines())
                        .where(closing)
                        .tableAt(made.end())
                        .block(LONG)
                        .all())
                .hasSameSizeAs(chosen.keySet());
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
            RecordedTable table = recording(begin).tableAt(few.end()).block(LONG);
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
    void one_that_was_started_again_begins_anew() throws IOException {
        MadeRecording second = MadeRecording.of(8, 3, 50);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(made.lines());
        both.write(second.lines());
        List<ConnectionEvent> told = told(recording(both.toByteArray()));
        assertThat(reasons(told)).singleElement().asString().contains("begins anew");
        assertThat(told.get(made.events().size())).isInstanceOf(ConnectionEvent.Lost.class);
        RecordedTable table = recording(both.toByteArray()).tableAt(made.end()).block(LONG);
        assertThat(MadeRecording.states(table.all())).isEqualTo(second.tableAt(second.end()));
    }

    @Test
    void one_that_went_on_with_its_state_after_a_restart_is_one_recording() throws IOException {
        int half = made.events().size() / 2;
        Instant restarted = made.events().get(half).time();
        List<ConnectionEvent> after = new ArrayList<>();
        after.add(new ConnectionEvent.Baseline(
                restarted,
                Map.of(Protocol.TCP, map(made.events().subList(0, half)).size())));
        after.add(new ConnectionEvent.Lost(restarted, "these events may not have arrived", 1));
        after.addAll(made.events().subList(half, made.events().size()));
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(made.lines(0, half));
        both.write(MadeRecording.lines(after, 1));
        List<ConnectionEvent> told = told(recording(both.toByteArray()));
        assertThat(reasons(told)).containsExactly("these events may not have arrived");
        assertThat(told).hasSize(made.events().size() + 2);
        RecordedTable table = recording(both.toByteArray()).tableAt(made.end()).block(LONG);
        assertThat(MadeRecording.states(table.all())).isEqualTo(made.tableAt(made.end()));
        assertThat(table.damages()).isEmpty();
    }

    @Test
    void one_that_told_again_what_is_there_after_a_restart_has_nothing_else() throws IOException {
        List<ConnectionEvent> again = new ArrayList<>();
        ConnectionEvent.Existing left = (ConnectionEvent.Existing) made.events().get(0);
        again.add(new ConnectionEvent.Existing(made.end(), left.connection()));
        again.add(new ConnectionEvent.Baseline(made.end(), Map.of(Protocol.TCP, 1)));
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(made.lines());
        both.write(MadeRecording.lines(again, 1));
        RecordedTable table = recording(both.toByteArray()).tableAt(made.end()).block(LONG);
        assertThat(table.all())
                .extracting(Connection::id)
                .containsExactly(left.connection().id());
        assertThat(table.damages()).isEmpty();
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
        assertThat(recording(MadeRecording.lines(late, 1))
                        .tableAt(made.end())
                        .block(LONG)
                        .damages())
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
        assertThatThrownBy(() -> told(recording(List.of(directory.resolve("absent")))))
                .hasMessageContaining("absent");
    }
}
