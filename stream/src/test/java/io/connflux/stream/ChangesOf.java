package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Endpoint;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Changes of connections that are, or are not, of one process, and whose id is a number. */
public final class ChangesOf {

    public static final Instant TIME = Instant.parse("2026-01-01T00:00:01Z");

    /** The process whose connections are chosen. */
    public static final int OURS = 7;

    public static final Predicate<Connection> CHOSEN =
            connection -> connection.process() != null && connection.process().pid() == OURS;

    private ChangesOf() {}

    /**
     * One with an id.
     *
     * @param pid null where nobody is known
     */
    public static Connection connection(int id, @Nullable Integer pid) {
        Owner owner = pid == null
                ? null
                : new Owner.Held(List.of(new OwnerProcess(pid, 1, TIME, "a", null, null, 0, null, ControlGroup.NONE)));
        return new Connection.Builder(
                        Protocol.TCP,
                        new Endpoint(Address.ipv4(1), id),
                        new Endpoint(Address.ipv4(2), 443),
                        SocketState.ESTABLISHED)
                .id("x-" + id)
                .owner(owner)
                .build();
    }

    public static ConnectionEvent existing(int id, @Nullable Integer pid) {
        return new ConnectionEvent.Existing(TIME, connection(id, pid));
    }

    public static ConnectionEvent opened(int id, @Nullable Integer pid) {
        return new ConnectionEvent.Opened(TIME, TIME, connection(id, pid));
    }

    /** The owner's, from one process to another. */
    public static ConnectionEvent.OwnerChanged changed(int id, @Nullable Integer from, @Nullable Integer to) {
        return new ConnectionEvent.OwnerChanged(TIME, TIME, connection(id, from), connection(id, to));
    }

    public static ConnectionEvent closed(int id, @Nullable Integer pid) {
        return new ConnectionEvent.Closed(TIME, TIME, connection(id, pid), null);
    }
}
