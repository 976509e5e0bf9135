package io.connflux.stream.websocket;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/** A host whose connections a test opens and closes. */
final class Host implements SnapshotSource {

    private final Set<Integer> ports = new TreeSet<>();
    private List<NetworkNamespace> namespaces = List.of(NetworkNamespace.UNSPECIFIED);
    private volatile boolean failing;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private Duration clock = Duration.ZERO;

    synchronized Host open(int from, int count) {
        for (int port = from; port < from + count; port++) {
            ports.add(port);
        }
        return this;
    }

    synchronized void close(int from, int count) {
        for (int port = from; port < from + count; port++) {
            ports.remove(port);
        }
    }

    /** Lets no read end until {@link #goOn}. */
    void stall() {
        gate = new CountDownLatch(1);
    }

    void goOn() {
        gate.countDown();
    }

    synchronized void fail() {
        failing = true;
    }

    /** Has the same connections in each of these from now on. */
    synchronized void in(NetworkNamespace... each) {
        namespaces = List.of(each);
    }

    /** Sets its clock this much off the right time. */
    synchronized void setClock(Duration off) {
        clock = off;
    }

    synchronized Set<Integer> ports() {
        return new TreeSet<>(ports);
    }

    @Override
    public Snapshot read() throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException("the read was interrupted", e);
        }
        return table();
    }

    private synchronized Snapshot table() throws IOException {
        if (failing) {
            throw new IOException("the host is gone");
        }
        List<Connection> connections = new ArrayList<>();
        for (NetworkNamespace namespace : namespaces) {
            ports.forEach(port -> connections.add(connection(port).in(namespace)));
        }
        return Snapshot.of(Instant.now().plus(clock), connections);
    }

    private static Connection connection(int port) {
        return Connection.of(
                Protocol.TCP,
                new Endpoint(Address.ipv4(0x7F000001), port & 0xFFFF),
                new Endpoint(Address.ipv4(0x0A000000 + (port >>> 16)), 80),
                SocketState.ESTABLISHED,
                1_000,
                1_000_000L + port);
    }
}
