package io.connflux.track.direction;

import io.connflux.model.Address;
import io.connflux.model.Direction;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.NamespaceTables;
import io.connflux.table.SocketTable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who began a connection of one network namespace, judged once, from the sockets that were waiting at the poll that first saw
 * it and at the one before.
 *
 * <p>What proves what, for TCP:
 *
 * <ul>
 *   <li>{@code SYN_SENT} is {@code connect()}, and so is a socket that is its own peer (a simultaneous open with itself).
 *   <li>{@code SYN_RECV} without an inode is a request that waits at a listener ({@code get_openreq4} in {@code
 *       net/ipv4/tcp_ipv4.c}). With an inode it may be a simultaneous open, and is judged as any other row.
 *   <li>A listener at the local endpoint: no other socket can have had that address and port. An ephemeral port is chosen among
 *       those that nobody bound ({@code __inet_hash_connect}), and a listener is refused an address and port that a client has,
 *       in TIME_WAIT too ({@code inet_csk_bind_conflict}), unless both set SO_REUSEPORT, or both SO_REUSEADDR and the
 *       client came first. The kernel gives an accepted connection its listener's family, so that a listener in {@code tcp6}
 *       says nothing about a row of {@code tcp}: IPv4 clients of {@code ::} are mapped rows of {@code tcp6}.
 *   <li>A listener at the remote endpoint where that is on this host, and none at the local one: the other end was accepted.
 *   <li>None at the local endpoint, neither at this poll nor at the one before, for a connection that opened in between and
 *       whose peer is elsewhere. A listener that came and went within one interval is missed, as is one that took
 *       connections for other addresses than its own (a transparent proxy) where they are met when they have been accepted.
 * </ul>
 *
 * <p>Everything else is {@link Direction#UNKNOWN}: a connection that was there before its listener could be looked for and
 * has none now; both ends on this host and a listener at neither; listeners at both ends, which is what programs look like
 * that call from the port they listen on (SO_REUSEPORT); one that waits for {@code accept()} and whose listener is not seen.
 *
 * <p>UDP has no {@code accept()}: a connected socket with another one waiting at its local endpoint is one that a server made for its
 * peer. One that was there before with its inode has waited, or had another peer: that it connects now is an answer as often as
 * a call ({@code nc -u -l} connects to whom it hears first), so it has no direction. Sockets of the other family that wait at the
 * port leave it open too.
 *
 * <p>What is told wrongly all the same: a client that got the port of a listener which closed within the same interval, and one
 * that calls another host from a port that it listens on itself, are {@code INBOUND} (unless seen in {@code SYN_SENT}).
 * IPV6_V6ONLY and SO_BINDTODEVICE are not in {@code /proc}. A {@code ::} of IPv6 alone is taken for one that has IPv4 clients as
 * well: a client with an IPv6 socket, bound to that port, that calls a mapped address is {@code INBOUND}. So is a client at a
 * port on which others listen at another device. Own addresses are known as such where they are loopback or both ends'.
 */
public final class Listeners {

    private final Map<Protocol, ListenerHistory> files = new EnumMap<>(Protocol.class);
    private @Nullable SocketTable sorted;
    private long[] inodes = new long[0];

    public Listeners() {
        for (Protocol protocol : Protocol.values()) {
            files.put(protocol, new ListenerHistory(protocol));
        }
    }

    /** The newest tables, before anybody asks about their rows. A file that could not be read keeps the listeners it had. */
    public void read(NamespaceTables newest) {
        sorted = null;
        files.forEach((protocol, file) -> {
            var problem = newest.missing().get(protocol);
            file.read(newest.table(protocol), problem != null && !problem.absent());
        });
    }

    /**
     * Who began a connection that is first seen now.
     *
     * @param before the table in which it would stand, had it been there; null where it may have been there unseen
     */
    public Direction direction(SocketTable newest, int row, @Nullable SocketTable before) {
        SocketState state = newest.state(row);
        if (state == SocketState.LISTEN || state == SocketState.UNCONNECTED) {
            return Direction.UNKNOWN;
        }
        return newest.protocol().isTcp() ? tcp(newest, row, state, before != null) : udp(newest, row, before);
    }

    private Direction tcp(SocketTable table, int row, SocketState state, boolean opened) {
        Address local = table.local(row);
        Address remote = table.remote(row);
        boolean ownPeer = table.localPort(row) == table.remotePort(row) && local.equals(remote);
        if (state == SocketState.SYN_SENT || ownPeer) {
            return Direction.OUTBOUND;
        }
        boolean orphan = table.inode(row) == 0;
        if (orphan && state == SocketState.SYN_RECV) {
            return Direction.INBOUND;
        }
        boolean here = file(table).cover(local, table.localPort(row), 0);
        boolean there = waits(remote, table.remotePort(row), Protocol.TCP, Protocol.TCP6);
        if (here) {
            return there ? Direction.UNKNOWN : Direction.INBOUND;
        }
        // Not accepted yet, by a listener that waits elsewhere or is not seen.
        if (orphan && (state == SocketState.ESTABLISHED || state == SocketState.CLOSE_WAIT)) {
            return Direction.UNKNOWN;
        }
        return onThisHost(local, remote)
                ? (there ? Direction.OUTBOUND : Direction.UNKNOWN)
                : (opened && !file(table).hasGap() ? Direction.OUTBOUND : Direction.UNKNOWN);
    }

    private Direction udp(SocketTable table, int row, @Nullable SocketTable before) {
        long inode = table.inode(row);
        if (before != null && wasThere(before, inode)) {
            return Direction.UNKNOWN;
        }
        Address local = table.local(row);
        Address remote = table.remote(row);
        int port = table.localPort(row);
        boolean there = waits(remote, table.remotePort(row), Protocol.UDP, Protocol.UDP6);
        if (file(table).cover(local, port, inode)) {
            return there ? Direction.UNKNOWN : Direction.INBOUND;
        }
        Protocol otherFamily = table.protocol() == Protocol.UDP ? Protocol.UDP6 : Protocol.UDP;
        boolean open = before == null
                || file(table).hasGap()
                || files(otherFamily).cover(local, port, inode)
                || (onThisHost(local, remote) && !there);
        return open ? Direction.UNKNOWN : Direction.OUTBOUND;
    }

    /** Whether a socket of either family waits at an endpoint, which may be another host's. */
    private boolean waits(Address address, int port, Protocol ipv4, Protocol ipv6) {
        return files(ipv4).cover(address, port, 0) || files(ipv6).cover(address, port, 0);
    }

    /** Whether a socket was there at the poll before, under whichever tuple. Its inodes are sorted once a poll, if anybody asks. */
    private boolean wasThere(SocketTable before, long inode) {
        if (sorted != before) {
            inodes = new long[before.size()];
            for (int row = 0; row < inodes.length; row++) {
                inodes[row] = before.inode(row);
            }
            Arrays.sort(inodes);
            sorted = before;
        }
        return inode != 0 && Arrays.binarySearch(inodes, inode) >= 0;
    }

    /** Whether the peer's address is this host's. Of another one of its own addresses that cannot be told. */
    private static boolean onThisHost(Address local, Address remote) {
        return remote.isLoopback() || remote.equals(local);
    }

    private ListenerHistory file(SocketTable table) {
        return files(table.protocol());
    }

    private ListenerHistory files(Protocol protocol) {
        return Objects.requireNonNull(files.get(protocol));
    }
}
