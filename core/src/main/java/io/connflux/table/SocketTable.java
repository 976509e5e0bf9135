package io.connflux.table;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one socket file, column by column, in the order of the file. Rows are numbered from 0.
 *
 * <p>An IPv4 row takes 46 bytes, an IPv6 row 70 (4 more for UDP's drops, 8 for netlink's cookies); no object stands for a row until {@link
 * #connection} makes one. Immutable.
 */
public final class SocketTable {

    private final NetworkNamespace namespace;
    private final Protocol protocol;
    final SocketColumns columns;
    private final int size;
    private final int[] seams;
    private final int[] problemPlaces;
    private final List<RowProblem> problems;
    private final List<ColumnProblem> columnProblems;
    private final int[] withoutSlot;
    /** One for each row; empty where nobody was looked for. */
    private final @Nullable Owner[] owners;

    private final @Nullable ReadSpan span;

    SocketTable(
            NetworkNamespace namespace,
            Protocol protocol,
            SocketColumns columns,
            int size,
            int[] seams,
            int[] problemPlaces,
            List<RowProblem> problems,
            List<ColumnProblem> columnProblems,
            int[] withoutSlot,
            @Nullable Owner[] owners,
            @Nullable ReadSpan span) {
        this.namespace = namespace;
        this.protocol = protocol;
        this.columns = columns;
        this.size = size;
        this.seams = seams;
        this.problemPlaces = problemPlaces;
        this.problems = problems;
        this.columnProblems = columnProblems;
        this.withoutSlot = withoutSlot;
        this.owners = owners;
        this.span = span;
    }

    /** The same rows, read in this time. */
    public SocketTable readIn(ReadSpan time) {
        return with(owners, time);
    }

    /**
     * The same rows with their owners.
     *
     * @param known one for each row, null for what nobody holds; not to be changed any more
     */
    public SocketTable ownedBy(@Nullable Owner[] known) {
        if (known.length != size) {
            throw new IllegalArgumentException(known.length + " owners for " + size + " rows");
        }
        return with(known, span);
    }

    /** The same rows with the owners of another table's, which are the same sockets in the same states. */
    public SocketTable ownedAs(SocketTable other) {
        return ownedBy(other.owners);
    }

    private SocketTable with(@Nullable Owner[] known, @Nullable ReadSpan time) {
        return new SocketTable(
                namespace,
                protocol,
                columns,
                size,
                seams,
                problemPlaces,
                problems,
                columnProblems,
                withoutSlot,
                known,
                time);
    }

    /** When it was read; that of the whole snapshot where its reader did not say. */
    public ReadSpan span() {
        if (span == null) {
            throw new IllegalStateException("a table that is in no snapshot has a time only with readIn()");
        }
        return span;
    }

    /** The same with a time, if it has none. */
    SocketTable orReadIn(ReadSpan time) {
        return span == null ? readIn(time) : this;
    }

    /** The namespace that all its rows belong to. */
    public NetworkNamespace namespace() {
        return namespace;
    }

    public Protocol protocol() {
        return protocol;
    }

    public int size() {
        return size;
    }

    /** Bytes of heap that it takes, about; its texts of lines that could not be read with it. */
    public long bytes() {
        int numbers = seams.length + problemPlaces.length + owners.length;
        return 512 + columns.bytes() + 4L * numbers + 512L * problems.size();
    }

    /** Both addresses and ports of a row are those of another table's row. */
    public boolean sameKey(int row, SocketTable other, int otherRow) {
        return columns.sameKey(row, other.columns, otherRow);
    }

    /** A hash of both addresses and ports. */
    public int keyHash(int row) {
        return columns.keyHash(row);
    }

    public int localPort(int row) {
        return columns.ports[row] >>> 16;
    }

    public int remotePort(int row) {
        return columns.ports[row] & 0xFFFF;
    }

    /** The number in the {@code st} column, 0 to 255. */
    public int stateNumber(int row) {
        return columns.state[row] & 0xFF;
    }

    public SocketState state(int row) {
        return SocketState.of(protocol, stateNumber(row));
    }

    public long inode(int row) {
        return columns.inode[row];
    }

    /**
     * The {@code uid} column as printed, which says nothing where the inode is 0; {@link Connection#UNKNOWN_UID} where it could not
     * be read.
     */
    public long printedUid(int row) {
        int uid = columns.uid[row];
        // No process can have 2^32 - 1 (uid_valid in include/linux/uidgid.h).
        return uid == -1 ? Connection.UNKNOWN_UID : uid & 0xFFFFFFFFL;
    }

    /** Whose a row's socket is; null where that is not known, or nobody was looked for. */
    public @Nullable Owner owner(int row) {
        return owners.length == 0 ? null : owners[row];
    }

    /** Whether owners of its rows were looked for, or given with them. */
    boolean hasOwners() {
        return owners.length > 0;
    }

    /** Whether no row can have another owner here than in another table, though the rows may be others. */
    public boolean sharesOwners(SocketTable other) {
        return owners == other.owners || (owners.length == 0 && other.owners.length == 0);
    }

    /** Who began it, where the table's maker knows it; no file of the kernel's tells it. */
    public Direction direction(int row) {
        return columns.direction(row);
    }

    /** Whether the {@link #cookie} of each row is known. */
    public boolean hasCookies() {
        return columns.hasCookies;
    }

    /** What the kernel tells a row's socket from all others by; 0 where that is not known, as no file tells it. */
    public long cookie(int row) {
        return columns.cookie.length == 0 ? 0 : columns.cookie[row];
    }

    /** Whether it is known of any row what it has carried, which no file tells. */
    public boolean hasTraffic() {
        return columns.traffic.length > 0;
    }

    /** What a row's connection has carried; null where that is not known. */
    public @Nullable Traffic traffic(int row) {
        return columns.traffic.length == 0 ? null : columns.traffic[row];
    }

    public Address local(int row) {
        return columns.local(row);
    }

    public Address remote(int row) {
        return columns.remote(row);
    }

    /** The row as a connection, with what the row alone tells: no id, and no uid where the inode is 0. */
    public Connection connection(int row) {
        return builder(row).build();
    }

    /** The same, for who knows more of it. */
    public Connection.Builder builder(int row) {
        long inode = inode(row);
        Endpoint local = new Endpoint(local(row), localPort(row));
        Endpoint remote = new Endpoint(remote(row), remotePort(row));
        return new Connection.Builder(protocol, local, remote, state(row))
                .namespace(namespace)
                .uid(inode == 0 ? Connection.UNKNOWN_UID : printedUid(row))
                .inode(inode)
                .direction(direction(row))
                .activity(columns.activity(row))
                .traffic(traffic(row))
                .owner(owner(row));
    }

    /** All rows as connections, each made when it is asked for. */
    public List<Connection> connections() {
        return new TableConnections(this);
    }

    /** How many lines could not be read; rows and these together are the file's lines without its header. */
    public int problemCount() {
        return problemPlaces.length;
    }

    /** The first of them with their texts; there may be more than this list holds. */
    public List<RowProblem> problems() {
        return problems;
    }

    /** The row before which the line of problem {@code index} stood; {@link #size()} where it was behind the last row. */
    public int problemPlace(int index) {
        return problemPlaces[index];
    }

    /** Columns that could not be read in rows which count all the same, one for each column. */
    public List<ColumnProblem> columnProblems() {
        return columnProblems;
    }

    /** Whether the row began with a slot number, as the kernel's rows do. */
    public boolean hasSlot(int row) {
        return java.util.Arrays.binarySearch(withoutSlot, row) < 0;
    }

    /** Whether the table came in more than one read, so that the kernel may have left out or repeated rows in between. */
    public boolean hasSeams() {
        return seams.length > 0;
    }

    /**
     * Whether rows may have been left out between two rows: the kernel loses its place only between two reads ({@code
     * tcp_seek_last_pos} in {@code net/ipv4/tcp_ipv4.c}).
     *
     * @param above a row, or -1 for the start of the table
     * @param below a later row, or {@link #size()} for its end
     */
    public boolean seamBetween(int above, int below) {
        return anyBetween(seams, above, below);
    }

    /** Whether a line that could not be read stood between two rows, counted as in {@link #seamBetween}. */
    public boolean problemBetween(int above, int below) {
        return anyBetween(problemPlaces, above, below);
    }

    private static boolean anyBetween(int[] places, int above, int below) {
        int at = java.util.Arrays.binarySearch(places, above + 1);
        int first = at >= 0 ? at : -at - 1;
        return first < places.length && places[first] <= below;
    }
}
