package io.connflux.model;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One socket of the host: a TCP connection, a TCP listener, or a UDP socket. Immutable. What is told of a connection may grow
 * with later versions: it is made by {@link #of} and {@link #toBuilder}.
 */
public final class Connection {

    /** No row with an inode has told the owner. */
    public static final long UNKNOWN_UID = -1;

    private final String id;
    private final @Nullable Instant opened;
    private final NetworkNamespace namespace;
    private final Protocol protocol;
    private final Endpoint local;
    private final Endpoint remote;
    private final SocketState state;
    private final long uid;
    private final long inode;
    private final Direction direction;
    private final SocketActivity activity;
    private final @Nullable Owner owner;
    private final @Nullable Traffic traffic;

    private Connection(Builder builder) {
        id = builder.id;
        opened = builder.opened;
        namespace = builder.namespace;
        protocol = builder.protocol;
        local = builder.local;
        remote = builder.remote;
        state = builder.state;
        uid = builder.uid;
        inode = builder.inode;
        direction = builder.direction;
        activity = builder.activity;
        owner = builder.owner;
        traffic = builder.traffic;
    }

    /** A connection of which nothing else is known. */
    public static Connection of(Protocol protocol, Endpoint local, Endpoint remote, SocketState state) {
        return new Builder(protocol, local, remote, state).build();
    }

    /** A connection with nothing known beyond its row's key, state, uid and inode. */
    public static Connection of(
            Protocol protocol, Endpoint local, Endpoint remote, SocketState state, long uid, long inode) {
        return new Builder(protocol, local, remote, state).uid(uid).inode(inode).build();
    }

    /**
     * What tells it from all others, from the first sight of it to the last, on whichever host: at most 24 characters out of
     * {@code 0-9}, {@code a-z} and {@code -}. Empty for a row that no tracker has met, as those of a snapshot.
     */
    public String id() {
        return id;
    }

    /** When it was first seen; null where it was there before, or has been met by no tracker. */
    public @Nullable Instant opened() {
        return opened;
    }

    /** The network namespace it belongs to; {@link NetworkNamespace#UNSPECIFIED} where that was not asked for. */
    public NetworkNamespace namespace() {
        return namespace;
    }

    /** The file it stands in. */
    public Protocol protocol() {
        return protocol;
    }

    /** This host's end. */
    public Endpoint local() {
        return local;
    }

    /** The peer; unspecified address and port 0 for a listener and an unconnected UDP socket. */
    public Endpoint remote() {
        return remote;
    }

    /** The state when it was seen. */
    public SocketState state() {
        return state;
    }

    /**
     * The owner's user id, or {@link #UNKNOWN_UID} where no row with an inode has told it (rows with inode 0 print uid 0
     * whoever owned them).
     */
    public long uid() {
        return uid;
    }

    /** The socket's inode, or 0 where it never had one while it was watched. */
    public long inode() {
        return inode;
    }

    /** Who began it. */
    public Direction direction() {
        return direction;
    }

    /** The row's other columns. */
    public SocketActivity activity() {
        return activity;
    }

    /** Whose it is; null where that was not asked for, is not known yet, or where the kernel itself holds it. */
    public @Nullable Owner owner() {
        return owner;
    }

    /** What it has carried until then; null where that was not asked for, or nobody tells it. */
    public @Nullable Traffic traffic() {
        return traffic;
    }

    /** Whether it has a peer, which a listener and an unconnected UDP socket do not. */
    public boolean hasPeer() {
        return state != SocketState.LISTEN && state != SocketState.UNCONNECTED;
    }

    /** Whether it is a TCP listener. A UDP socket that waits for strangers has no state of its own: it is not {@link #hasPeer}. */
    public boolean isListener() {
        return state == SocketState.LISTEN;
    }

    /** The process that holds it, the oldest of several; null where none is known. */
    public @Nullable OwnerProcess process() {
        return owner instanceof Owner.Held held ? held.first() : null;
    }

    /** The same in a network namespace. */
    public Connection in(NetworkNamespace other) {
        return toBuilder().namespace(other).build();
    }

    /** The same with its owner. */
    public Connection ownedBy(@Nullable Owner known) {
        return toBuilder().owner(known).build();
    }

    /** The same, to be made into another. */
    public Builder toBuilder() {
        Builder copy = new Builder(protocol, local, remote, state);
        copy.id = id;
        copy.opened = opened;
        copy.namespace = namespace;
        copy.uid = uid;
        copy.inode = inode;
        copy.direction = direction;
        copy.activity = activity;
        copy.owner = owner;
        copy.traffic = traffic;
        return copy;
    }

    private List<@Nullable Object> parts() {
        return Arrays.asList(
                id, opened, namespace, protocol, local, remote, state, uid, inode, direction, activity, owner, traffic);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Connection c && parts().equals(c.parts()));
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, protocol, local, remote, state, inode);
    }

    /**
     * One line for people, of what it is and what is known beyond: {@code tcp 10.0.0.1:52000 → 10.0.0.2:443 ESTABLISHED uid 1000
     * curl(812)}. The arrow points to who was called, and is {@code -} where that is unknown. Its form may change; programs
     * read the parts, or JSON.
     */
    @Override
    public String toString() {
        return ConnectionText.of(this);
    }

    /** Puts a connection together; what is not said is not known. One thread. */
    public static final class Builder {
        private final Protocol protocol;
        private final Endpoint local;
        private final Endpoint remote;
        private String id = "";
        private @Nullable Instant opened;
        private NetworkNamespace namespace = NetworkNamespace.UNSPECIFIED;
        private SocketState state;
        private long uid = UNKNOWN_UID;
        private long inode;
        private Direction direction = Direction.UNKNOWN;
        private SocketActivity activity = SocketActivity.NONE;
        private @Nullable Owner owner;
        private @Nullable Traffic traffic;

        /** Of what each row says. */
        public Builder(Protocol protocol, Endpoint local, Endpoint remote, SocketState state) {
            this.protocol = protocol;
            this.local = local;
            this.remote = remote;
            this.state = state;
        }

        public Builder id(String given) {
            id = given;
            return this;
        }

        public Builder opened(@Nullable Instant seen) {
            opened = seen;
            return this;
        }

        public Builder namespace(NetworkNamespace itsOwn) {
            namespace = itsOwn;
            return this;
        }

        public Builder state(SocketState other) {
            state = other;
            return this;
        }

        public Builder uid(long owners) {
            uid = owners;
            return this;
        }

        public Builder inode(long sockets) {
            inode = sockets;
            return this;
        }

        public Builder direction(Direction judged) {
            direction = judged;
            return this;
        }

        public Builder activity(SocketActivity columns) {
            activity = columns;
            return this;
        }

        public Builder owner(@Nullable Owner known) {
            owner = known;
            return this;
        }

        public Builder traffic(@Nullable Traffic carried) {
            traffic = carried;
            return this;
        }

        public Connection build() {
            return new Connection(this);
        }
    }
}
