package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTableTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void the_difference_of_two_truths_applied_to_the_older_gives_the_newer(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            List<Connection> rows = RandomRows.next(random, List.of());
            Subscriber tracker = new Subscriber(false);
            List<ConnectionTable> truths = new ArrayList<>();
            for (int second = 0; second < 12; second++) {
                Rows.events(tracker, Rows.at(second, rows));
                truths.add(tracker.table());
                rows = RandomRows.next(random, rows);
            }
            for (int older = 0; older < truths.size(); older++) {
                for (int newer = older; newer < truths.size(); newer++) {
                    List<String> known = keys(truths.get(older));
                    List<ConnectionEvent> events = truths.get(newer).changesSince(truths.get(older));
                    RandomRows.apply(known, events);
                    assertThat(known)
                            .as("seed %d, round %d, from %d to %d", seed, round, older, newer)
                            .containsExactlyInAnyOrderElementsOf(keys(truths.get(newer)));
                }
            }
        }
    }

    @Test
    void a_truth_stays_as_it_was_when_the_tracker_goes_on() {
        Subscriber tracker = new Subscriber(false);
        Rows.events(tracker, Rows.at(0));
        Rows.events(tracker, Rows.at(1, Rows.tcp(80, 5000, SocketState.ESTABLISHED, 7)));
        ConnectionTable before = tracker.table();
        Rows.events(tracker, Rows.at(2, Rows.tcp(80, 5000, SocketState.TIME_WAIT, 0)));
        Rows.events(tracker, Rows.at(3));
        Rows.events(tracker, Rows.at(4, Rows.tcp(81, 5001, SocketState.ESTABLISHED, 8)));
        assertThat(before.connections()).singleElement().satisfies(c -> assertThat(c.inode())
                .isEqualTo(7));
        assertThat(tracker.table().changesSince(before).stream().map(Rows::line))
                .containsExactly("closed 80>5000 ESTABLISHED 7", "opened 81>5001 ESTABLISHED 8");
    }

    @Test
    void a_tuple_that_was_used_again_in_between_is_closed_and_opened() {
        Subscriber tracker = new Subscriber(false);
        Rows.events(tracker, Rows.at(0, Rows.tcp(80, 5000, SocketState.ESTABLISHED, 0)));
        ConnectionTable before = tracker.table();
        Rows.events(tracker, Rows.at(1));
        Rows.events(tracker, Rows.at(2, Rows.tcp(80, 5000, SocketState.ESTABLISHED, 0)));
        assertThat(tracker.table().changesSince(before).stream().map(Rows::line))
                .containsExactly("closed 80>5000 ESTABLISHED 0", "opened 80>5000 ESTABLISHED 0");
    }

    @Test
    void an_opened_event_has_the_time_at_which_it_was_first_seen() {
        Subscriber tracker = new Subscriber(false);
        Rows.events(tracker, Rows.at(0));
        ConnectionTable before = tracker.table();
        Connection row = Rows.tcp(80, 5000, SocketState.ESTABLISHED, 7);
        Rows.events(tracker, Rows.at(1, row));
        Rows.events(tracker, Rows.at(2, row));
        ConnectionTable later = tracker.table();
        assertThat(later.changesSince(before)).singleElement().satisfies(event -> {
            assertThat(event.time()).isEqualTo(Instant.ofEpochSecond(1));
            assertThat(((ConnectionEvent.Opened) event).since()).isEqualTo(Instant.EPOCH);
        });
        Rows.events(tracker, Rows.at(3));
        assertThat(tracker.table().changesSince(later)).singleElement().satisfies(event -> assertThat(
                        ((ConnectionEvent.Closed) event).connection().opened())
                .isEqualTo(Instant.ofEpochSecond(1)));
    }

    @Test
    void listeners_that_share_a_port_are_told_apart_by_their_inodes() {
        Subscriber tracker = new Subscriber(false);
        Rows.events(tracker, Rows.at(0, Rows.listener(80, 1), Rows.listener(80, 2), Rows.listener(80, 3)));
        ConnectionTable before = tracker.table();
        Rows.events(tracker, Rows.at(1, Rows.listener(80, 3)));
        assertThat(tracker.table().changesSince(before).stream().map(Rows::line))
                .containsExactly("closed 80>0 LISTEN 1", "closed 80>0 LISTEN 2");
        assertThat(tracker.table().counts()).containsEntry(Protocol.TCP, 1);
    }

    private static List<String> keys(ConnectionTable truth) {
        List<String> keys = new ArrayList<>();
        truth.connections().forEach(c -> keys.add(RandomRows.key(c)));
        return keys;
    }
}
