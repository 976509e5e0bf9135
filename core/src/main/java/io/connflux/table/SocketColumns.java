package io.connflux.table;

import io.connflux.model.Address;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketActivity;
import io.connflux.model.Traffic;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The arrays behind a {@link SocketTable}. Written by its builder, never changed afterwards. */
@SuppressWarnings("EnumOrdinal") // a byte is what is kept for each row
final class SocketColumns {

    /** Bytes of heap of one, and of what refers to it. */
    private static final long TRAFFIC = 68;

    private static final Direction[] DIRECTIONS = Direction.values();

    private final boolean ipv6;

    /** IPv4: one long a row, local and remote word. IPv6: four longs a row, local high, local low, remote high, remote low. */
    long[] addresses;

    /** Local port in the upper, remote port in the lower half. */
    int[] ports;

    byte[] state;
    long[] inode;
    int[] uid;
    int[] txQueue;
    int[] rxQueue;
    byte[] timer;
    int[] when;
    int[] retransmits;
    int[] timeout;

    /** Empty for TCP, which has no such column. */
    int[] drops;

    /** Ordinals and one, 0 where it is not known; empty where no row's is, as no file tells it. */
    byte[] direction = new byte[0];

    /** Empty where no row's is known, as no file tells it. */
    long[] cookie = new long[0];

    /** Whether each row has one, where there are rows. */
    boolean hasCookies;

    /** Null where it is not known; empty where nobody asked. */
    @Nullable
    Traffic[] traffic = new @Nullable Traffic[0];

    SocketColumns(Protocol protocol, int capacity) {
        ipv6 = protocol.isIpv6();
        addresses = new long[ipv6 ? 4 * capacity : capacity];
        ports = new int[capacity];
        state = new byte[capacity];
        inode = new long[capacity];
        uid = new int[capacity];
        txQueue = new int[capacity];
        rxQueue = new int[capacity];
        timer = new byte[capacity];
        when = new int[capacity];
        retransmits = new int[capacity];
        timeout = new int[capacity];
        drops = new int[protocol.isTcp() ? 0 : capacity];
    }

    int capacity() {
        return ports.length;
    }

    /** Bytes of heap that the columns take. */
    long bytes() {
        return 8L * (addresses.length + inode.length + cookie.length)
                + 4L * (ports.length + uid.length + txQueue.length + rxQueue.length)
                + 4L * (when.length + retransmits.length + timeout.length + drops.length)
                + TRAFFIC * traffic.length
                + direction.length
                + state.length
                + timer.length;
    }

    void resize(int capacity) {
        addresses = Arrays.copyOf(addresses, ipv6 ? 4 * capacity : capacity);
        ports = Arrays.copyOf(ports, capacity);
        state = Arrays.copyOf(state, capacity);
        inode = Arrays.copyOf(inode, capacity);
        uid = Arrays.copyOf(uid, capacity);
        txQueue = Arrays.copyOf(txQueue, capacity);
        rxQueue = Arrays.copyOf(rxQueue, capacity);
        timer = Arrays.copyOf(timer, capacity);
        when = Arrays.copyOf(when, capacity);
        retransmits = Arrays.copyOf(retransmits, capacity);
        timeout = Arrays.copyOf(timeout, capacity);
        drops = drops.length == 0 ? drops : Arrays.copyOf(drops, capacity);
        direction = direction.length == 0 ? direction : Arrays.copyOf(direction, capacity);
        traffic = traffic.length == 0 ? traffic : Arrays.copyOf(traffic, capacity);
        cookie = cookie.length == 0 ? cookie : Arrays.copyOf(cookie, capacity);
    }

    void key(int row, Endpoint local, Endpoint remote) {
        key(
                row,
                local.address().high(),
                local.address().low(),
                local.port(),
                remote.address().high(),
                remote.address().low(),
                remote.port());
    }

    void key(int row, long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        if (ipv6) {
            int at = 4 * row;
            addresses[at] = localHigh;
            addresses[at + 1] = localLow;
            addresses[at + 2] = remoteHigh;
            addresses[at + 3] = remoteLow;
        } else {
            addresses[row] = (localLow << 32) | (remoteLow & 0xFFFFFFFFL);
        }
        ports[row] = (localPort << 16) | remotePort;
    }

    boolean sameKey(int row, SocketColumns other, int otherRow) {
        if (ports[row] != other.ports[otherRow]) {
            return false;
        }
        if (!ipv6) {
            return addresses[row] == other.addresses[otherRow];
        }
        int a = 4 * row;
        int b = 4 * otherRow;
        return addresses[a] == other.addresses[b]
                && addresses[a + 1] == other.addresses[b + 1]
                && addresses[a + 2] == other.addresses[b + 2]
                && addresses[a + 3] == other.addresses[b + 3];
    }

    int keyHash(int row) {
        long hash = ports[row] * 0x9E3779B97F4A7C15L;
        if (ipv6) {
            for (int i = 4 * row; i < 4 * row + 4; i++) {
                hash = (hash ^ addresses[i]) * 0xC2B2AE3D27D4EB4FL;
            }
        } else {
            hash = (hash ^ addresses[row]) * 0xC2B2AE3D27D4EB4FL;
        }
        return (int) (hash >>> 32);
    }

    Address local(int row) {
        return ipv6
                ? Address.ipv6(addresses[4 * row], addresses[4 * row + 1])
                : Address.ipv4((int) (addresses[row] >>> 32));
    }

    Address remote(int row) {
        return ipv6 ? Address.ipv6(addresses[4 * row + 2], addresses[4 * row + 3]) : Address.ipv4((int) addresses[row]);
    }

    Direction direction(int row) {
        int known = direction.length == 0 ? 0 : direction[row];
        return known == 0 ? Direction.UNKNOWN : DIRECTIONS[known - 1];
    }

    SocketActivity activity(int row) {
        long dropped = drops.length == 0 ? 0 : drops[row] & 0xFFFFFFFFL;
        if ((txQueue[row] | rxQueue[row] | timer[row] | when[row] | retransmits[row] | timeout[row] | dropped) == 0) {
            return SocketActivity.NONE;
        }
        return new SocketActivity(
                txQueue[row] & 0xFFFFFFFFL,
                rxQueue[row] & 0xFFFFFFFFL,
                timer[row] & 0xFF,
                when[row] & 0xFFFFFFFFL,
                retransmits[row] & 0xFFFFFFFFL,
                timeout[row],
                dropped);
    }
}
