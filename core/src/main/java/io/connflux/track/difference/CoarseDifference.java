package io.connflux.track.difference;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Owner;
import io.connflux.track.align.IntList;
import io.connflux.track.known.FileTable;
import io.connflux.track.told.Changes;
import java.util.List;
import java.util.Objects;

/** The difference between two tables of one tracker, for one file; no clock is asked. */
public final class CoarseDifference implements Pairing.Found {

    private final FileTable older;
    private final FileTable newer;
    private final Pairing pairing;
    /** The newer positions of connections that are otherwise than in the older table, and their older ones. */
    private final IntList changed = new IntList();

    private final IntList changedFrom = new IntList();
    private final IntList appeared = new IntList();

    /**
     * From one table to the other.
     *
     * @param firstNew above the numbers of all connections that had been seen when the older table was taken
     */
    public CoarseDifference(FileTable older, FileTable newer, long firstNew) {
        this.older = older;
        this.newer = newer;
        this.pairing = new Pairing(older, newer, firstNew);
    }

    /**
     * Adds the events.
     *
     * @param seen when the older read had begun
     * @param found when the newer one had ended
     */
    public void tell(Moment seen, Moment found, List<ConnectionEvent> events) {
        pairing.tell(this);
        for (int position = 0; position < older.positions(); position++) {
            Connection connection = pairing.isPaired(position) ? null : older.at(position);
            if (connection != null) {
                Connection last = connection.owner() == Owner.Unnamed.PENDING
                        ? connection.ownedBy(Owner.Unnamed.RELEASED)
                        : connection;
                events.add(
                        Changes.closed(found, found.since(older.lastSeen(position)), last, older.lifetime(position)));
            }
        }
        for (int i = 0; i < changed.size(); i++) {
            int before = changedFrom.get(i);
            ConnectionEvent update = Changes.learnt(
                    found, found.since(older.lastSeen(before)), older.present(before), newer.present(changed.get(i)));
            if (update != null) {
                events.add(update);
            }
        }
        for (int i = 0; i < appeared.size(); i++) {
            events.add(appearance(appeared.get(i), seen, found));
        }
    }

    private ConnectionEvent appearance(int position, Moment seen, Moment found) {
        Moment opened = newer.lifetime(position).opened();
        Connection connection = newer.present(position);
        return opened == null
                ? new ConnectionEvent.Existing(found.time(), connection)
                : new ConnectionEvent.Opened(opened.time(), opened.since(seen), connection);
    }

    @Override
    public void appeared(int position) {
        appeared.add(position);
    }

    @Override
    public void paired(int before, int position) {
        if (older.state(before) != newer.state(position)
                || !Objects.equals(older.owner(before), newer.owner(position))
                || (older.isObserved(before) && !newer.isObserved(position))) {
            changed.add(position);
            changedFrom.add(before);
        }
    }
}
