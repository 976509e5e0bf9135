package io.connflux.track.known;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The connections of several files, one after the other, each made when it is reached; those that are not chosen are not made. */
public final class ConnectionsOfFiles implements Iterator<Connection> {

    private final Iterator<FileTable> tables;
    private final Predicate<? super ConnectionRow> chosen;
    private @Nullable FileRow file;
    private @Nullable Connection next;

    public ConnectionsOfFiles(Iterator<FileTable> tables, Predicate<? super ConnectionRow> chosen) {
        this.tables = tables;
        this.chosen = chosen;
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            if (file == null || !file.forward(chosen)) {
                if (!tables.hasNext()) {
                    return false;
                }
                file = new FileRow(tables.next());
            } else {
                next = file.connection();
            }
        }
        return true;
    }

    @Override
    public Connection next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Connection connection = next;
        next = null;
        return connection;
    }
}
