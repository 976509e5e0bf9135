package io.connflux.table;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import io.connflux.model.Direction;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link SocketTable}, one after the other: what the row alone tells, as {@link SocketTable#connection}. One thread. */
public final class TableRow implements ConnectionRow {

    private final SocketTable table;
    private final SocketColumns columns;
    private final boolean ipv6;
    private int row;

    /** At the first row. */
    public TableRow(SocketTable table) {
        this.table = table;
        columns = table.columns;
        ipv6 = table.protocol().isIpv6();
    }

    /** The {@link SocketTable#keyHash} of a connection's row, in whichever table it stands. */
    public static int keyHash(Connection connection) {
        SocketColumns one = new SocketColumns(connection.protocol(), 1);
        one.key(0, connection.local(), connection.remote());
        return one.keyHash(0);
    }

    /** Becomes another row; gives itself. */
    public TableRow at(int number) {
        row = number;
        return this;
    }

    @Override
    public Protocol protocol() {
        return table.protocol();
    }

    @Override
    public long localHigh() {
        return ipv6 ? columns.addresses[4 * row] : 0;
    }

    @Override
    public long localLow() {
        return ipv6 ? columns.addresses[4 * row + 1] : columns.addresses[row] >>> 32;
    }

    @Override
    public int localPort() {
        return table.localPort(row);
    }

    @Override
    public long remoteHigh() {
        return ipv6 ? columns.addresses[4 * row + 2] : 0;
    }

    @Override
    public long remoteLow() {
        return ipv6 ? columns.addresses[4 * row + 3] : columns.addresses[row] & 0xFFFF_FFFFL;
    }

    @Override
    public int remotePort() {
        return table.remotePort(row);
    }

    @Override
    public SocketState state() {
        return table.state(row);
    }

    @Override
    public long uid() {
        return inode() == 0 ? Connection.UNKNOWN_UID : table.printedUid(row);
    }

    @Override
    public long inode() {
        return table.inode(row);
    }

    @Override
    public Direction direction() {
        return table.direction(row);
    }

    @Override
    public @Nullable Owner owner() {
        return table.owner(row);
    }

    @Override
    public NetworkNamespace namespace() {
        return table.namespace();
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public long openedMillis() {
        return UNKNOWN_TIME;
    }
}
