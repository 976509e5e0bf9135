package io.connflux.stream.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentChangesTest {

    private final RecentChanges recent = new RecentChanges(20);

    private static List<ConnectionEvent> events(int number) {
        return Collections.nCopies(number, new ConnectionEvent.Lost(Instant.EPOCH, "a test", number));
    }

    @Test
    void what_lies_between_two_steps_is_given_in_order() {
        recent.add(1, events(1));
        recent.add(2, events(2));
        recent.add(3, List.of());
        recent.add(4, events(3));
        assertThat(recent.between(1, 3)).hasSize(2);
        assertThat(recent.between(1, 4)).hasSize(5).last().extracting("count").isEqualTo(3L);
        assertThat(recent.between(4, 4)).isEmpty();
    }

    @Test
    void where_some_of_it_is_gone_nothing_is_given() {
        for (int number = 1; number <= 5; number++) {
            recent.add(number, events(5));
        }
        assertThat(recent.between(1, 5)).isNull();
        assertThat(recent.between(2, 5)).hasSize(15);
        assertThat(recent.between(4, 6)).isNull();
    }

    @Test
    void a_step_that_is_larger_than_all_of_it_is_not_kept() {
        recent.add(1, events(1));
        recent.add(2, events(30));
        assertThat(recent.between(1, 2)).isNull();
    }
}
