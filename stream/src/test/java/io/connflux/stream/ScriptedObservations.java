package io.connflux.stream;

import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.observation.Observations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Observations that a test makes when it likes, at the time at which it does. */
final class ScriptedObservations implements ObservationSource {

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger takes = new AtomicInteger();
    private final List<Observation> made = new ArrayList<>();
    private @Nullable Runnable arrival;
    private @Nullable IOException failure;
    private long lost;
    private long sockets;

    @Override
    public ObservationReader open(Runnable onArrival) throws IOException {
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
            arrival = onArrival;
        }
        open.incrementAndGet();
        return new ObservationReader() {
            @Override
            public Observations take() throws IOException {
                return taken();
            }

            @Override
            public HostNamespaces namespaces() {
                return new HostNamespaces(0, true);
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    private synchronized Observations taken() throws IOException {
        takes.incrementAndGet();
        if (failure != null) {
            throw failure;
        }
        Observations all = new Observations(made, lost);
        made.clear();
        lost = 0;
        return all;
    }

    int readers() {
        return open.get();
    }

    /** How often it has been asked. */
    int takes() {
        return takes.get();
    }

    /** A connection from a port of this host to another one, which the peer resets. */
    void shortLived(int port) {
        change(() -> {
            long socket = ++sockets;
            change(socket, port, SocketState.CLOSE, SocketState.SYN_SENT);
            change(socket, port, SocketState.SYN_SENT, SocketState.ESTABLISHED);
            change(socket, port, SocketState.ESTABLISHED, SocketState.CLOSE);
        });
    }

    void lose(long number) {
        change(() -> lost += number);
    }

    void fail(IOException e) {
        change(() -> failure = e);
    }

    void mend() {
        change(() -> failure = null);
    }

    private void change(Runnable change) {
        Runnable told;
        synchronized (this) {
            change.run();
            told = arrival;
        }
        if (told != null) {
            told.run();
        }
    }

    private void change(long socket, int port, SocketState before, SocketState after) {
        int local = after == SocketState.SYN_SENT ? 0 : port;
        made.add(Observation.of(
                System.nanoTime(),
                socket,
                Protocol.TCP,
                Endpoint.parse("127.0.0.1:" + local),
                Endpoint.parse("127.0.0.1:9"),
                before,
                after));
    }
}
