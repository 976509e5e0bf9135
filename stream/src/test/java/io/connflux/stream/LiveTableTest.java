package io.connflux.stream;

import static io.connflux.stream.ChangesOf.OURS;
import static io.connflux.stream.ChangesOf.TIME;
import static io.connflux.stream.ChangesOf.changed;
import static io.connflux.stream.ChangesOf.closed;
import static io.connflux.stream.ChangesOf.connection;
import static io.connflux.stream.ChangesOf.existing;
import static io.connflux.stream.ChangesOf.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

class LiveTableTest {

    private static final ConnectionEvent BASELINE = new ConnectionEvent.Baseline(TIME, Map.of(Protocol.TCP, 2));

    private final TestPublisher<Iterable<ConnectionEvent>> events = TestPublisher.create();
    private final LiveTable table = LiveTable.of(new Scripted());

    private final class Scripted implements EventSource {
        @Override
        public EventSource existing(boolean told) {
            assertThat(told).isTrue();
            return this;
        }

        @Override
        public EventSource stats(Duration every) {
            return this;
        }

        @Override
        public EventSource where(Filter chosen) {
            return this;
        }

        @Override
        public EventSource where(Predicate<Connection> chosen) {
            return this;
        }

        @Override
        public Flux<ConnectionEvent> events() {
            return batches().flatMapIterable(batch -> batch);
        }

        @Override
        public Flux<Iterable<ConnectionEvent>> batches() {
            return events.flux();
        }
    }

    private void told(ConnectionEvent... batch) {
        events.next(List.of(batch));
    }

    private List<String> ids() {
        return table.all().stream().map(Connection::id).sorted().toList();
    }

    @Test
    void it_has_what_is_there_and_goes_on_with_the_changes() {
        told(existing(1, OURS), existing(2, null), BASELINE);
        assertThat(table.ready().block(Duration.ofMinutes(1))).isSameAs(table);
        told(opened(3, null), changed(2, null, OURS), closed(1, OURS));
        assertThat(ids()).containsExactly("x-2", "x-3");
        assertThat(table.byId("x-2")).isEqualTo(connection(2, OURS));
        assertThat(table.byId("x-1")).isNull();
        assertThat(table.ofProcess(OURS)).containsExactly(connection(2, OURS));
        assertThat(table.between(
                        connection(3, null).local(), connection(3, null).remote()))
                .containsExactly(connection(3, null));
        told(changed(2, OURS, 8).leaving());
        assertThat(ids()).containsExactly("x-3");
        table.close();
        events.assertCancelled();
    }

    @Test
    void it_is_asked_by_the_peers_network() {
        told(existing(1, null), BASELINE);
        assertThat(table.to(Address.parse("0.0.0.0"), 24)).hasSize(1);
        assertThat(table.to(Address.parse("0.0.1.0"), 24)).isEmpty();
        assertThat(table.to(Address.parse("::"), 0)).isEmpty();
        assertThat(table.to(Address.parse("10.0.0.0"), 0)).hasSize(1);
    }

    @Test
    void where_a_stream_begins_anew_what_is_not_told_again_has_gone() {
        told(existing(1, null), existing(2, null), BASELINE);
        told(new ConnectionEvent.Lost(TIME, "begins anew", 2), existing(2, null));
        assertThat(table.size()).as("before it is known").isEqualTo(2);
        told(existing(3, null), BASELINE);
        assertThat(ids()).containsExactly("x-2", "x-3");
    }

    @Test
    void a_poll_that_failed_takes_nothing_away() {
        told(existing(1, null), BASELINE);
        told(new ConnectionEvent.Lost(TIME, "cannot be read", 1));
        told(opened(2, null));
        assertThat(ids()).containsExactly("x-1", "x-2");
    }

    @Test
    void an_error_is_told_to_who_waits_and_to_who_asks() {
        events.error(new IOException("nothing there"));
        assertThatThrownBy(() -> table.ready().block(Duration.ofMinutes(1))).hasMessageContaining("nothing there");
        assertThat(table.failure()).hasMessage("nothing there");
        assertThat(table.all()).isEmpty();
    }
}
