package io.connflux.stream.websocket.client;

import static io.connflux.stream.ChangesOf.CHOSEN;
import static io.connflux.stream.ChangesOf.OURS;
import static io.connflux.stream.ChangesOf.TIME;
import static io.connflux.stream.ChangesOf.changed;
import static io.connflux.stream.ChangesOf.closed;
import static io.connflux.stream.ChangesOf.existing;
import static io.connflux.stream.ChangesOf.opened;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server's events, as they are told to who chose some connections. */
class RemoteChoiceTest {

    private static final int OTHER = 8;

    private final RemoteChoice choice = new RemoteChoice(CHOSEN, true);

    private List<ConnectionEvent> told(ConnectionEvent... events) {
        return new ArrayList<>(Stream.of(events)
                .map(event -> choice.told(event))
                .filter(Objects::nonNull)
                .toList());
    }

    private static ConnectionEvent baseline(int tcp) {
        return new ConnectionEvent.Baseline(TIME, Map.of(Protocol.TCP, tcp));
    }

    @Test
    void those_that_exist_are_told_and_counted_where_they_are_chosen() {
        assertThat(told(existing(1, OURS), existing(2, OTHER), existing(3, OURS), baseline(3)))
                .containsExactly(existing(1, OURS), existing(3, OURS), baseline(2));
        RemoteChoice counted = new RemoteChoice(CHOSEN, false);
        assertThat(counted.told(existing(1, OURS))).isNull();
        assertThat(counted.told(baseline(9))).isEqualTo(baseline(1));
    }

    @Test
    void one_whose_owner_is_found_late_enters_and_is_told_to_its_end() {
        assertThat(told(baseline(0), opened(1, null), changed(1, null, OURS), closed(1, OURS)))
                .containsExactly(baseline(0), changed(1, null, OURS), closed(1, OURS));
    }

    @Test
    void one_that_another_process_took_leaves_though_no_line_says_whose_it_was() {
        assertThat(told(baseline(0), opened(1, OURS), changed(1, null, OTHER), closed(1, OTHER)))
                .containsExactly(
                        baseline(0), opened(1, OURS), changed(1, null, OTHER).leaving());
    }

    @Test
    void what_existed_and_was_only_counted_leaves_too() {
        RemoteChoice counted = new RemoteChoice(CHOSEN, false);
        counted.told(existing(1, OURS));
        counted.told(baseline(1));
        assertThat(counted.told(changed(1, null, OTHER)))
                .isEqualTo(changed(1, null, OTHER).leaving());
    }

    @Test
    void a_stream_that_begins_anew_counts_anew() {
        told(existing(1, OURS), baseline(5));
        assertThat(told(new ConnectionEvent.Lost(TIME, "begins anew", 1), existing(5, OURS), baseline(9)))
                .containsExactly(new ConnectionEvent.Lost(TIME, "begins anew", 1), existing(5, OURS), baseline(1));
        assertThat(told(changed(1, null, OTHER))).isEmpty();
    }

    @Test
    void one_that_is_told_again_is_so_whether_or_not_a_baseline_was_asked_for() {
        RemoteChoice counted = new RemoteChoice(CHOSEN, false);
        counted.told(existing(1, OURS));
        counted.told(baseline(1));
        assertThat(counted.told(existing(1, OURS))).isEqualTo(existing(1, OURS));
        assertThat(counted.told(existing(2, OTHER))).isNull();
        counted.told(new ConnectionEvent.Lost(TIME, "a file could not be read", 1));
        assertThat(counted.told(existing(1, OURS))).isEqualTo(existing(1, OURS));
    }
}
