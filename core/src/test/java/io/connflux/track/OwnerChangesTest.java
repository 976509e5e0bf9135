package io.connflux.track;

import static io.connflux.model.SocketState.CLOSE_WAIT;
import static io.connflux.model.SocketState.ESTABLISHED;
import static io.connflux.model.SocketState.FIN_WAIT2;
import static io.connflux.model.SocketState.TIME_WAIT;
import static io.connflux.track.Rows.at;
import static io.connflux.track.Rows.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.OwnerProcess;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The owner is part of the table: what is found late, or is another one, is a change like any other. */
class OwnerChangesTest {

    private static final Owner CURL = held(812, "curl");
    private static final Owner SSH = held(900, "ssh");

    private final Subscriber subscriber = new Subscriber(false);

    private static Owner held(int pid, String name) {
        return new Owner.Held(
                List.of(new OwnerProcess(pid, pid, Instant.EPOCH, name, null, null, 1000, null, ControlGroup.NONE)));
    }

    private static Snapshot row(int second, SocketState state, long inode, Owner owner) {
        return at(second, tcp(10, 80, state, inode).ownedBy(owner));
    }

    private static Snapshot afterLeaving(Snapshot snapshot, long inode, Owner last) {
        return snapshot.ownedBy(UnaryOperator.identity(), Map.of(inode, last));
    }

    private ConnectionEvent only(Snapshot snapshot) {
        List<ConnectionEvent> events = subscriber.reconcile(snapshot);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    @Test
    void an_owner_that_is_found_late_is_told() {
        subscriber.reconcile(row(1, ESTABLISHED, 7, Unnamed.PENDING));
        assertThat(only(row(2, ESTABLISHED, 7, CURL)))
                .isInstanceOfSatisfying(ConnectionEvent.OwnerChanged.class, changed -> {
                    assertThat(changed.before().owner()).isEqualTo(Unnamed.PENDING);
                    assertThat(changed.connection().owner()).isEqualTo(CURL);
                    assertThat(changed.connection().id())
                            .isEqualTo(changed.before().id())
                            .startsWith("test-");
                    assertThat(changed.since()).isEqualTo(Instant.ofEpochSecond(1));
                });
        assertThat(subscriber.reconcile(row(3, ESTABLISHED, 7, held(812, "curl"))))
                .isEmpty();
        assertThat(only(row(4, ESTABLISHED, 7, SSH))).isInstanceOf(ConnectionEvent.OwnerChanged.class);
    }

    @Test
    void another_state_and_another_owner_are_one_change() {
        subscriber.reconcile(row(1, ESTABLISHED, 7, Unnamed.PENDING));
        assertThat(only(row(2, CLOSE_WAIT, 7, CURL)))
                .isInstanceOfSatisfying(ConnectionEvent.StateChanged.class, changed -> {
                    assertThat(changed.previousState()).isEqualTo(ESTABLISHED);
                    assertThat(changed.before().owner()).isEqualTo(Unnamed.PENDING);
                    assertThat(changed.connection().owner()).isEqualTo(CURL);
                });
    }

    @Test
    void an_orphan_keeps_the_owner_of_its_live_phase() {
        subscriber.reconcile(row(1, ESTABLISHED, 7, CURL));
        ConnectionEvent.StateChanged left = (ConnectionEvent.StateChanged) only(row(2, FIN_WAIT2, 0, Unnamed.RELEASED));
        assertThat(left.connection().owner()).isEqualTo(CURL);
        assertThat(subscriber.reconcile(row(3, FIN_WAIT2, 0, Unnamed.RELEASED))).isEmpty();
        ConnectionEvent.Closed closed = (ConnectionEvent.Closed) only(at(4));
        assertThat(closed.connection().owner()).isEqualTo(CURL);
    }

    @Test
    void nobody_is_looked_for_who_held_what_has_gone() {
        subscriber.reconcile(row(1, ESTABLISHED, 7, Unnamed.PENDING));
        ConnectionEvent.Closed closed = (ConnectionEvent.Closed) only(at(2));
        assertThat(closed.connection().owner()).isEqualTo(Unnamed.RELEASED);
    }

    @Test
    void what_became_known_of_what_has_gone_is_told_with_it() {
        subscriber.reconcile(row(1, ESTABLISHED, 7, Unnamed.PENDING));
        ConnectionEvent.Closed closed = (ConnectionEvent.Closed) only(afterLeaving(at(2), 7, Unnamed.EXITED));
        assertThat(closed.connection().owner()).isEqualTo(Unnamed.EXITED);
    }

    @Test
    void an_orphan_whose_owner_was_not_found_says_what_is_known() {
        subscriber.reconcile(row(1, ESTABLISHED, 7, Unnamed.PENDING));
        Snapshot orphan = afterLeaving(row(2, TIME_WAIT, 0, Unnamed.RELEASED), 7, Unnamed.EXITED);
        assertThat(((ConnectionEvent.Change) only(orphan)).connection().owner()).isEqualTo(Unnamed.EXITED);
        assertThat(subscriber.reconcile(row(3, TIME_WAIT, 0, Unnamed.RELEASED))).isEmpty();
    }

    @Test
    void who_missed_the_change_is_told_with_the_next_difference() {
        subscriber.reconcile(row(1, ESTABLISHED, 7, Unnamed.PENDING));
        ConnectionTable before = subscriber.table();
        subscriber.reconcile(row(2, ESTABLISHED, 7, CURL));
        subscriber.reconcile(row(3, ESTABLISHED, 7, CURL));
        assertThat(subscriber.table().changesSince(before))
                .singleElement()
                .isInstanceOfSatisfying(ConnectionEvent.OwnerChanged.class, changed -> {
                    assertThat(changed.before().owner()).isEqualTo(Unnamed.PENDING);
                    assertThat(changed.connection().owner()).isEqualTo(CURL);
                });
    }
}
