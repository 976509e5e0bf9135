package io.connflux.stream;

import static io.connflux.stream.ChangesOf.CHOSEN;
import static io.connflux.stream.ChangesOf.OURS;
import static io.connflux.stream.ChangesOf.TIME;
import static io.connflux.stream.ChangesOf.changed;
import static io.connflux.stream.ChangesOf.closed;
import static io.connflux.stream.ChangesOf.connection;
import static io.connflux.stream.ChangesOf.opened;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.SocketState;
import io.connflux.stream.follow.Choice;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;

/** What is told to who chose some connections, by what each was and is. */
class ChoiceTest extends VirtualStream {

    private static final int OTHER = 8;

    private static List<ConnectionEvent> told(ConnectionEvent... events) {
        return Choice.ALL.and(CHOSEN).of(List.of(events));
    }

    @Test
    void what_never_was_chosen_is_not_told() {
        assertThat(told(opened(1, OTHER), changed(1, OTHER, null), changed(1, null, OTHER), closed(1, OTHER)))
                .isEmpty();
    }

    @Test
    void what_is_chosen_now_enters_with_the_change_that_made_it_so() {
        assertThat(told(changed(1, null, OURS))).containsExactly(changed(1, null, OURS));
    }

    @Test
    void what_stays_chosen_is_told_as_it_is() {
        assertThat(told(opened(1, OURS), changed(1, OURS, OURS), closed(1, OURS)))
                .containsExactly(opened(1, OURS), changed(1, OURS, OURS), closed(1, OURS));
    }

    @Test
    void what_is_chosen_no_longer_leaves_and_nothing_more_is_told_of_it() {
        assertThat(told(changed(1, OURS, OTHER), changed(1, OTHER, null), closed(1, null)))
                .containsExactly(changed(1, OURS, OTHER).leaving());
        assertThat(changed(1, OURS, OTHER).leaving().left()).isTrue();
    }

    @Test
    void notices_are_told_to_all() {
        ConnectionEvent lost = new ConnectionEvent.Lost(TIME, "r", 1);
        assertThat(told(lost)).containsExactly(lost);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_the_demand_a_map_by_id_is_what_is_chosen_of_the_newest_table(long seed) {
        Random random = new Random(seed);
        List<Connection> rows = new ArrayList<>();
        int[] polls = {0};
        SnapshotSource source = () -> {
            if (polls[0] < 150) {
                change(rows, random);
            }
            return Snapshot.of(Instant.ofEpochSecond(polls[0]++), rows);
        };
        Predicate<Connection> established = connection -> connection.state() == SocketState.ESTABLISHED;
        ConnectionStream stream = over(source).existing(true).where(CHOSEN).where(established);
        Map<Integer, Connection> map = new HashMap<>();
        BaseSubscriber<ConnectionEvent> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(ConnectionEvent event) {
                if (!(event instanceof ConnectionEvent.Change change)) {
                    return;
                }
                int port = change.connection().local().port();
                boolean ends = event instanceof ConnectionEvent.Closed
                        || (event instanceof ConnectionEvent.Update update && update.left());
                if (ends) {
                    assertThat(map.remove(port)).as("seed %d: %s", seed, event).isNotNull();
                } else {
                    map.put(port, change.connection());
                }
            }
        };
        stream.events().subscribe(subscriber);
        for (int second = 0; second < 160; second++) {
            subscriber.request(random.nextInt(4));
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        subscriber.request(Long.MAX_VALUE);
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(map.keySet())
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(rows.stream()
                        .filter(CHOSEN.and(established))
                        .map(row -> row.local().port())
                        .toList());
        subscriber.cancel();
    }

    private static void change(List<Connection> rows, Random random) {
        for (int i = random.nextInt(5); i > 0; i--) {
            int id = 1 + random.nextInt(30);
            Integer pid = List.of(OURS, OTHER).get(random.nextInt(2));
            SocketState state = random.nextBoolean() ? SocketState.ESTABLISHED : SocketState.CLOSE_WAIT;
            boolean there = rows.removeIf(row -> row.local().port() == id);
            if (!there || random.nextInt(3) > 0) {
                rows.add(connection(id, pid).toBuilder()
                        .state(state)
                        .inode(1_000L + id)
                        .build());
            }
        }
    }
}
