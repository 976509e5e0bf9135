package io.connflux.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Endpoint;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.ProcessChoice;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChosenEventsTest {

    private static final Instant T1 = Instant.parse("2026-01-01T00:00:01Z");
    private static final Instant T2 = T1.plusSeconds(1);
    private static final Instant T3 = T1.plusSeconds(2);
    private static final int OURS = 7;

    private final List<String> notices = new ArrayList<>();

    private ChosenEvents chosen(boolean existing) {
        OwnerFilter filter = new OwnerFilter(new ProcessChoice(Set.of(OURS), Set.of(), Set.of(), Set.of()));
        return new ChosenEvents(filter::matches, existing, () -> notices.add("ownerless"));
    }

    private static Connection connection(long inode, SocketState state, @Nullable Integer pid) {
        Connection one = Connection.of(
                Protocol.TCP,
                new Endpoint(Address.ipv4(1), (int) inode),
                new Endpoint(Address.ipv4(2), 443),
                state,
                0,
                inode);
        return pid == null
                ? one
                : one.ownedBy(new Owner.Held(
                        List.of(new OwnerProcess(pid, 1, T1, "a", null, null, 0, null, ControlGroup.NONE))));
    }

    private static Connection established(long inode, @Nullable Integer pid) {
        return connection(inode, SocketState.ESTABLISHED, pid);
    }

    private static ConnectionEvent baseline(ConnectionEvent.@Nullable Resumption resumption) {
        return new ConnectionEvent.Baseline(1, T1, Map.of(Protocol.TCP, 9, Protocol.UDP, 3), resumption);
    }

    private static ConnectionEvent changed(long inode, @Nullable Integer pid, @Nullable Instant opened) {
        Connection after = connection(inode, SocketState.CLOSE_WAIT, pid);
        return new ConnectionEvent.StateChanged(1, T2, T1, after, SocketState.ESTABLISHED, opened);
    }

    private static ConnectionEvent closed(long inode, @Nullable Integer pid, @Nullable Instant opened) {
        return new ConnectionEvent.Closed(1, T3, T2, connection(inode, SocketState.CLOSE_WAIT, pid), opened, null);
    }

    private static List<ConnectionEvent> events(ChosenEvents chosen, ConnectionEvent... batch) {
        List<ConnectionEvent> events = new ArrayList<>();
        chosen.of(List.of(batch)).forEach(events::add);
        return events;
    }

    private static List<String> names(ChosenEvents chosen, ConnectionEvent... batch) {
        return events(chosen, batch).stream().map(ConnectionEvent::name).toList();
    }

    @Test
    void others_are_left_out_and_the_numbers_have_no_gap() {
        assertThat(events(
                        chosen(true),
                        new ConnectionEvent.Existing(1, T1, established(1, OURS)),
                        new ConnectionEvent.Existing(2, T1, established(2, 8)),
                        new ConnectionEvent.Existing(3, T1, established(3, OURS)),
                        baseline(null)))
                .containsExactly(
                        new ConnectionEvent.Existing(1, T1, established(1, OURS)),
                        new ConnectionEvent.Existing(2, T1, established(3, OURS)),
                        new ConnectionEvent.Baseline(3, T1, Map.of(Protocol.TCP, 2, Protocol.UDP, 0)));
        assertThat(notices).isEmpty();
    }

    @Test
    void one_whose_owner_is_found_with_a_later_event_is_told_opened_before_it() {
        ChosenEvents chosen = chosen(false);
        assertThat(names(chosen, baseline(null), new ConnectionEvent.Opened(2, T1, T1, established(1, null))))
                .containsExactly("baseline");
        assertThat(events(chosen, changed(1, OURS, T1)))
                .containsExactly(new ConnectionEvent.Opened(2, T1, T1, connection(1, SocketState.CLOSE_WAIT, OURS)));
        assertThat(names(chosen, closed(1, OURS, T1))).containsExactly("closed");
    }

    @Test
    void one_that_was_there_is_told_existing_also_where_it_is_known_when_it_opened() {
        ChosenEvents chosen = chosen(false);
        names(chosen, new ConnectionEvent.Existing(1, T2, established(1, null), T1), baseline(null));
        assertThat(events(chosen, changed(1, OURS, T1)))
                .containsExactly(new ConnectionEvent.Existing(2, T2, connection(1, SocketState.CLOSE_WAIT, OURS), T1));
    }

    @Test
    void one_whose_owner_is_found_late_opened_after_the_read_that_did_not_have_it() {
        ChosenEvents chosen = chosen(false);
        names(chosen, baseline(null), new ConnectionEvent.Opened(2, T2, T1, established(1, null)));
        assertThat(events(chosen, closed(1, OURS, T2)).get(0))
                .isEqualTo(new ConnectionEvent.Opened(2, T2, T1, connection(1, SocketState.CLOSE_WAIT, OURS)));
    }

    @Test
    void one_whose_owner_is_found_with_its_end_is_told_whole() {
        ChosenEvents chosen = chosen(false);
        assertThat(names(chosen, baseline(null), closed(1, OURS, T1), closed(2, OURS, null), closed(3, 8, T1)))
                .containsExactly("baseline", "opened", "closed", "existing", "closed");
    }

    @Test
    void one_that_another_process_took_is_told_of_to_its_end() {
        ChosenEvents chosen = chosen(false);
        assertThat(names(
                        chosen,
                        baseline(null),
                        new ConnectionEvent.Opened(2, T1, T1, established(1, OURS)),
                        changed(1, 8, T1),
                        closed(1, 8, T1)))
                .containsExactly("baseline", "opened", "state-changed", "closed");
        assertThat(names(chosen, changed(1, 8, T1))).isEmpty();
    }

    @Test
    void a_stream_that_begins_anew_counts_anew_and_one_that_is_resumed_goes_on() {
        ChosenEvents chosen = chosen(true);
        names(chosen, new ConnectionEvent.Existing(1, T1, established(1, OURS)), baseline(null));
        assertThat(events(chosen, baseline(new ConnectionEvent.Resumption("a", true))))
                .containsExactly(new ConnectionEvent.Baseline(3, T1, Map.of(Protocol.TCP, 1, Protocol.UDP, 0)));
        List<ConnectionEvent> anew = events(
                chosen,
                new ConnectionEvent.Lost(1, T2, "begins anew", 1),
                new ConnectionEvent.Existing(2, T2, established(5, OURS)),
                baseline(new ConnectionEvent.Resumption("b", false)));
        assertThat(anew.get(2))
                .isEqualTo(new ConnectionEvent.Baseline(6, T1, Map.of(Protocol.TCP, 1, Protocol.UDP, 0)));
    }

    @Test
    void a_server_that_tells_no_owners_is_found_out() {
        names(chosen(true), new ConnectionEvent.Existing(1, T1, established(1, null)), baseline(null));
        assertThat(notices).containsExactly("ownerless");
    }
}
