package io.connflux.table;

import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketActivity;
import io.connflux.model.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of one socket file. For whoever reads a file; a table of ready connections is made by {@link
 * SnapshotBuilder}. Not for several threads, and not to be used after {@link #build()}.
 */
public final class SocketTableBuilder {

    /** Texts kept for a table. Too low, and a damaged file tells little; too high, and it fills the heap. */
    private static final int MAX_TEXTS = 1_000;

    /**
     * Times that the columns of a table are needed to compare it with the one before: both of them, indexes, and what is told.
     * Too low, and the heap is full in the middle of it; too high refuses tables for which there is room.
     */
    private static final int COMPARED = 4;

    private final NetworkNamespace namespace;
    private final Protocol protocol;
    private final SocketColumns columns;
    private int size;
    private int[] seams = new int[0];
    private int seamCount;
    private int[] problemPlaces = new int[0];
    private int problemCount;
    private final List<RowProblem> problems = new ArrayList<>();
    private final Map<String, ColumnProblem> absent = new LinkedHashMap<>();
    private int[] withoutSlot = new int[0];
    private int withoutSlotCount;
    private @Nullable Owner[] owners = new @Nullable Owner[0];

    /** For a table of the namespace whose files were read, whichever it is. */
    public SocketTableBuilder(Protocol protocol, int expected) {
        this(NetworkNamespace.UNSPECIFIED, protocol, expected);
    }

    /**
     * @param expected about how many rows will come. Too low costs copies of the columns; too high costs memory for as long
     *     as the table lives, unless it is more than an eighth too high, which costs one copy.
     * @throws OutOfMemoryError where the heap has no room for as many
     */
    public SocketTableBuilder(NetworkNamespace namespace, Protocol protocol, int expected) {
        this.namespace = namespace;
        this.protocol = protocol;
        this.columns = new SocketColumns(protocol, Math.max(16, expected));
    }

    public int size() {
        return size;
    }

    /** Before the columns grow: an error in the middle of a comparison comes too late to go on with what was known before. */
    private static void checkRoom(long bytes) {
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes * COMPARED > heap - heap / 4) {
            throw new OutOfMemoryError("a table that large cannot be compared");
        }
    }

    /**
     * Begins a row with its key; the setters that follow are about this row. IPv4 addresses stand in the low words.
     *
     * @throws OutOfMemoryError where the heap has no room for so many rows, before it is full of them
     */
    public void row(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        if (size == columns.capacity()) {
            int capacity = size + (size >> 1);
            checkRoom(columns.bytes() / size * (capacity + 1L));
            columns.resize(capacity);
        }
        columns.key(size++, localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    }

    /**
     * What identifies the row beside its key.
     *
     * @param uid {@link Connection#UNKNOWN_UID} where it cannot be read
     * @param inode 0 where there is none, or it cannot be read
     */
    public void identity(int stateNumber, long uid, long inode) {
        int row = size - 1;
        columns.state[row] = (byte) stateNumber;
        columns.uid[row] = (int) uid;
        columns.inode[row] = inode;
    }

    /** The columns of {@link SocketActivity}; a row without this call is at rest. */
    public void activity(long txQueue, long rxQueue, int timer, long when, long retransmits, long timeout, long drops) {
        int row = size - 1;
        columns.txQueue[row] = (int) txQueue;
        columns.rxQueue[row] = (int) rxQueue;
        columns.timer[row] = (byte) timer;
        columns.when[row] = (int) when;
        columns.retransmits[row] = (int) retransmits;
        columns.timeout[row] = (int) timeout;
        if (columns.drops.length > 0) {
            columns.drops[row] = (int) drops;
        }
    }

    /** Who began the connection of the row begun last, where its maker knows that; else the tracker judges. */
    @SuppressWarnings("EnumOrdinal") // a byte is what is kept for each row
    public void direction(Direction known) {
        if (known != Direction.UNKNOWN && columns.direction.length == 0) {
            columns.direction = new byte[columns.capacity()];
        }
        if (columns.direction.length > 0) {
            columns.direction[size - 1] = (byte) (known == Direction.UNKNOWN ? 0 : known.ordinal() + 1);
        }
    }

    /** Each row will have its {@link #cookie}. */
    public void withCookies() {
        columns.hasCookies = true;
        columns.cookie = new long[columns.capacity()];
    }

    /**
     * What the kernel tells the socket of the row begun last from all others by, for as long as it runs ({@code sock_gen_cookie} in {@code
     * net/core/sock_diag.c}); in a table {@link #withCookies}. What a socket has left in TIME_WAIT has another one.
     */
    public void cookie(long known) {
        columns.cookie[size - 1] = known;
    }

    /** What the connection of the row begun last has carried, where its maker knows that. */
    public void traffic(@Nullable Traffic known) {
        if (known != null && columns.traffic.length < size) {
            columns.traffic = Arrays.copyOf(columns.traffic, columns.capacity());
        }
        if (columns.traffic.length >= size) {
            columns.traffic[size - 1] = known;
        }
    }

    /** Whose the socket of the row begun last is. */
    public void owner(@Nullable Owner known) {
        if (known != null && owners.length < size) {
            owners = Arrays.copyOf(owners, columns.capacity());
        }
        if (owners.length >= size) {
            owners[size - 1] = known;
        }
    }

    /** A whole row, with all that a connection says but {@link Connection#id} and {@link Connection#opened}. */
    public void connection(Connection ready) {
        Endpoint local = ready.local();
        Endpoint remote = ready.remote();
        row(
                local.address().high(),
                local.address().low(),
                local.port(),
                remote.address().high(),
                remote.address().low(),
                remote.port());
        identity(ready.state().number(), ready.uid(), ready.inode());
        SocketActivity a = ready.activity();
        activity(a.txQueue(), a.rxQueue(), a.timer(), a.when(), a.retransmits(), a.timeout(), a.drops());
        direction(ready.direction());
        traffic(ready.traffic());
        owner(ready.owner());
    }

    /** The next row comes from another read than the last one. */
    public void seam() {
        if (seamCount > 0 && seams[seamCount - 1] == size) {
            return;
        }
        seams = room(seams, seamCount);
        seams[seamCount++] = size;
    }

    /** A line that could not be read stands here. */
    public void problem(RowProblem problem) {
        problemPlaces = room(problemPlaces, problemCount);
        problemPlaces[problemCount++] = size;
        if (problems.size() < MAX_TEXTS) {
            problems.add(problem);
        }
    }

    /**
     * A column of the row begun last could not be read, and stands in it as absent.
     *
     * @param column its name
     * @param problem says what is wrong; asked for the first such row only
     */
    public void absent(String column, Supplier<RowProblem> problem) {
        ColumnProblem before = absent.get(column);
        absent.put(
                column,
                before == null
                        ? new ColumnProblem(problem.get(), 1)
                        : new ColumnProblem(before.first(), before.rows() + 1));
    }

    /** The row begun last had no slot number before it. */
    public void withoutSlot() {
        withoutSlot = room(withoutSlot, withoutSlotCount);
        withoutSlot[withoutSlotCount++] = size - 1;
    }

    public SocketTable build() {
        if (columns.capacity() - size > size >> 3) {
            columns.resize(size);
        }
        return new SocketTable(
                namespace,
                protocol,
                columns,
                size,
                Arrays.copyOf(seams, seamCount),
                Arrays.copyOf(problemPlaces, problemCount),
                List.copyOf(problems),
                List.copyOf(absent.values()),
                Arrays.copyOf(withoutSlot, withoutSlotCount),
                owners.length == 0 ? owners : Arrays.copyOf(owners, size),
                null);
    }

    private static int[] room(int[] places, int used) {
        return used < places.length ? places : Arrays.copyOf(places, Math.max(64, used + (used >> 1)));
    }
}
