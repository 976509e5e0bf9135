package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The law: whatever a subscriber was given and whatever it missed, its events applied to its baseline give the newest table. */
class ConflationTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void events_applied_to_the_old_table_give_the_new_one(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            List<Connection> rows = RandomRows.next(random, List.of());
            Subscriber tracker = new Subscriber(true);
            List<String> known = new ArrayList<>();
            RandomRows.apply(known, Rows.events(tracker, Rows.at(0, rows)));
            for (int second = 1; second < 12; second++) {
                int missed = random.nextInt(4);
                for (int i = 0; i <= missed; i++) {
                    rows = RandomRows.next(random, rows);
                }
                RandomRows.apply(known, Rows.events(tracker, Rows.at(second, rows)));
                assertThat(known)
                        .as("seed %d, round %d, second %d", seed, round, second)
                        .containsExactlyInAnyOrderElementsOf(
                                rows.stream().map(RandomRows::key).toList());
            }
        }
    }
}
