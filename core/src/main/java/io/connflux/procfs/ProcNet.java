package io.connflux.procfs;

import io.connflux.model.FileProblem;
import io.connflux.model.Protocol;
import io.connflux.model.Snapshot;
import io.connflux.model.SocketTable;
import io.connflux.source.SnapshotSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The socket files under a {@code /proc}, as a source of snapshots. No privilege is needed, nothing is kept open between two
 * reads.
 *
 * <p>The settings give a new source each and leave the old one as it is. A source remembers how many rows came last, so that
 * the next read need not grow its columns. Any thread may read; two at once take turns.
 */
public final class ProcNet implements SnapshotSource {

    private final Path root;
    private final Set<Protocol> protocols;
    private final ByteOrder byteOrder;
    private final InstantSource clock;

    private final Map<Protocol, SocketFile> files = new EnumMap<>(Protocol.class);
    private final Map<Protocol, Integer> expectedRows = new EnumMap<>(Protocol.class);
    private long reads;

    private ProcNet(Path root, Set<Protocol> protocols, ByteOrder byteOrder, InstantSource clock) {
        this.root = root;
        this.protocols = protocols;
        this.byteOrder = byteOrder;
        this.clock = clock;
        for (Protocol protocol : protocols) {
            Path path = root.resolve("net").resolve(protocol.label());
            files.put(protocol, new SocketFile(path, protocol, byteOrder == ByteOrder.LITTLE_ENDIAN));
        }
    }

    /**
     * All four files under a root.
     *
     * @param root {@code /proc}, or another host's mounted elsewhere; the files are looked for in {@code root/net}
     */
    public static ProcNet at(Path root) {
        return new ProcNet(root, EnumSet.allOf(Protocol.class), ByteOrder.nativeOrder(), Clock.systemUTC());
    }

    /**
     * Reads these files alone.
     *
     * @throws IllegalArgumentException where there are none
     */
    public ProcNet only(Set<Protocol> chosen) {
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("at least one of tcp, tcp6, udp, udp6 must be read");
        }
        return new ProcNet(root, EnumSet.copyOf(chosen), byteOrder, clock);
    }

    /** The byte order of the host that printed the files; this machine's unless they were captured elsewhere. */
    public ProcNet byteOrder(ByteOrder order) {
        return new ProcNet(root, protocols, order, clock);
    }

    /** Where the time of a snapshot comes from; the system's clock unless said otherwise. */
    public ProcNet clock(InstantSource source) {
        return new ProcNet(root, protocols, byteOrder, source);
    }

    /**
     * Reads all files, one after the other. Takes turns: who cancels a stream and subscribes to it again at once has the old
     * read still under way beside the new one.
     *
     * @throws IOException where not one of them could be read; a file that is absent or fails beside others that can be read
     *     is {@link Snapshot#missing()}
     */
    @Override
    public synchronized Snapshot read() throws IOException {
        Snapshot.Builder snapshot = new Snapshot.Builder(clock.instant()).byteOrder(byteOrder);
        boolean shifted = (reads++ & 1) == 1;
        int found = 0;
        StringBuilder reasons = new StringBuilder();
        for (Map.Entry<Protocol, SocketFile> entry : files.entrySet()) {
            Protocol protocol = entry.getKey();
            int expected = expectedRows.getOrDefault(protocol, 0);
            try {
                SocketTable table = entry.getValue().read(expected, shifted);
                // Room for a little growth; a table that grows faster is copied once.
                expectedRows.put(protocol, table.size() + (table.size() >> 5));
                snapshot.table(table);
                found++;
            } catch (IOException e) {
                FileProblem problem = problem(protocol, e);
                snapshot.missing(protocol, problem);
                reasons.append(reasons.isEmpty() ? "" : "; ").append(problem.reason());
            }
        }
        if (found == 0) {
            throw new IOException("no socket file can be read under " + root.resolve("net") + " (" + reasons
                    + "); is this the path of a Linux /proc?");
        }
        return snapshot.kernelCounters(SnmpFile.read(root.resolve("net/snmp"))).build();
    }

    private FileProblem problem(Protocol protocol, IOException e) {
        Path path = root.resolve("net").resolve(protocol.label());
        boolean absent = e instanceof FileNotFoundException && !Files.exists(path);
        String message = e.getMessage();
        String reason = absent ? path + " does not exist" : message == null ? path + ": " + e : message;
        return new FileProblem(
                path.toString(), reason.contains(path.toString()) ? reason : path + ": " + reason, absent);
    }

    @Override
    public String toString() {
        return root.resolve("net").toString();
    }
}
