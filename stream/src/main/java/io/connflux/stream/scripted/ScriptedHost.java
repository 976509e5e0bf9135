package io.connflux.stream.scripted;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.SocketState;
import io.connflux.stream.ConnectionStream;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A host whose connections are those that a test says, read as the real one's files are.
 *
 * <pre>{@code
 * VirtualTimeScheduler time = VirtualTimeScheduler.create();
 * ScriptedHost host = ScriptedHost.on(time);
 * host.stream().events().subscribe(told::add);
 * Connection call = host.opened("10.0.0.1:52000", "10.0.0.2:443");
 * time.advanceTimeBy(Duration.ofSeconds(1));
 * host.closed(call);
 * time.advanceTimeBy(Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>What is said is true from the next poll on; what opens and closes between two polls is told by none, as of a real host. {@code
 * time.schedule(() -> host.closed(call), 3, SECONDS)} is a script for later. A connection is known by the object that {@link
 * #opened} gave, whatever became of it since. Any thread.
 */
public final class ScriptedHost implements SnapshotSource {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Scheduler time;
    private final ScriptedClock clock;
    /** By the inode of each, which no two of them share. */
    private final Map<Long, Connection> connections = new LinkedHashMap<>();

    private long inode = 1_000;
    private @Nullable String unreadable;

    private ScriptedHost(Scheduler time, ScriptedClock clock) {
        this.time = time;
        this.clock = clock;
    }

    /**
     * A host without connections, at 2026-01-01T00:00:00Z.
     *
     * @param time {@code VirtualTimeScheduler} of {@code reactor-test}, {@code create()} or, within {@code
     *     StepVerifier.withVirtualTime}, {@code get()}
     */
    public static ScriptedHost on(Scheduler time) {
        return on(time, START);
    }

    /** The same at another time of its wall clock. */
    public static ScriptedHost on(Scheduler time, Instant start) {
        return new ScriptedHost(time, new ScriptedClock(time, start));
    }

    /** Its clocks. */
    public ScriptedClock clock() {
        return clock;
    }

    /**
     * A stream that polls it once a second, at once when it is subscribed to, and delivers on the thread that lets the time go on:
     * when that has, all that is due by then has been told.
     */
    public ConnectionStream stream() {
        return ConnectionStream.over(this)
                .pollOn(time, Schedulers.immediate())
                .clock(clock, clock::nanoTime)
                .deliverOn(Schedulers.immediate());
    }

    /**
     * A TCP connection is ESTABLISHED.
     *
     * @param local as {@link Endpoint#parse} takes it: {@code 10.0.0.1:52000}
     * @param remote of the same family
     * @throws IllegalArgumentException where one cannot be read
     */
    public Connection opened(String local, String remote) {
        return opened(tcp(Endpoint.parse(local), Endpoint.parse(remote), SocketState.ESTABLISHED));
    }

    /**
     * Somebody listens.
     *
     * @param local the address and port, {@code 0.0.0.0:443} or {@code [::]:443} for all addresses
     * @throws IllegalArgumentException where it cannot be read
     */
    public Connection listens(String local) {
        Endpoint here = Endpoint.parse(local);
        Endpoint nobody = new Endpoint(Address.parse(here.address().ipv6() ? "::" : "0.0.0.0"), 0);
        return opened(tcp(here, nobody, SocketState.LISTEN));
    }

    private static Connection tcp(Endpoint local, Endpoint remote, SocketState state) {
        Protocol protocol = local.address().ipv6() ? Protocol.TCP6 : Protocol.TCP;
        return Connection.of(protocol, local, remote, state);
    }

    /**
     * A connection of any kind is there.
     *
     * @return the same with an inode of its own, and user 0 where it has none
     */
    public synchronized Connection opened(Connection connection) {
        Connection own = connection.toBuilder()
                .inode(++inode)
                .uid(Math.max(0, connection.uid()))
                .build();
        connections.put(inode, own);
        return own;
    }

    /**
     * Its state is another one.
     *
     * @throws IllegalArgumentException where there is no such connection
     */
    public Connection changed(Connection connection, SocketState state) {
        return put(known(connection).toBuilder().state(state).build());
    }

    /**
     * Its owner is another one, or is known.
     *
     * @param owner null for nobody
     * @throws IllegalArgumentException where there is no such connection
     */
    public Connection owned(Connection connection, @Nullable Owner owner) {
        return put(known(connection).ownedBy(owner));
    }

    private synchronized Connection put(Connection changed) {
        connections.put(changed.inode(), changed);
        return changed;
    }

    /**
     * It is gone.
     *
     * @throws IllegalArgumentException where there is no such connection
     */
    public synchronized void closed(Connection connection) {
        connections.remove(known(connection).inode());
    }

    private synchronized Connection known(Connection connection) {
        return Optional.ofNullable(connections.get(connection.inode()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no " + connection + " here: it was not opened, or has been closed"));
    }

    /** Polls fail with this reason, until it is {@link #readable}. */
    public synchronized void unreadable(String reason) {
        unreadable = Objects.requireNonNull(reason, "reason");
    }

    /** Polls succeed again. */
    public synchronized void readable() {
        unreadable = null;
    }

    @Override
    public synchronized Snapshot read() throws IOException {
        if (unreadable != null) {
            throw new IOException(unreadable);
        }
        return Snapshot.of(
                new ReadSpan(clock.moment(), clock.moment()),
                connections.values().stream().map(ScriptedHost::printed).toList());
    }

    /** As the kernel prints it: such a row tells neither inode nor user. */
    private static Connection printed(Connection connection) {
        boolean orphan = connection.state() == SocketState.TIME_WAIT || connection.state() == SocketState.SYN_RECV;
        return orphan
                ? connection.toBuilder().inode(0).uid(Connection.UNKNOWN_UID).build()
                : connection;
    }
}
