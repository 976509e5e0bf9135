package io.connflux.stream.netlink.end;

import io.connflux.model.SocketState;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.observation.Observations;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import io.connflux.stream.netlink.socket.Waker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Adds to ends what the kernel has told of their sockets. Has no thread: what is told waits in the kernel until somebody takes. */
public final class CarriedReader implements ObservationReader {

    /**
     * How long one take may wait for what is told of an end. The kernel tells it from a thread of its own, some microseconds later; too
     * low, and it is too late on a busy host; too high, and every change waits for an end of which nothing is told.
     */
    private static final long PATIENCE_NANOS = 3_000_000;

    private static final long BETWEEN_LOOKS_NANOS = 200_000;

    private final NetlinkSocket socket;
    private final Waker waker;
    private final ObservationReader changes;
    private final EndMessage message = new EndMessage();
    private final Ended ended = new Ended();

    private boolean isClosed;

    private CarriedReader(NetlinkSocket socket, Waker waker, ObservationReader changes) {
        this.socket = socket;
        this.waker = waker;
        this.changes = changes;
    }

    /**
     * Begins with both.
     *
     * @param socket the reader's from then on
     * @throws IOException where one of them cannot be read; the socket is the caller's still
     */
    public static CarriedReader of(NetlinkSocket socket, ObservationSource changes, Runnable arrival)
            throws IOException {
        Waker waker = Waker.of(socket);
        try {
            return new CarriedReader(socket, waker, changes.open(arrival));
        } catch (IOException e) {
            waker.close();
            throw e;
        }
    }

    @Override
    public Observations take() throws IOException {
        long asked = receive();
        Observations taken = changes.take();
        if (taken.all().stream().noneMatch(CarriedReader::isEnd)) {
            return taken;
        }
        receive();
        return new Observations(carrying(taken.all(), asked), taken.lost());
    }

    private List<Observation> carrying(List<Observation> taken, long asked) throws IOException {
        Map<Carried.Ends, Integer> last = new HashMap<>();
        for (int i = 0; i < taken.size(); i++) {
            last.put(Carried.Ends.of(taken.get(i)), i);
        }
        long patient = System.nanoTime() + PATIENCE_NANOS;
        List<Observation> all = new ArrayList<>(taken);
        for (int i = 0; i < all.size(); i++) {
            Observation one = all.get(i);
            if (!isEnd(one)) {
                continue;
            }
            Carried its = isInOrder(one) ? await(one, patient) : ended.find(one);
            // Where the program lets the socket go later, what was told may be of the next one, which would have been
            // taken by now.
            boolean isSure = isInOrder(one) || Objects.equals(last.get(Carried.Ends.of(one)), i);
            if (its != null && isSure && (isInOrder(one) || asked - its.nanos() >= 0)) {
                ended.settle(its);
                all.set(i, its.of(one));
            } else {
                ended.owe(one);
            }
        }
        return all;
    }

    private static boolean isEnd(Observation one) {
        return one.after() == SocketState.CLOSE
                && one.before() != SocketState.LISTEN
                && one.local().port() != 0;
    }

    /** Whether the socket is freed with that change, and not when its program lets it go. */
    private static boolean isInOrder(Observation end) {
        return switch (end.before()) {
            case LAST_ACK, FIN_WAIT2, CLOSING -> true;
            default -> false;
        };
    }

    private @Nullable Carried await(Observation end, long patient) throws IOException {
        Carried its = ended.find(end);
        while (its == null && System.nanoTime() < patient) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            receive();
            its = ended.find(end);
        }
        return its;
    }

    /** Takes all that has been told by now, and gives that time. */
    private synchronized long receive() throws IOException {
        while (!isClosed && waker.isReady()) {
            try {
                Carried next = message.receive(socket) ? message.carried() : null;
                if (next != null) {
                    ended.add(next);
                }
            } catch (NetlinkSocket.Failure e) {
                if (e.errno() != NetlinkSocket.ENOBUFS) {
                    throw e;
                }
                ended.missed(System.nanoTime());
            }
        }
        return System.nanoTime();
    }

    @Override
    public HostNamespaces namespaces() {
        return changes.namespaces();
    }

    @Override
    public void close() throws IOException {
        // Who receives at this moment has to be done with the socket first.
        synchronized (this) {
            if (!isClosed) {
                isClosed = true;
                waker.close();
                socket.close();
            }
        }
        changes.close();
    }
}
