package io.connflux.stream.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Direction;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.SocketState;
import io.connflux.stream.ConnectionStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class ScriptedHostTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedHost host = ScriptedHost.on(time);
    private final List<ConnectionEvent> told = new ArrayList<>();

    private List<String> names() {
        return told.stream().map(ConnectionEvent::name).toList();
    }

    @Test
    void what_opens_changes_and_closes_is_told_with_the_poll_behind_it() {
        host.stream().events().subscribe(told::add);
        time.advanceTime();
        Connection call = host.opened("10.0.0.1:52000", "10.0.0.2:443");
        assertThat(names()).containsExactly("baseline");
        time.advanceTimeBy(SECOND);
        host.changed(call, SocketState.FIN_WAIT2);
        time.advanceTimeBy(SECOND);
        host.closed(call);
        time.advanceTimeBy(SECOND);
        assertThat(names()).containsExactly("baseline", "opened", "state-changed", "closed");
        ConnectionEvent.Closed closed = (ConnectionEvent.Closed) told.get(3);
        assertThat(closed.time()).isEqualTo(Instant.parse("2026-01-01T00:00:03Z"));
        assertThat(closed.since()).isEqualTo(Instant.parse("2026-01-01T00:00:02Z"));
        assertThat(closed.duration()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void one_that_lives_between_two_polls_is_told_by_none() {
        host.stream().events().subscribe(told::add);
        time.advanceTime();
        host.closed(host.opened("10.0.0.1:52000", "10.0.0.2:443"));
        time.advanceTimeBy(SECOND);
        assertThat(names()).containsExactly("baseline");
    }

    @Test
    void who_is_accepted_by_a_listener_is_inbound_and_keeps_its_identity_through_time_wait() {
        host.listens("[::]:443");
        host.stream().events().subscribe(told::add);
        time.advanceTime();
        Connection call = host.opened("[2001:db8::1]:443", "[2001:db8::2]:52000");
        time.advanceTimeBy(SECOND);
        host.changed(call, SocketState.TIME_WAIT);
        time.advanceTimeBy(SECOND);
        assertThat(names()).containsExactly("baseline", "opened", "state-changed");
        Connection last = ((ConnectionEvent.Change) told.get(2)).connection();
        assertThat(last.direction()).isEqualTo(Direction.INBOUND);
        assertThat(last.inode()).isEqualTo(call.inode());
    }

    @Test
    void an_owner_that_is_found_is_told() {
        Connection call = host.opened("10.0.0.1:52000", "10.0.0.2:443");
        host.stream().events().subscribe(told::add);
        time.advanceTime();
        OwnerProcess curl = new OwnerProcess(
                812, 100, Instant.EPOCH, "curl", "/usr/bin/curl", "curl", 1000, "me", ControlGroup.NONE);
        host.owned(call, new Owner.Held(List.of(curl)));
        time.advanceTimeBy(SECOND);
        assertThat(names()).containsExactly("baseline", "owner-changed");
        assertThat(((ConnectionEvent.Change) told.get(1)).connection().process())
                .isEqualTo(curl);
    }

    @Test
    void what_cannot_be_read_is_lost_until_it_can() {
        host.stream().events().subscribe(told::add);
        time.advanceTime();
        host.unreadable("the disk is gone");
        time.advanceTimeBy(SECOND);
        host.readable();
        host.opened("10.0.0.1:52000", "10.0.0.2:443");
        time.advanceTimeBy(SECOND);
        assertThat(names()).containsExactly("baseline", "lost", "opened");
        assertThat(((ConnectionEvent.Lost) told.get(1)).reason()).isEqualTo("the disk is gone");
    }

    @Test
    void a_clock_that_is_set_back_changes_no_duration() {
        host.stream().events().subscribe(told::add);
        time.advanceTime();
        Connection call = host.opened("10.0.0.1:52000", "10.0.0.2:443");
        time.advanceTimeBy(SECOND);
        host.clock().step(Duration.ofHours(-1));
        time.advanceTimeBy(SECOND);
        host.closed(call);
        time.advanceTimeBy(SECOND);
        assertThat(names()).containsExactly("baseline", "opened", "stats", "closed");
        ConnectionEvent.Closed closed = (ConnectionEvent.Closed) told.get(3);
        assertThat(closed.time()).isEqualTo(Instant.parse("2025-12-31T23:00:03Z"));
        assertThat(closed.duration()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_script_for_later_runs_with_the_step_verifier_too() {
        StepVerifier.withVirtualTime(() -> {
                    VirtualTimeScheduler own = VirtualTimeScheduler.get();
                    ScriptedHost later = ScriptedHost.on(own, Instant.EPOCH);
                    own.schedule(() -> later.opened("10.0.0.1:52000", "10.0.0.2:443"), 90, TimeUnit.MINUTES);
                    ConnectionStream stream = later.stream();
                    Flux<ConnectionEvent> events = stream.events();
                    return events.take(2);
                })
                .expectNextMatches(ConnectionEvent.Baseline.class::isInstance)
                .expectNoEvent(Duration.ofMinutes(90))
                .thenAwait(SECOND)
                .expectNextMatches(ConnectionEvent.Opened.class::isInstance)
                .verifyComplete();
    }

    @Test
    void what_is_not_there_cannot_change() {
        Connection call = host.opened("10.0.0.1:52000", "10.0.0.2:443");
        host.closed(call);
        assertThatThrownBy(() -> host.changed(call, SocketState.CLOSE_WAIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.1:52000");
    }
}
