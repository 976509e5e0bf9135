package io.connflux.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.ReadSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What {@link SnapshotSource} promises, wherever the connections come from. */
public interface SnapshotSourceContract {

    /** One of a host with connections that stay as they are. */
    SnapshotSource source() throws IOException;

    @Test
    default void a_read_finds_connections_and_each_table_in_its_own_time() throws IOException {
        Snapshot snapshot = source().read();
        assertThat(snapshot.connections()).isNotEmpty().hasSize(snapshot.size());
        assertThat(snapshot.time()).isEqualTo(snapshot.span().ended().time());
        assertThat(snapshot.tables()).isNotEmpty().allSatisfy(table -> assertThat(
                        isWithin(table.span(), snapshot.span()))
                .as("%s of %s in %s", table.span(), table.protocol(), snapshot.span())
                .isTrue());
    }

    @Test
    default void each_read_is_later_than_the_one_before_and_leaves_that_as_it_was() throws IOException {
        SnapshotSource source = source();
        Snapshot first = source.read();
        ReadSpan span = first.span();
        List<Connection> found = first.connections();
        for (int i = 0; i < 3; i++) {
            Snapshot later = source.read();
            assertThat(later.span().began().nanos())
                    .isGreaterThanOrEqualTo(span.ended().nanos());
            assertThat(later.connections()).isEqualTo(found);
        }
        assertThat(first.span()).isEqualTo(span);
        assertThat(first.connections()).isEqualTo(found);
    }

    @Test
    default void threads_may_read_one_after_the_other() throws Exception {
        SnapshotSource source = source();
        List<Connection> found = source.read().connections();
        for (int i = 0; i < 3; i++) {
            ExecutorService another = Executors.newSingleThreadExecutor();
            try {
                assertThat(another.submit(source::read).get().connections()).isEqualTo(found);
            } finally {
                another.shutdown();
            }
        }
    }

    @Test
    default void a_read_that_is_interrupted_is_whole_or_fails_and_the_next_one_is_whole() throws IOException {
        SnapshotSource source = source();
        List<Connection> found = source.read().connections();
        List<Connection> interrupted = found;
        Thread.currentThread().interrupt();
        try {
            interrupted = source.read().connections();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        } finally {
            assertThat(Thread.interrupted()).as("still to be seen by who asks").isTrue();
        }
        assertThat(interrupted).isEqualTo(found);
        assertThat(source.read().connections()).isEqualTo(found);
    }

    private static boolean isWithin(ReadSpan inner, ReadSpan outer) {
        return outer.began().nanos() <= inner.began().nanos()
                && inner.began().nanos() <= inner.ended().nanos()
                && inner.ended().nanos() <= outer.ended().nanos();
    }

    /** Of one that reads files, by the clocks of this machine. */
    interface OfFiles extends SnapshotSourceContract {

        /** One of files that are not there. */
        SnapshotSource nowhere();

        /** Where they are not. */
        Path absent();

        @Test
        default void the_span_brackets_the_read() throws IOException {
            SnapshotSource source = source();
            List<Moment> moments = new ArrayList<>();
            moments.add(now());
            for (int i = 0; i < 2; i++) {
                ReadSpan span = source.read().span();
                moments.addAll(List.of(span.began(), span.ended(), now()));
            }
            assertThat(moments).extracting(Moment::nanos).isSorted();
        }

        @Test
        default void where_nothing_can_be_read_is_an_error_that_names_the_path_each_time() {
            SnapshotSource nowhere = nowhere();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(nowhere::read)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(absent().toString());
            }
        }

        private static Moment now() {
            return Moment.now(Clock.systemUTC(), System::nanoTime);
        }
    }
}
