package io.connflux.stream.netlink;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.procfs.counters.SnmpFile;
import io.connflux.stream.netlink.dump.Dump;
import io.connflux.stream.netlink.dump.HashBuckets;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import io.connflux.table.FileProblem;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SnapshotSource;
import io.connflux.table.SocketTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sockets of the reading thread's own network namespace by netlink ({@code NETLINK_SOCK_DIAG}), as a source of snapshots: the table
 * that {@code ProcNet} reads under {@code /proc}, for less CPU time. No privilege is needed, nothing is kept open between two reads.
 *
 * <p>A snapshot differs from that of the files in this: retransmissions are told while that timer runs, and in SYN_RECV those
 * that were made, not those that were due; times of timers are the
 * kernel's milliseconds in hundredths of a second, and what cannot be read is told by protocol, as there is no file. The kernel's
 * counters are those of {@code /proc/net/snmp}, absent where there is no {@code /proc}.
 *
 * <p>The settings give a new source each. A source remembers how many rows came last. Any thread may read; two at once take
 * turns.
 */
public final class SockDiagSource implements SnapshotSource {

    private static final Path COUNTERS = Path.of("/proc/net/snmp");

    private final Set<Protocol> protocols;
    private final boolean traffic;
    private final Map<Protocol, Dump> dumps = new EnumMap<>(Protocol.class);
    private final Map<Protocol, Integer> expectedRows = new EnumMap<>(Protocol.class);

    private SockDiagSource(Set<Protocol> protocols, boolean traffic) {
        this.protocols = EnumSet.copyOf(protocols);
        this.traffic = traffic;
    }

    /**
     * All four protocols of this host.
     *
     * @throws IllegalStateException where JNA is not there; says what has to be added
     */
    public static SockDiagSource ofThisHost() {
        JavaNativeAccess.require();
        return new SockDiagSource(EnumSet.allOf(Protocol.class), false);
    }

    /**
     * Asks for these protocols alone.
     *
     * @throws IllegalArgumentException where there are none
     */
    public SockDiagSource only(Set<Protocol> chosen) {
        if (Objects.requireNonNull(chosen, "protocols").isEmpty()) {
            throw new IllegalArgumentException("at least one of tcp, tcp6, udp, udp6 must be read");
        }
        return new SockDiagSource(chosen, traffic);
    }

    /**
     * Asks for what each connection of TCP has carried, {@link Connection#traffic}, too: of each some 280 bytes more that the kernel
     * writes.
     */
    public SockDiagSource withTraffic() {
        return new SockDiagSource(protocols, true);
    }

    /**
     * Whether this is the better source here, for who may read files as well.
     *
     * @throws IOException where it is not, with the reason: the kernel does not answer for one of the protocols, or does not tell the
     *     size of its hash table (before Linux 6.1), so that what closes would be told some polls late
     */
    public synchronized void check() throws IOException {
        boolean hasIpv6 = NetlinkSocket.hasIpv6();
        for (Protocol protocol : protocols) {
            if (hasIpv6 || !protocol.isIpv6()) {
                dump(protocol).ask();
            }
        }
        if (HashBuckets.count() == HashBuckets.UNKNOWN) {
            throw new IOException(
                    "this kernel does not tell the size of its hash table (net.ipv4.tcp_ehash_entries), so"
                            + " that by netlink what closes is told some polls late");
        }
    }

    /**
     * Dumps all, one after the other. Takes turns: who cancels a stream and subscribes to it again at once has the old read still
     * under way beside the new one.
     *
     * @throws IOException where not one of them could be had; one that cannot, beside others that can, is {@link Snapshot#missing()}
     */
    @Override
    public synchronized Snapshot read() throws IOException {
        Moment began = now();
        SnapshotBuilder builder = new SnapshotBuilder(began.clock());
        boolean hasIpv6 = NetlinkSocket.hasIpv6();
        for (Protocol protocol : protocols) {
            if (protocol.isIpv6() && !hasIpv6) {
                builder.missing(
                        protocol, new FileProblem(name(protocol), "there is no IPv6 here, and no " + protocol, true));
            } else {
                read(protocol, builder);
            }
        }
        builder.kernelCounters(SnmpFile.read(COUNTERS));
        Snapshot snapshot = builder.span(new ReadSpan(began, now())).build();
        if (snapshot.tables().isEmpty()) {
            throw new IOException(snapshot.missing().values().stream()
                    .map(FileProblem::reason)
                    .distinct()
                    .collect(Collectors.joining("; ")));
        }
        return snapshot;
    }

    private void read(Protocol protocol, SnapshotBuilder builder) {
        Moment began = now();
        try {
            SocketTable table = dump(protocol).read(expectedRows.getOrDefault(protocol, 0));
            // Room for a little growth; a table that grows faster is copied once.
            expectedRows.put(protocol, table.size() + (table.size() >> 5));
            builder.table(table.readIn(new ReadSpan(began, now())));
        } catch (IOException e) {
            builder.missing(protocol, new FileProblem(name(protocol), String.valueOf(e.getMessage()), false));
        }
    }

    private Dump dump(Protocol protocol) {
        return dumps.computeIfAbsent(protocol, each -> new Dump(each, HashBuckets.count(), traffic));
    }

    private static String name(Protocol protocol) {
        return "netlink, " + protocol;
    }

    private static Moment now() {
        return Moment.now(Clock.systemUTC(), System::nanoTime);
    }

    @Override
    public String toString() {
        return "netlink";
    }
}
