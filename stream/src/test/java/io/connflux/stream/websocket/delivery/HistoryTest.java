package io.connflux.stream.websocket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.fixture.Host;
import io.connflux.model.Moment;
import io.connflux.stream.follow.Step;
import io.connflux.table.Snapshot;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final Instant BEGUN = Instant.parse("2026-11-24T10:00:00Z");

    private final Host host = new Host();
    private final ConnectionTracker tracker = new ConnectionTracker();
    private final History history = new History();
    private long steps;

    /** A poll so long after the first. */
    private void poll(Duration after) throws IOException {
        poll(after, null);
    }

    private void poll(Duration after, @Nullable String failure) throws IOException {
        Snapshot snapshot = host.read();
        StreamCounters none = new StreamCounters(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, null, 0, Duration.ZERO);
        Moment at = Moment.at(BEGUN.plus(after));
        List<ConnectionEvent> changes = tracker.reconcile(snapshot);
        history.take(new Step(++steps, at, tracker.table(), changes, none, failure));
    }

    @Test
    void the_last_thousand_events_are_kept_and_the_others_are_counted() throws Exception {
        poll(Duration.ZERO);
        host.open(1, 600);
        poll(Duration.ofSeconds(1));
        host.open(1_001, 1_700);
        poll(Duration.ofSeconds(2));
        History.Recent recent = history.recent();
        assertThat(recent.events()).hasSize(History.EVENTS);
        assertThat(recent.dropped()).isEqualTo(1_300);
        assertThat(recent.events().get(0).time())
                .isEqualTo(recent.events().get(999).time());
        host.open(5_001, 1);
        poll(Duration.ofSeconds(3));
        assertThat(history.recent().dropped()).isEqualTo(1_301);
    }

    @Test
    void what_opened_is_counted_in_its_two_seconds_and_ten_minutes_are_kept() throws Exception {
        poll(Duration.ZERO);
        host.open(1, 3);
        poll(Duration.ofMillis(1_999));
        host.open(11, 2);
        poll(Duration.ofSeconds(7));
        assertThat(history.recent().bins()).extracting(History.Bin::opened).containsExactly(3, 0, 0, 2);
        poll(Duration.ofMinutes(10).plusSeconds(5));
        assertThat(history.recent().bins()).hasSize(History.BINS);
        assertThat(history.recent().bins())
                .extracting(History.Bin::opened)
                .startsWith(2, 0)
                .doesNotContain(3);
        poll(Duration.ofDays(2));
        assertThat(history.recent().bins()).hasSize(History.BINS).containsOnly(History.Bin.EMPTY);
    }

    @Test
    void a_poll_that_failed_leaves_its_time_unknown() throws Exception {
        poll(Duration.ZERO);
        poll(Duration.ofSeconds(3), "no such file");
        assertThat(history.recent().bins()).extracting(History.Bin::failed).containsExactly(false, true);
    }
}
