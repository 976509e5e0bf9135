package io.connflux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Connection;
import io.connflux.model.Owner;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A search that is told what an earlier one had found. */
class RememberedOwnersTest extends SearchedHost {

    /** Another search, which remembers what this one has told. */
    private void restart() {
        List<Connection> told = search.follow(host.snapshot(), () -> false).connections();
        search = OwnerSearch.at(host.proc());
        search.remember(told);
    }

    private Owner told(Snapshot snapshot) {
        return snapshot.connections().get(0).owner();
    }

    @Test
    void who_was_told_is_told_before_there_was_time_to_look() throws IOException {
        host.process(20, 12_345, 1, "web");
        host.opens(20, 9, 700);
        restart();
        Snapshot first = search.follow(host.snapshot(), () -> true);
        assertThat(((Owner.Held) told(first)).first().pid()).isEqualTo(20);
        assertThat(((Owner.Held) told(first)).first().started())
                .isEqualTo(holder(700).started());
        poll();
        assertThat(pids(700)).containsExactly(20);
    }

    @Test
    void who_was_told_stays_until_another_is_found() throws IOException {
        host.process(20, 12_345, 1, "web");
        host.opens(20, 9, 700);
        restart();
        host.closes(20, 9);
        poll();
        poll();
        assertThat(pids(700)).containsExactly(20);
    }

    @Test
    void a_process_that_is_gone_is_not_told() throws IOException {
        host.process(20, 12_345, 1, "web");
        host.opens(20, 9, 700);
        List<Connection> told = search.follow(host.snapshot(), () -> false).connections();
        host.end(20);
        // Its pid was given out again.
        host.process(20, 99, 1, "other");
        search = OwnerSearch.at(host.proc());
        search.remember(told);
        assertThat(told(search.follow(host.snapshot(), () -> true))).isNotInstanceOf(Owner.Held.class);
    }

    @Test
    void whoever_has_it_now_takes_the_place_of_who_was_told() throws IOException {
        host.process(20, 10, 1, "inetd");
        host.opens(20, 9, 700);
        List<Connection> told = search.follow(host.snapshot(), () -> false).connections();
        host.process(21, 20, 20, "worker");
        host.holds(21, 8, 700);
        host.closes(20, 9);
        search = OwnerSearch.at(host.proc());
        search.remember(told);
        poll();
        poll();
        assertThat(pids(700)).containsExactly(21);
    }

    @Test
    void what_is_not_met_soon_is_forgotten() throws IOException {
        host.process(20, 10, 1, "web");
        host.opens(20, 9, 700);
        restart();
        host.gone(700);
        poll();
        poll();
        poll();
        host.closes(20, 9);
        host.socket(700, SocketState.ESTABLISHED);
        assertThat(told(search.follow(host.snapshot(), () -> true))).isNotInstanceOf(Owner.Held.class);
    }
}
