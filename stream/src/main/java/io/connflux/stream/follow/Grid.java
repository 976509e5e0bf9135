package io.connflux.stream.follow;

import io.connflux.model.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The times, equally far from each other, at which something is told. One thread at a time. */
final class Grid {

    private final @Nullable Duration every;
    private final boolean common;
    private @Nullable Moment begun;
    /** How many of the times had gone by when it was told last. */
    private long told;

    private Grid(@Nullable Duration every, boolean common) {
        this.every = every;
        this.common = common;
    }

    /**
     * Those that are counted from the first moment that it is brought to.
     *
     * @param every null for no such times
     */
    static Grid own(@Nullable Duration every) {
        return new Grid(every, false);
    }

    /**
     * Those that are the same for all that have the same time between them, whenever they begin.
     *
     * @param every null for no such times
     */
    static Grid common(@Nullable Duration every) {
        return new Grid(every, true);
    }

    /** Whether it is due at a moment. */
    boolean isDue(Moment at) {
        return periods(at) > told;
    }

    /** Goes on to a moment: what was due then has been told. */
    void pass(Moment at) {
        if (begun == null) {
            begun = common && every != null ? at.minusNanos(Math.floorMod(at.nanos(), every.toNanos())) : at;
        }
        // One may be told late: polls that end now a little before the time and now behind it miss none.
        long periods = periods(at);
        told = periods > told ? Math.max(told + 1, periods - 1) : told;
    }

    private long periods(Moment at) {
        return every == null || begun == null ? 0 : at.after(begun).dividedBy(every);
    }
}
