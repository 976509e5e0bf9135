package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import io.connflux.track.ConnectionTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What brings a {@link Follower} from where it stands to a step. Immutable.
 *
 * @param from the table that it was given last; null for who begins
 * @param fromNumber the number of its step
 * @param to the step
 * @param missed steps in between that it was too slow for
 * @param between what changed since {@link #from}, step by step, where steps lie between; null where that is not known
 * @param lost that nothing can be read since a step that was missed; null for none
 * @param stats a notice that comes last; null for none
 * @param again which connections are told again behind the changes; null for none
 * @param carriedSince since which table it is told behind them what connections have carried; null where it is not
 */
public record Leg(
        @Nullable ConnectionTable from,
        long fromNumber,
        Step to,
        long missed,
        @Nullable List<ConnectionEvent> between,
        ConnectionEvent.@Nullable Lost lost,
        ConnectionEvent.@Nullable Stats stats,
        @Nullable Tick again,
        @Nullable ConnectionTable carriedSince) {

    /** Whether it begins, with a baseline. */
    public boolean isFirst() {
        return from == null;
    }

    /** Whether the step is the one behind that of {@link #from}, so that its changes are all there is to tell. */
    public boolean isNext() {
        return from != null && to.number() == fromNumber + 1;
    }

    /** What changed since {@link #from}, for who was given it: where steps were missed that are not known any more, the difference between the tables. */
    public List<ConnectionEvent> changes() {
        ConnectionTable before = from;
        if (before == null) {
            return List.of();
        }
        if (isNext()) {
            return to.changes();
        }
        return between == null ? to.table().changesSince(before) : between;
    }

    /**
     * All that is told on it.
     *
     * @param existing whether who begins is told the connections that are there, one by one
     * @param choice whose changes are told
     * @return to be read once; the connections of a baseline are made when they are reached: a host may have a million
     */
    public Iterable<ConnectionEvent> events(boolean existing, Choice choice) {
        if (isFirst()) {
            return () -> new Baseline(to.table(), existing, choice);
        }
        List<ConnectionEvent> events = new ArrayList<>(choice.of(changes()));
        if (again != null) {
            events.addAll(choice.toldAgain(to.table(), again));
        }
        if (carriedSince != null) {
            events.addAll(choice.carriedSince(carriedSince, to.table()));
        }
        if (lost != null) {
            events.add(lost);
        }
        if (stats != null) {
            events.add(stats);
        }
        return events;
    }
}
