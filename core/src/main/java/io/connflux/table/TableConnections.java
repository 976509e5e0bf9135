package io.connflux.table;

import io.connflux.model.Connection;
import java.util.AbstractList;
import java.util.Objects;

/** A table's rows as connections, each made when it is asked for. */
final class TableConnections extends AbstractList<Connection> {

    private final SocketTable table;

    TableConnections(SocketTable table) {
        this.table = table;
    }

    @Override
    public Connection get(int row) {
        Objects.checkIndex(row, table.size());
        return table.connection(row);
    }

    @Override
    public int size() {
        return table.size();
    }
}
