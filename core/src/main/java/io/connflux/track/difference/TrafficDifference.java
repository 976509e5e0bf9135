package io.connflux.track.difference;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import io.connflux.model.Moment;
import io.connflux.model.Traffic;
import io.connflux.track.known.FileRow;
import io.connflux.track.known.FileTable;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one file have carried between two tables of one tracker. Columns are compared; an object is made for those
 * that have carried something.
 */
public final class TrafficDifference implements Pairing.Found {

    private final FileTable older;
    private final FileTable newer;
    private final Moment pollBefore;
    private final Predicate<? super ConnectionRow> chosen;
    private final FileRow row;
    private final List<Connection> carried;

    /**
     * @param pollBefore when the last poll before the newer read had begun
     * @param carried where those are added that are chosen
     */
    public TrafficDifference(
            FileTable older,
            FileTable newer,
            Moment pollBefore,
            Predicate<? super ConnectionRow> chosen,
            List<Connection> carried) {
        this.older = older;
        this.newer = newer;
        this.pollBefore = pollBefore;
        this.chosen = chosen;
        this.carried = carried;
        row = new FileRow(newer);
    }

    /**
     * Adds those that have carried something.
     *
     * @param firstNew above the numbers of all connections that had been seen when the older table was taken
     */
    public void tell(long firstNew) {
        // The same rows say the same, as those of a file that could not be read again.
        if (newer.rows().hasTraffic() && newer.rows() != older.rows()) {
            new Pairing(older, newer, firstNew).tell(this);
        }
    }

    @Override
    public void paired(int before, int position) {
        Traffic now = traffic(position);
        if (now == null) {
            return;
        }
        Traffic then = older.traffic(before);
        if (then == null) {
            appeared(position);
        } else if (!now.sameBytes(then)) {
            add(position, now.over(newer.began().after(older.lastSeen(before)), then));
        }
    }

    /** Of one that was there before, and of which nothing was known then, nobody knows what it has carried since. */
    @Override
    public void appeared(int position) {
        Traffic now = traffic(position);
        Moment opened = newer.lifetime(position).opened();
        if (now != null && opened != null && (now.sent() | now.received()) != 0) {
            Duration poll = newer.began().after(pollBefore);
            Duration seen = newer.rows().span().ended().after(opened);
            add(position, now.over(seen.compareTo(poll) < 0 ? poll : seen, null));
        }
    }

    private @Nullable Traffic traffic(int position) {
        return position < newer.rows().size() ? newer.rows().traffic(position) : null;
    }

    private void add(int position, Traffic rated) {
        if (row.isChosen(position, chosen)) {
            carried.add(newer.present(position).toBuilder().traffic(rated).build());
        }
    }
}
