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

    private final @Nullable Duration tickEvery;
    private final @Nullable Duration trafficEvery;
    private final Grid statsTimes;
    private final Grid trafficTimes;
    private @Nullable ConnectionTable table;
    private long number;
    private long clockSteps;
    private long coalesced;
    private boolean failing;
    /** Up to when connections have been told again that were due. */
    private @Nullable Moment ticked;

    private @Nullable ConnectionTable carried;

    /** One that is told of each connection once. */
    public Follower(@Nullable Duration statsEvery) {
        this(statsEvery, null, null, Grid.own(null));
    }

    /**
     * One that stands nowhere yet.
     *
     * @param statsEvery how often the stream's counters are told; null for only where there is a reason
     * @param tickEvery how often connections that live on are told again; null for never
     * @param trafficEvery how often it is told what connections have carried since; null for never
     */
    public Follower(@Nullable Duration statsEvery, @Nullable Duration tickEvery, @Nullable Duration trafficEvery) {
        this(statsEvery, tickEvery, trafficEvery, Grid.own(trafficEvery));
    }

    private Follower(
            @Nullable Duration statsEvery,
            @Nullable Duration tickEvery,
            @Nullable Duration trafficEvery,
            Grid trafficTimes) {
        this.tickEvery = tickEvery;
        this.trafficEvery = trafficEvery;
        this.statsTimes = Grid.own(statsEvery);
        this.trafficTimes = trafficTimes;
    }

    /**
     * One of many: all of them that ask for the same are told at the same times what connections have carried, since the same table,
     * so that it is found out once for all.
     *
     * @param statsEvery as of one alone
     * @param tickEvery as of one alone
     * @param trafficEvery as of one alone, but that the first such time may be shorter
     */
    public static Follower amongOthers(
            @Nullable Duration statsEvery, @Nullable Duration tickEvery, @Nullable Duration trafficEvery) {
        return new Follower(statsEvery, tickEvery, trafficEvery, Grid.common(trafficEvery));
    }

    /** The table that it stands at; null before the first. */
    public @Nullable ConnectionTable table() {
        return table;
    }

    /** The number of the step that it stands at; 0 before the first. */
    public long number() {
        return number;
    }

    /** The table up to which it was told what connections have carried; null where that was not asked for, or it has not begun. */
    public @Nullable ConnectionTable carried() {
        return carried;
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
                again(newest),
                carriedSince(newest));
    }

    /** What is observed between two polls says nothing of it: it is due with the first read behind the time. */
    private @Nullable ConnectionTable carriedSince(Step newest) {
        ConnectionTable last = carried;
        boolean due = last != null
                && newest.failure() == null
                && newest.snapshot() != last.snapshot()
                && trafficTimes.isDue(read(newest));
        return due ? last : null;
    }

    private static Moment read(Step step) {
        return step.snapshot().span().ended();
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
        return newest.counters().clockSteps() > clockSteps || statsTimes.isDue(newest.at());
    }

    /** Goes to the end of a leg that begins where it stands. */
    public void take(Leg leg) {
        Step newest = leg.to();
        statsTimes.pass(newest.at());
        if (trafficEvery != null && (carried == null || leg.carriedSince() != null)) {
            trafficTimes.pass(read(newest));
            carried = newest.table();
        }
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
        carried = null;
        number = 0;
    }
}
