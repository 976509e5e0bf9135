package io.connflux.track.direction;

import io.connflux.model.Address;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.SocketTable;
import java.util.Arrays;

/**
 * The sockets of one file that take strangers at one poll: TCP listeners, UDP sockets without a peer. Few beside the
 * connections, so that collecting them anew costs a look at each row's state.
 */
final class ListenerTable {

    private static final int NONE = -1;
    private static final long MAPPED = 0xFFFF_0000_0000L;

    private final boolean ipv6;
    private int size;
    private long[] high = new long[16];
    private long[] low = new long[16];
    private long[] inode = new long[16];
    private int[] port = new int[16];
    /** The first socket of each remainder of ports, and the next one of the same; at most half of the heads are in use. */
    private int[] heads = new int[32];

    private int[] next = new int[16];

    ListenerTable(Protocol protocol) {
        ipv6 = protocol.isIpv6();
        Arrays.fill(heads, NONE);
    }

    /** Holds those of a newer table from now on. */
    void read(SocketTable table) {
        clear();
        int waiting = (table.protocol().isTcp() ? SocketState.LISTEN : SocketState.UNCONNECTED).number();
        for (int row = 0; row < table.size(); row++) {
            if (table.stateNumber(row) == waiting) {
                add(table, row);
            }
        }
        for (int i = 0; i < size; i++) {
            int head = port[i] & heads.length - 1;
            next[i] = heads[head];
            heads[head] = i;
        }
    }

    void clear() {
        size = 0;
        Arrays.fill(heads, NONE);
    }

    /**
     * Whether what comes to an endpoint of this host may come to one of these: they wait at its address or at all addresses.
     * The wildcard {@code ::} is taken for one that has IPv4 clients too, whose addresses are mapped in its file: whether it set
     * {@code IPV6_V6ONLY} no file of {@code /proc} tells.
     *
     * @param except the inode of one that does not count; 0 where all do
     */
    boolean covers(Address address, int atPort, long except) {
        boolean ipv4 = !address.ipv6() || address.isIpv4Mapped();
        if (!ipv6 && !ipv4) {
            return false;
        }
        long wantedLow = !ipv4 ? address.low() : ipv6 ? MAPPED | address.low() : address.low() & 0xFFFF_FFFFL;
        for (int i = heads[atPort & heads.length - 1]; i != NONE; i = next[i]) {
            boolean counts = port[i] == atPort && (except == 0 || inode[i] != except);
            if (counts && takes(i, address.high(), wantedLow, ipv4)) {
                return true;
            }
        }
        return false;
    }

    private boolean takes(int i, long wantedHigh, long wantedLow, boolean ipv4) {
        if ((high[i] | low[i]) == 0) {
            return true;
        }
        boolean allOfIpv4 = ipv6 && high[i] == 0 && low[i] == MAPPED;
        return allOfIpv4 ? ipv4 : high[i] == wantedHigh && low[i] == wantedLow;
    }

    private void add(SocketTable table, int row) {
        if (size == port.length) {
            int capacity = size << 1;
            high = Arrays.copyOf(high, capacity);
            low = Arrays.copyOf(low, capacity);
            inode = Arrays.copyOf(inode, capacity);
            port = Arrays.copyOf(port, capacity);
            next = new int[capacity];
            heads = new int[capacity << 1];
            Arrays.fill(heads, NONE);
        }
        Address address = table.local(row);
        high[size] = address.high();
        low[size] = address.low();
        inode[size] = table.inode(row);
        port[size++] = table.localPort(row);
    }
}
