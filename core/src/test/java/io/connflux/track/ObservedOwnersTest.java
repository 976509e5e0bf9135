package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Endpoint;
import io.connflux.model.Moment;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose a connection is, by who was observed to do something with it, and by a search that comes later. */
class ObservedOwnersTest {

    private static final Instant START = Instant.ofEpochSecond(100);
    private static final Owner CURL = holder(812, "curl");
    private static final Owner SERVER = holder(20, "httpd");

    private final ConnectionTracker tracker = new ConnectionTracker("t");
    private long nanos = Moment.at(START).nanos();

    private static Owner holder(int pid, String name) {
        return new Owner.Held(List.of(new OwnerProcess(
                pid, pid, START, name, null, null, OwnerProcess.UNKNOWN_UID, null, ControlGroup.NONE)));
    }

    @BeforeEach
    void look() {
        poll(100);
    }

    private static Observation at(
            long nanos, int local, int remote, SocketState before, SocketState after, @Nullable Owner by) {
        Endpoint here = Endpoint.parse("127.0.0.1:" + local);
        Endpoint there = Endpoint.parse("127.0.0.1:" + remote);
        return Observation.of(nanos, 1, Protocol.TCP, here, there, before, after)
                .ownedBy(by);
    }

    private List<String> told(int local, int remote, SocketState before, SocketState after, @Nullable Owner by) {
        nanos += 1_000_000;
        Observation one = at(nanos, local, remote, before, after, by);
        return told(after == SocketState.CLOSE ? one.ending(Outcome.CLOSED) : one);
    }

    private List<String> told(Observation one) {
        Moment now = new Moment(START.plusNanos(nanos - Moment.at(START).nanos()), nanos);
        return lines(tracker.observe(new Observations(List.of(one), 0), now, new HostNamespaces(0, true)));
    }

    private List<String> poll(int second, Connection... rows) {
        return lines(tracker.reconcile(Rows.at(second, rows)));
    }

    private static List<String> lines(List<ConnectionEvent> events) {
        List<String> lines = new ArrayList<>();
        for (ConnectionEvent event : events) {
            Connection its = ((ConnectionEvent.Change) event).connection();
            lines.add(event.name() + " " + its.state() + " " + word(its.owner()));
        }
        return lines;
    }

    private static String word(@Nullable Owner owner) {
        return owner instanceof Owner.Held held ? held.first().name() : String.valueOf(owner);
    }

    private void connect() {
        assertThat(told(0, 80, SocketState.CLOSE, SocketState.SYN_SENT, CURL)).isEmpty();
        assertThat(told(5000, 80, SocketState.SYN_SENT, SocketState.ESTABLISHED, null))
                .containsExactly("opened SYN_SENT curl", "state-changed ESTABLISHED curl");
    }

    private static Connection row(SocketState state, long inode, @Nullable Owner owner) {
        return Rows.tcp(5000, 80, state, inode).ownedBy(owner);
    }

    private void accept() {
        told(80, 5000, SocketState.LISTEN, SocketState.SYN_RECV, null);
        assertThat(told(80, 5000, SocketState.SYN_RECV, SocketState.ESTABLISHED, null))
                .containsExactly("state-changed ESTABLISHED null");
    }

    @Test
    void who_connects_is_told_with_the_first_line_though_no_port_was_chosen_yet() {
        connect();
        assertThat(told(5000, 80, SocketState.ESTABLISHED, SocketState.CLOSE, null))
                .containsExactly("closed ESTABLISHED curl");
    }

    @Test
    void who_closes_what_was_accepted_held_it() {
        accept();
        assertThat(told(80, 5000, SocketState.ESTABLISHED, SocketState.FIN_WAIT1, SERVER))
                .containsExactly("state-changed FIN_WAIT1 httpd");
        told(80, 5000, SocketState.FIN_WAIT1, SocketState.FIN_WAIT2, null);
        assertThat(told(80, 5000, SocketState.FIN_WAIT2, SocketState.CLOSE, null))
                .containsExactly("state-changed TIME_WAIT httpd");
        assertThat(poll(200, Rows.tcp(80, 5000, SocketState.TIME_WAIT, 0).ownedBy(Owner.Unnamed.RELEASED)))
                .isEmpty();
        assertThat(poll(300)).containsExactly("closed TIME_WAIT httpd");
    }

    @Test
    void who_resets_what_was_accepted_is_told_with_the_end() {
        accept();
        assertThat(told(80, 5000, SocketState.ESTABLISHED, SocketState.CLOSE, SERVER))
                .containsExactly("closed ESTABLISHED httpd");
    }

    @Test
    void whoever_closes_does_not_take_the_place_of_who_opened() {
        connect();
        assertThat(told(5000, 80, SocketState.ESTABLISHED, SocketState.FIN_WAIT1, SERVER))
                .containsExactly("state-changed FIN_WAIT1 curl");
    }

    @Test
    void a_search_that_has_found_nobody_yet_does_not_take_the_owner_away() {
        connect();
        assertThat(poll(200, row(SocketState.ESTABLISHED, 9, Owner.Unnamed.PENDING)))
                .containsExactly("owner-changed ESTABLISHED curl");
        assertThat(poll(300, row(SocketState.ESTABLISHED, 9, null))).isEmpty();
        assertThat(tracker.table().connections())
                .extracting(its -> word(its.owner()))
                .containsExactly("curl");
        assertThat(tracker.table().counts(its -> CURL.equals(its.owner()))).containsEntry(Protocol.TCP, 1);
        assertThat(poll(400, row(SocketState.FIN_WAIT1, 0, Owner.Unnamed.RELEASED)))
                .containsExactly("state-changed FIN_WAIT1 curl");
        assertThat(poll(500)).containsExactly("closed FIN_WAIT1 curl");
    }

    @Test
    void another_holder_that_a_search_finds_is_told_as_the_owner() {
        connect();
        assertThat(poll(200, row(SocketState.ESTABLISHED, 9, SERVER)))
                .containsExactly("owner-changed ESTABLISHED httpd");
        assertThat(poll(300, row(SocketState.ESTABLISHED, 9, SERVER))).isEmpty();
        assertThat(poll(400)).containsExactly("closed ESTABLISHED httpd");
    }

    @Test
    void an_owner_that_a_search_has_found_stays_where_somebody_else_closes() {
        poll(200, row(SocketState.ESTABLISHED, 9, SERVER));
        nanos = Moment.at(Instant.ofEpochSecond(201)).nanos();
        assertThat(told(5000, 80, SocketState.ESTABLISHED, SocketState.CLOSE, CURL))
                .containsExactly("closed ESTABLISHED httpd");
    }
}
