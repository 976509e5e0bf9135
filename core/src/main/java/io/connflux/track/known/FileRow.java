package io.connflux.track.known;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import io.connflux.model.Direction;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.SocketTable;
import io.connflux.table.TableRow;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a {@link FileTable}, one after the other. Those with a row are told as {@link Lifetime#connection} tells them,
 * with no object made.
 */
public final class FileRow implements ConnectionRow {

    private final FileTable file;
    private final SocketTable rows;
    private final TableRow columns;
    private int position = -1;
    private @Nullable Lifetime lifetime;
    private Lifetime.@Nullable Live remembered;

    /** Before the first one. */
    public FileRow(FileTable file) {
        this.file = file;
        rows = file.rows();
        columns = new TableRow(rows);
    }

    /** Goes to the next one that is chosen, if there is one. */
    public boolean forward(Predicate<? super ConnectionRow> chosen) {
        while (++position < file.positions()) {
            if (!file.isVacant(position) && chosen.test(row())) {
                return true;
            }
        }
        return false;
    }

    /** Whether one is chosen, which is not vacant; stands at it afterwards. */
    public boolean isChosen(int at, Predicate<? super ConnectionRow> chosen) {
        position = at;
        return chosen.test(row());
    }

    /** The one that it has gone to. */
    Connection connection() {
        return file.present(position);
    }

    private ConnectionRow row() {
        if (position >= rows.size()) {
            return ConnectionRow.of(file.present(position));
        }
        Lifetime itsOwn = file.lifetime(position);
        columns.at(position);
        lifetime = itsOwn;
        remembered = itsOwn.remembered(rows, position);
        return this;
    }

    private Lifetime lifetime() {
        return Objects.requireNonNull(lifetime, "no row yet");
    }

    @Override
    public Protocol protocol() {
        return columns.protocol();
    }

    @Override
    public long localHigh() {
        return columns.localHigh();
    }

    @Override
    public long localLow() {
        return columns.localLow();
    }

    @Override
    public int localPort() {
        return columns.localPort();
    }

    @Override
    public long remoteHigh() {
        return columns.remoteHigh();
    }

    @Override
    public long remoteLow() {
        return columns.remoteLow();
    }

    @Override
    public int remotePort() {
        return columns.remotePort();
    }

    @Override
    public SocketState state() {
        return columns.state();
    }

    @Override
    public long uid() {
        return remembered == null ? columns.uid() : remembered.uid();
    }

    @Override
    public long inode() {
        return remembered == null ? columns.inode() : remembered.inode();
    }

    @Override
    public Direction direction() {
        return lifetime().direction();
    }

    @Override
    public @Nullable Owner owner() {
        return remembered == null ? lifetime().owner(columns.owner()) : remembered.owner();
    }

    @Override
    public NetworkNamespace namespace() {
        return columns.namespace();
    }

    @Override
    public String id() {
        return lifetime().id();
    }

    @Override
    public long openedMillis() {
        return lifetime().openedMillis();
    }
}
