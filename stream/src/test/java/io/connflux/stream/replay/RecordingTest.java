package io.connflux.stream.replay;

import static io.connflux.stream.replay.ToldRecording.map;
import static io.connflux.stream.replay.ToldRecording.ofFiles;
import static io.connflux.stream.replay.ToldRecording.reasons;
import static io.connflux.stream.replay.ToldRecording.tableAt;
import static io.connflux.stream.replay.ToldRecording.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole recording tells. */
class RecordingTest {

    @TempDir
    private Path directory;

    private final MadeRecording made = MadeRecording.of(7, 5, 200);

    private Recording recording(byte[] bytes) {
        return ofFiles(List.of(MadeRecording.file(directory, "recorded", bytes)));
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
        assertThat(told(ofFiles(files))).hasToString(made.events().toString());
    }

    @Test
    void the_table_at_each_time_is_that_of_then() {
        Recording recording = recording(made.lines());
        for (Instant time = MadeRecording.BEGUN; !time.isAfter(made.end()); time = time.plusMillis(12_345)) {
            RecordedTable table = tableAt(recording, time);
            assertThat(MadeRecording.states(table.all())).as(time.toString()).isEqualTo(made.tableAt(time));
            assertThat(table.damages()).isEmpty();
            assertThat(table.ended()).isFalse();
        }
        RecordedTable later = tableAt(recording, made.end().plusSeconds(60));
        assertThat(later.ended()).isTrue();
        assertThat(MadeRecording.states(later.all())).isEqualTo(made.tableAt(made.end()));
        assertThatThrownBy(() -> tableAt(recording, MadeRecording.BEGUN.minusMillis(1)))
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
        assertThat(tableAt(recording(made.lines()).where(closing), made.end()).all())
                .hasSameSizeAs(chosen.keySet());
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
        RecordedTable table = tableAt(recording(both.toByteArray()), made.end());
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
        RecordedTable table = tableAt(recording(both.toByteArray()), made.end());
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
        RecordedTable table = tableAt(recording(both.toByteArray()), made.end());
        assertThat(table.all())
                .extracting(Connection::id)
                .containsExactly(left.connection().id());
        assertThat(table.damages()).isEmpty();
    }
}
