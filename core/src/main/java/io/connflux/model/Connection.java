package io.connflux.model;

import org.jspecify.annotations.Nullable;

/**
 * One socket of the host: a TCP connection, a TCP listener, or a UDP socket.
 *
 * @param namespace the network namespace it belongs to; {@link NetworkNamespace#UNSPECIFIED} where that was not asked for
 * @param protocol the file it stands in
 * @param local this host's end
 * @param remote the peer; unspecified address and port 0 for a listener and an unconnected UDP socket
 * @param state the state when it was seen
 * @param uid the owner's user id, or {@link #UNKNOWN_UID} where no row with an inode has told it (rows with inode 0 print
 *     uid 0 whoever owned them)
 * @param inode the socket's inode, or 0 where it never had one while it was watched
 * @param direction who began it
 * @param activity the row's other columns
 * @param owner whose it is; null where that was not asked for, is not known yet, or where the kernel itself holds it
 */
public record Connection(
        NetworkNamespace namespace,
        Protocol protocol,
        Endpoint local,
        Endpoint remote,
        SocketState state,
        long uid,
        long inode,
        Direction direction,
        SocketActivity activity,
        @Nullable Owner owner) {

    /** No row with an inode has told the owner. */
    public static final long UNKNOWN_UID = -1;

    /** A connection of the namespace whose files were read, whichever it is. */
    public Connection(
            Protocol protocol,
            Endpoint local,
            Endpoint remote,
            SocketState state,
            long uid,
            long inode,
            Direction direction,
            SocketActivity activity) {
        this(NetworkNamespace.UNSPECIFIED, protocol, local, remote, state, uid, inode, direction, activity, null);
    }

    /** A connection with nothing known beyond its row's key, state, uid and inode. */
    public static Connection of(
            Protocol protocol, Endpoint local, Endpoint remote, SocketState state, long uid, long inode) {
        return new Connection(protocol, local, remote, state, uid, inode, Direction.UNKNOWN, SocketActivity.NONE);
    }

    /** The same in a network namespace. */
    public Connection in(NetworkNamespace other) {
        return new Connection(other, protocol, local, remote, state, uid, inode, direction, activity, owner);
    }

    /** The same with its owner. */
    public Connection ownedBy(Owner known) {
        return new Connection(namespace, protocol, local, remote, state, uid, inode, direction, activity, known);
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

    /**
     * One line for people, of what it is and what is known beyond: {@code tcp 10.0.0.1:52000 → 10.0.0.2:443 ESTABLISHED uid 1000
     * curl(812)}. The arrow points to who was called, and is {@code -} where that is unknown. Its form may change; programs
     * read the components, or JSON.
     */
    @Override
    public String toString() {
        return ConnectionText.of(this);
    }
}
