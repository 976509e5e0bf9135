package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The connections of a source, kept current for who asks about them now and then.
 *
 * <pre>{@code
 * try (LiveTable table = LiveTable.of(stream)) {
 *     table.ready().block();
 *     table.where(Connection::isListener).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Any thread may ask. Between the first and the last answer of a loop the table may go on. It holds an object for each
 * connection, of some 300 bytes; each question but {@link #byId} looks at all of them.
 */
public final class LiveTable implements AutoCloseable {

    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Sinks.One<LiveTable> ready = Sinks.one();
    private final Disposable subscription;
    /** Those told since something was lost: at a baseline, all that there are. Written by the stream's thread. */
    private @Nullable Set<String> toldAgain;

    private volatile @Nullable Throwable failure;

    private LiveTable(EventSource source) {
        subscription = source.existing(true).batches().subscribe(this::take, this::fail);
    }

    /** Begins to follow a source, which the table's end stops; see {@link EventSource#where} for fewer of its connections. */
    public static LiveTable of(EventSource source) {
        return new LiveTable(source);
    }

    /** Gives the table once it has all connections that there are, or errs as the source does. Starts nothing. */
    public Mono<LiveTable> ready() {
        return ready.asMono();
    }

    /** Why it is not kept current any more; null while it is. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** How many connections there are. */
    public int size() {
        return connections.size();
    }

    /** All connections, in no order. */
    public List<Connection> all() {
        return List.copyOf(connections.values());
    }

    /** The connection with an {@link Connection#id}; null where there is none. */
    public @Nullable Connection byId(String id) {
        return connections.get(id);
    }

    /** Those with these two ends; several where they are in different namespaces, or one waits and others were accepted. */
    public List<Connection> between(Endpoint local, Endpoint remote) {
        return where(connection ->
                connection.local().equals(local) && connection.remote().equals(remote));
    }

    /** Those that a process holds, alone or with others; none where the source tells no owners. */
    public List<Connection> ofProcess(int pid) {
        return where(connection -> connection.owner() instanceof Owner.Held held
                && held.processes().stream().mapToInt(OwnerProcess::pid).anyMatch(each -> each == pid));
    }

    /**
     * Those whose peer is in a network.
     *
     * @param prefix bits of the address that have to agree: 0 to 32 for IPv4, to 128 for IPv6
     */
    public List<Connection> to(Address network, int prefix) {
        return where(connection ->
                connection.hasPeer() && connection.remote().address().isIn(network, prefix));
    }

    /** Those of which something is true. */
    public List<Connection> where(Predicate<Connection> chosen) {
        return connections.values().stream().filter(chosen).toList();
    }

    /** Ends the subscription. What is known stays to be asked for. */
    @Override
    public void close() {
        subscription.dispose();
    }

    private void take(Iterable<ConnectionEvent> events) {
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.Change change) {
                take(change);
            } else if (event instanceof ConnectionEvent.Lost) {
                toldAgain = new HashSet<>();
            } else if (event instanceof ConnectionEvent.Baseline) {
                if (toldAgain != null) {
                    connections.keySet().retainAll(toldAgain);
                    toldAgain = null;
                }
                ready.tryEmitValue(this);
            }
        }
    }

    private void take(ConnectionEvent.Change change) {
        Connection connection = change.connection();
        boolean gone = change instanceof ConnectionEvent.Closed
                || (change instanceof ConnectionEvent.Update update && update.left());
        if (gone) {
            connections.remove(connection.id());
        } else {
            connections.put(connection.id(), connection);
        }
        if (toldAgain != null && change instanceof ConnectionEvent.Existing) {
            toldAgain.add(connection.id());
        }
    }

    private void fail(Throwable error) {
        failure = error;
        ready.tryEmitError(error);
    }
}
