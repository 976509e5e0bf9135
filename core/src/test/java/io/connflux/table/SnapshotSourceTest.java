package io.connflux.table;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.fixture.SnapshotSourceContract;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One that was given its snapshots. */
class SnapshotSourceTest implements SnapshotSourceContract {

    @Override
    public SnapshotSource source() {
        Connection one = Connection.of(
                Protocol.TCP,
                Endpoint.parse("127.0.0.1:80"),
                Endpoint.parse("127.0.0.1:5000"),
                SocketState.ESTABLISHED,
                1000,
                7);
        return SnapshotSource.of(
                Snapshot.of(Instant.ofEpochSecond(1), List.of(one)),
                Snapshot.of(Instant.ofEpochSecond(2), List.of(one)));
    }

    @Test
    void one_without_any_snapshot_is_refused() {
        assertThatThrownBy(SnapshotSource::of).isInstanceOf(IllegalArgumentException.class);
    }
}
