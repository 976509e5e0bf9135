package io.connflux.cli.options.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.observation.HostNamespaces;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.observation.Observations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenedSourceTest {

    /** Remembers who was to be told of each reader. */
    private static final class Source implements ObservationSource {
        final List<Runnable> arrivals = new ArrayList<>();

        @Override
        public ObservationReader open(Runnable arrival) {
            arrivals.add(arrival);
            return new Reader();
        }
    }

    private static final class Reader implements ObservationReader {
        @Override
        public Observations take() {
            return new Observations(List.of(), 0);
        }

        @Override
        public HostNamespaces namespaces() {
            return new HostNamespaces(0, false);
        }

        @Override
        public void close() {}
    }

    private final Source source = new Source();
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void is_opened_once_for_the_first_and_anew_for_each_other() throws IOException {
        OpenedSource opened = OpenedSource.of(source);
        ObservationReader first = opened.open(told::incrementAndGet);
        assertThat(source.arrivals).hasSize(1);
        source.arrivals.get(0).run();
        source.arrivals.get(0).run();
        assertThat(told).hasValue(2);
        assertThat(opened.open(() -> {})).isNotSameAs(first);
        assertThat(source.arrivals).hasSize(2);
    }

    @Test
    void what_arrived_before_anybody_listened_is_told_once() throws IOException {
        OpenedSource opened = OpenedSource.of(source);
        source.arrivals.get(0).run();
        source.arrivals.get(0).run();
        opened.open(told::incrementAndGet);
        assertThat(told).hasValue(1);
    }

    @Test
    void one_that_cannot_be_opened_says_so() {
        ObservationSource refused = arrival -> {
            throw new IOException("is root's");
        };
        assertThatThrownBy(() -> OpenedSource.of(refused)).hasMessage("is root's");
    }
}
