package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.table.SocketTable;
import io.connflux.table.TableRow;
import io.connflux.track.Reconciliation.NewRow;
import io.connflux.track.align.KeyFilter;
import io.connflux.track.align.Tuple;
import io.connflux.track.known.Lifetime;
import io.connflux.track.known.MissingConnection;
import io.connflux.track.told.Changes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Torn reads give rows twice: a row beside another of its inode, or beside the one row its tuple can have, is none of its own.
 * The last reading counts. It is the newer one, and its place is the right one: what was inserted before the place at which the
 * kernel went on is printed between the first reading and the second, though it stands above both.
 */
final class Repetitions {

    private final Reconciliation reconciliation;
    private final SocketTable newer;
    private final @Nullable Lifetime[] now;
    private final Changes changes;
    private final Moment seen;
    private int repeated;

    /** @param seen when the read before had begun */
    Repetitions(
            Reconciliation reconciliation, SocketTable newer, @Nullable Lifetime[] now, Changes changes, Moment seen) {
        this.reconciliation = reconciliation;
        this.newer = newer;
        this.now = now;
        this.changes = changes;
        this.seen = seen;
    }

    /**
     * Takes rows that repeat others out of those without a past, and connections whose row stands elsewhere out of those that
     * are missing.
     *
     * @return how many rows stand for no connection
     */
    int drop(Map<Tuple, List<NewRow>> appeared, Map<Tuple, List<MissingConnection>> missing) {
        KeyFilter filter = new KeyFilter();
        appeared.values().forEach(rows -> rows.forEach(row -> filter.add(newer.keyHash(row.row()))));
        Map<Tuple, List<MissingConnection>> owners = new HashMap<>();
        missing.forEach((tuple, left) -> {
            if (left.stream().anyMatch(MissingConnection::ownsTuple)) {
                owners.put(tuple, left);
                left.forEach(known -> filter.add(TableRow.keyHash(known.connection())));
            }
        });
        if (filter.isEmpty()) {
            return 0;
        }
        for (int row = 0; row < newer.size(); row++) {
            Lifetime lifetime = filter.mayContain(newer.keyHash(row)) ? now[row] : null;
            if (lifetime == null) {
                continue;
            }
            Connection connection = newer.connection(row);
            Tuple tuple = Tuple.of(connection);
            dropOf(new NewRow(row, connection), lifetime, appeared.get(tuple));
            List<MissingConnection> twice = owners.get(tuple);
            if (twice != null && !twice.isEmpty()) {
                twice.clear();
                changes.repeated();
            }
        }
        appeared.values().forEach(this::dropAmong);
        return repeated;
    }

    private void dropOf(NewRow linked, Lifetime lifetime, @Nullable List<NewRow> rows) {
        if (rows == null) {
            return;
        }
        NewRow real = linked;
        Lifetime its = lifetime;
        for (Iterator<NewRow> each = rows.iterator(); each.hasNext(); ) {
            NewRow row = each.next();
            if (!repeats(row.connection(), real.connection())) {
                continue;
            }
            each.remove();
            if (row.row() < real.row()) {
                repeated(row);
            } else {
                Connection known = its.connection(newer, real.row());
                repeated(real);
                reconciliation.goOnAs(new MissingConnection(known, its, real.row(), seen), row);
                real = row;
                Lifetime after = now[row.row()];
                its = after == null ? its : after;
            }
        }
    }

    /** Of rows without a past that repeat each other the last one stays. */
    private void dropAmong(List<NewRow> rows) {
        for (int last = rows.size() - 1; last > 0; last--) {
            for (int i = last - 1; i >= 0; i--) {
                if (repeats(rows.get(i).connection(), rows.get(last).connection())) {
                    repeated(rows.remove(i));
                    last--;
                }
            }
        }
    }

    private void repeated(NewRow row) {
        now[row.row()] = null;
        repeated++;
        changes.repeated();
    }

    private static boolean repeats(Connection row, Connection other) {
        if (row.inode() == other.inode()) {
            return true;
        }
        boolean oneTuple = row.protocol().isTcp() && row.hasPeer() && other.hasPeer();
        return oneTuple && (row.inode() == 0 || other.inode() == 0);
    }
}
