package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

/** A stream that keeps its state: what one run after the other tells. */
class RestartedStreamTest extends KeptStream {

    @Test
    void what_happened_between_two_runs_is_told_and_nothing_else() {
        rows(1, 2);
        assertThat(run(stream().existing(true).goingOn("a"), 2))
                .containsExactly("existing 1 #1", "existing 2 #0", "baseline 2");
        rows(2, 3);
        seconds(60);
        assertThat(run(stream().existing(true).goingOn("a"), 2))
                .containsExactly("baseline 2", "closed 1 #1", "opened 3 #2");
        assertThat(run(stream().existing(true).goingOn("a"), 2)).containsExactly("baseline 2");
        assertThat(said).hasSize(2).allMatch(words -> words.contains("goes on after "));
    }

    @Test
    void since_is_the_last_look_of_the_run_before() {
        rows(1);
        run(stream().goingOn("a"), 3);
        rows();
        seconds(60);
        List<ConnectionEvent> told = new ArrayList<>();
        Disposable running = stream().goingOn("a").events().subscribe(told::add);
        end(running);
        assertThat(told.get(1)).isInstanceOfSatisfying(ConnectionEvent.Closed.class, closed -> {
            assertThat(closed.since()).isEqualTo(Instant.ofEpochSecond(2));
            assertThat(closed.time()).isEqualTo(Instant.ofEpochSecond(62));
        });
    }

    @Test
    void whoever_has_no_name_begins_with_what_is_there_and_the_ids_that_it_has() {
        rows(1);
        run(stream().goingOn("a"), 2);
        rows(1, 2);
        assertThat(run(stream().existing(true), 1)).containsExactly("existing 1 #0", "existing 2 #1", "baseline 2");
    }

    @Test
    void each_name_goes_on_where_it_was() {
        rows(1);
        run(stream().goingOn("a"), 1);
        rows(1, 2);
        run(stream().goingOn("b"), 1);
        rows(2);
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 1", "closed 1 #0", "opened 2 #1");
        assertThat(run(stream().goingOn("b"), 1)).containsExactly("baseline 2", "closed 1 #0");
    }

    @Test
    void a_slow_subscriber_goes_on_where_it_was_and_not_where_the_polls_were() {
        rows(1);
        Asking slow = new Asking();
        stream().goingOn("a").events().subscribe(slow);
        slow.request(1);
        rows(1, 2);
        seconds(1);
        slow.request(1);
        rows(3);
        seconds(1);
        slow.dispose();
        end(slow);
        assertThat(slow.told).containsExactly("baseline 1", "opened 2 #1");
        rows(4);
        assertThat(run(stream().goingOn("a"), 1))
                .containsExactly("baseline 2", "closed 1 #0", "closed 2 #1", "opened 4 #3");
    }

    @Test
    void events_that_may_not_have_arrived_are_counted_and_not_told_again() {
        rows(1);
        Asking slow = new Asking();
        stream().goingOn("a").events().subscribe(slow);
        slow.request(1);
        rows(1, 2, 3, 4);
        seconds(1);
        slow.request(2);
        slow.dispose();
        end(slow);
        assertThat(slow.told).containsExactly("baseline 1", "opened 2 #1", "opened 3 #2");
        List<ConnectionEvent> told = new ArrayList<>();
        end(stream().goingOn("a").events().subscribe(told::add));
        assertThat(told).hasSize(2);
        assertThat(told.get(1)).isInstanceOfSatisfying(ConnectionEvent.Lost.class, lost -> assertThat(lost.count())
                .isEqualTo(3));
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 4");
    }

    @Test
    void after_a_reboot_all_old_ones_have_closed() throws IOException {
        rows(1);
        run(stream().goingOn("a"), 2);
        Files.writeString(boot, "99999999-2222-3333-4444-555555555555\n");
        assertThat(run(stream().goingOn("a"), 1)).containsExactly("baseline 1", "closed 1 #0", "opened 1 #1");
        assertThat(said).singleElement().asString().contains("is of an earlier boot: the 1 connections");
    }

    @Test
    void a_filter_judges_what_was_and_what_is() {
        rows(1, 2);
        run(stream().where(Filter.parse("sport 2")).goingOn("a"), 2);
        rows(2, 3);
        assertThat(run(stream().where(Filter.parse("sport 2 or sport 3")).goingOn("a"), 1))
                .containsExactly("baseline 1", "opened 3 #2");
    }

    private static final class Asking extends BaseSubscriber<ConnectionEvent> {
        private final List<String> told = new ArrayList<>();

        @Override
        protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
            // Only when it asks.
        }

        @Override
        protected void hookOnNext(ConnectionEvent event) {
            told.add(words(event));
        }
    }
}
