package io.connflux.stream;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A test of streams whose time goes on when the test says so: all that is due by then has happened. */
abstract class VirtualStream {

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();

    /** One that polls once a second, from the second 0 on. */
    final ConnectionStream over(SnapshotSource source) {
        return ConnectionStream.over(source)
                .pollOn(time, Schedulers.immediate())
                .clock(
                        () -> Instant.ofEpochMilli(time.now(TimeUnit.MILLISECONDS)),
                        () -> time.now(TimeUnit.NANOSECONDS))
                .deliverOn(Schedulers.immediate());
    }

    final void seconds(int seconds) {
        time.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    /** Connections of this host, each told by its local port. */
    static Snapshot at(int second, int... ports) {
        List<Connection> rows = new ArrayList<>();
        for (int port : ports) {
            rows.add(tcp(port, port));
        }
        return Snapshot.of(Instant.ofEpochSecond(second), rows);
    }

    static Connection tcp(int port, long inode) {
        Endpoint local = new Endpoint(Address.ipv4(0x7F000001), port);
        return Connection.of(Protocol.TCP, local, new Endpoint(local.address(), 80), SocketState.ESTABLISHED, 0, inode);
    }
}
