package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Moment;
import io.connflux.track.ConnectionTable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's position in the sequence of steps, and what it is told to come to a newer one. Whoever is told of connections,
 * by whichever way, is so by a follower: it may take each step or only some, and what it was told, applied to its baseline, is
 * always the newest table it was brought to.
 *
 * <p>One thread at a time.
 */
public final class Follower {

    /** No step is the one behind it. */
    private static final long EARLIER = -1;

    private final @Nullable Duration statsEvery;
    private final @Nullable Duration tickEvery;
    private @Nullable ConnectionTable table;
    private long number;
    private @Nullable Moment begun;
    /** How many times {@link #statsEvery} had gone by when the counters were told last. */
    private long told;

    private long clockSteps;
    private long coalesced;
    private boolean failing;
    /** Up to when connections have been told again that were due. */
    private @Nullable Moment ticked;

    /** One that is told of each connection once. */
    public Follower(@Nullable Duration statsEvery) {
        this(statsEvery, null);
    }

    /**
     * One that stands nowhere yet.
     *
     * @param statsEvery how often the stream's counters are told; null for only where there is a reason
     * @param tickEvery how often connections that live on are told again; null for never
     */
    public Follower(@Nullable Duration statsEvery, @Nullable Duration tickEvery) {
        this.statsEvery = statsEvery;
        this.tickEvery = tickEvery;
    }

    /** The table that it stands at; null before the first. */
    public @Nullable ConnectionTable table() {
        return table;
    }

    /** The number of the step that it stands at; 0 before the first. */
    public long number() {
        return number;
    }

    /** Steps that it was too slow for. */
    public long coalesced() {
        return coalesced;
    }

    /**
     * What brings it to a step.
     *
     * @param newest not older than the one at which it stands; it stays there until {@link #take}
     */
    public Leg to(Step newest) {
        return leg(newest, table == null ? 0 : Math.max(0, newest.number() - number - 1));
    }

    /** The same for who was away, and is told so otherwise: what it missed was not too fast for it. */
    public Leg afterAbsence(Step newest) {
        return leg(newest, 0);
    }

    private Leg leg(Step newest, long missed) {
        boolean behind = table != null && number != EARLIER && newest.number() > number + 1;
        List<ConnectionEvent> between = behind ? newest.changesSince(number) : null;
        long coarse = between == null ? missed : 0;
        boolean stats = table != null && (coarse > 0 || isStatsDue(newest));
        long all = coalesced + coarse;
        return new Leg(
                table,
                number,
                newest,
                coarse,
                between,
                between == null ? lost(newest) : null,
                stats
                        ? new ConnectionEvent.Stats(
                                newest.time(), newest.counters().withCoalesced(all))
                        : null,
                again(newest));
    }

    /** Who slept for a period is told each once. */
    private @Nullable Tick again(Step newest) {
        Moment from = ticked;
        return tickEvery == null || table == null || from == null || newest.failure() != null
                ? null
                : new Tick(
                        tickEvery.toNanos(),
                        from.nanos(),
                        newest.at().nanos(),
                        newest.table().time().toEpochMilli());
    }

    /** What the step said that may have been missed: who goes on to a later one that failed as well would never be told. */
    private ConnectionEvent.@Nullable Lost lost(Step newest) {
        String failure = newest.failure();
        boolean told = table == null || failing || newest.number() <= number + 1;
        return failure == null || told
                ? null
                : new ConnectionEvent.Lost(
                        newest.time(), failure, newest.table().rows());
    }

    /** Whether the counters are to be told with a step, where nothing was missed: on time, or since a clock was set. */
    public boolean isStatsDue(Step newest) {
        return newest.counters().clockSteps() > clockSteps || periods(newest) > told;
    }

    private long periods(Step newest) {
        return statsEvery == null || begun == null
                ? 0
                : newest.at().after(begun).dividedBy(statsEvery);
    }

    /** Goes to the end of a leg that begins where it stands. */
    public void take(Leg leg) {
        Step newest = leg.to();
        if (begun == null) {
            begun = newest.at();
        }
        // One may be told late: polls that end now a little before the time and now behind it miss none.
        long periods = periods(newest);
        told = periods > told ? Math.max(told + 1, periods - 1) : told;
        clockSteps = newest.counters().clockSteps();
        coalesced += leg.missed();
        failing = newest.failure() != null;
        // What could not be read is told again when it can.
        ticked = failing && ticked != null ? ticked : newest.at();
        table = newest.table();
        number = newest.number();
    }

    /** Stands at the table of an earlier run, whose steps were others. */
    public void resume(ConnectionTable remembered) {
        table = remembered;
        number = EARLIER;
    }

    /** Gives up its position: it begins anew. */
    public void abandon() {
        table = null;
        number = 0;
    }
}
