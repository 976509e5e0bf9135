package io.connflux.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a connection carried is known of the sockets of one network namespace, whoever has the same ends in another. */
class ObservedTrafficTest {

    private static final NetworkNamespace OWN = new NetworkNamespace(100, null);
    private static final NetworkNamespace BLUE = new NetworkNamespace(200, "blue");
    private static final HostNamespaces HOST = new HostNamespaces(100, false);
    private static final Traffic CARRIED = new Traffic(12_345, 6_789, 6, 4, 0, 27);
    private static final Connection ROW = Rows.tcp(80, 5000, SocketState.LAST_ACK, 7);
    private static final Moment NOW = Moment.at(Instant.ofEpochSecond(100));

    private final ConnectionTracker tracker = new ConnectionTracker("t");

    private @Nullable Traffic closed(long namespace, Connection... rows) {
        tracker.reconcile(Rows.at(1, rows));
        Observation one = Observation.of(
                        NOW.nanos(),
                        1,
                        Protocol.TCP,
                        Endpoint.parse("127.0.0.1:80"),
                        Endpoint.parse("127.0.0.1:5000"),
                        SocketState.LAST_ACK,
                        SocketState.CLOSE)
                .ending(Outcome.CLOSED)
                .in(namespace)
                .carrying(CARRIED);
        List<ConnectionEvent> events = tracker.observe(new Observations(List.of(one), 0), NOW, HOST);
        assertThat(events).hasSize(1);
        return ((ConnectionEvent.Closed) events.get(0)).connection().traffic();
    }

    @Test
    void it_is_told_of_the_namespace_that_is_the_hosts_own_by_name() {
        assertThat(closed(100, ROW.in(OWN), ROW.in(BLUE))).isEqualTo(CARRIED);
    }

    @Test
    void it_is_told_of_the_namespace_that_is_the_hosts_own_without_one() {
        assertThat(closed(100, ROW)).isEqualTo(CARRIED);
    }

    @Test
    void it_is_not_believed_of_another_namespace() {
        assertThat(closed(200, ROW.in(OWN), ROW.in(BLUE))).isNull();
    }
}
