package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.fixture.Host;
import io.connflux.model.Moment;
import io.connflux.stream.encode.EncodedEvents;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.follow.Step;
import io.connflux.stream.websocket.delivery.EncodedStep;
import io.connflux.stream.websocket.query.Selection;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.table.Snapshot;
import io.connflux.track.ConnectionTable;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedStepTest {

    private final Host host = new Host().open(1, 5);
    private final ConnectionTracker tracker = new ConnectionTracker();
    private long steps;

    private Step step() throws IOException {
        Snapshot snapshot = host.read();
        List<ConnectionEvent> changes = tracker.reconcile(snapshot);
        StreamCounters none = new StreamCounters(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, null, 0, Duration.ZERO);
        steps++;
        return new Step(steps, Moment.at(snapshot.time()), tracker.table(), changes, none, null);
    }

    private static EncodedStep lines(Step step, String query) {
        return new EncodedStep(step, Selection.parse("/events" + query), EncoderSettings.NONE);
    }

    @Test
    void who_fell_behind_at_one_step_shares_the_lines_of_the_difference() throws Exception {
        ConnectionTable older = step().table();
        host.open(100, 3);
        Step between = step();
        host.open(200, 3);
        EncodedStep lines = lines(step(), "");
        EncodedEvents first = lines.since(older).get(0);
        assertThat(lines.since(older).get(0)).isSameAs(first);
        assertThat(first.size()).isEqualTo(6);
        assertThat(lines.since(between.table()).get(0).size()).isEqualTo(3);
    }

    @Test
    void who_was_told_up_to_one_table_what_is_carried_shares_the_lines_of_what_has_been_since() throws Exception {
        host.send(2, 10);
        ConnectionTable older = step().table();
        host.send(2, 10);
        EncodedStep lines = lines(step(), "");
        EncodedEvents first = lines.carriedSince(older).get(0);
        assertThat(lines.carriedSince(older).get(0)).isSameAs(first);
        assertThat(first.size()).isEqualTo(1);
    }

    @Test
    void a_step_is_quiet_for_those_whose_protocols_have_not_changed() throws Exception {
        assertThat(lines(step(), "").isQuiet(null)).isTrue();
        host.open(100, 1);
        Step step = step();
        assertThat(lines(step, "").isQuiet(null)).isFalse();
        assertThat(lines(step, "?protocol=udp").isQuiet(null)).isTrue();
        assertThat(lines(step, "?protocol=udp").changes()).isEmpty();
        assertThat(lines(step, "?filter=port+%3d+100").isQuiet(null)).isFalse();
        assertThat(lines(step, "?filter=port+%3d+99").isQuiet(null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_is_left_of_a_chunk_is_its_lines_behind_one(long seed) throws Exception {
        Random random = new Random(seed);
        ConnectionTable older = step().table();
        host.open(100, 300 + random.nextInt(700));
        List<LineBatch.Run> runs = new ArrayList<>();
        lines(step(), "").since(older).forEach(lines -> {
            int from = random.nextInt(lines.size());
            runs.add(new LineBatch.Run(lines, from, from + 1 + random.nextInt(lines.size() - from)));
        });
        LineBatch chunk = new LineBatch(1, 1_000, runs, 0);
        long known = 999L + random.nextInt((int) (chunk.lastSeq() - 999));
        LineBatch rest = chunk.after(known);
        assertThat(rest.firstSeq()).as("seed %d", seed).isEqualTo(known + 1);
        assertThat(rest.lastSeq()).as("seed %d", seed).isEqualTo(chunk.lastSeq());
        assertThat(texts(rest))
                .as("seed %d", seed)
                .isEqualTo(
                        texts(chunk).subList((int) (known - 999), texts(chunk).size()));
    }

    private static List<String> texts(LineBatch chunk) {
        List<String> texts = new ArrayList<>();
        for (LineBatch.Run run : chunk.runs()) {
            for (int i = run.from(); i < run.to(); i++) {
                byte[] target = new byte[run.lines().maxLength(i)];
                int length = run.lines().copy(i, 0, target, 0);
                texts.add(new String(target, 0, length, java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return texts;
    }
}
