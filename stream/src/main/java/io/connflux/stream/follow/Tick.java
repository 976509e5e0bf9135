package io.connflux.stream.follow;

import io.connflux.model.ConnectionRow;
import java.util.function.Predicate;

/**
 * Which connections are told again with a step, so that who forgets after a time does not forget those that live longer: each has
 * a moment of its own in every period, which its addresses and ports give, so that they never come all at once; those are meant
 * whose moment is behind the step before. Not those that are younger than a period: they have just been told.
 *
 * <p>Equal ones mean the same, whoever is told.
 *
 * @param period nanoseconds
 * @param after when the step before had ended, by the steady clock
 * @param upTo when this one had
 * @param time of its table, in milliseconds since 1970
 */
public record Tick(long period, long after, long upTo, long time) implements Predicate<ConnectionRow> {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Of the mixing of MurmurHash3: neighbouring ports have moments that are far apart. */
    private static final long MIX = 0xff51afd7ed558ccdL;

    @Override
    public boolean test(ConnectionRow row) {
        long moment = Math.floorMod(hash(row), period);
        return Math.floorDiv(upTo - moment, period) > Math.floorDiv(after - moment, period) && !isYoung(row);
    }

    /** A time in the future, as a clock that was set leaves it, says nothing. */
    private boolean isYoung(ConnectionRow row) {
        long opened = row.openedMillis();
        return opened != ConnectionRow.UNKNOWN_TIME && opened <= time && time - opened < period / NANOS_PER_MILLI;
    }

    private static long hash(ConnectionRow row) {
        long hash = row.protocol().ordinal() + 1L;
        hash = mixed(hash ^ row.localHigh());
        hash = mixed(hash ^ row.localLow());
        hash = mixed(hash ^ row.remoteHigh());
        hash = mixed(hash ^ row.remoteLow());
        return mixed(hash ^ ((long) row.localPort() << 16 | row.remotePort()));
    }

    private static long mixed(long value) {
        long half = (value ^ value >>> 33) * MIX;
        return half ^ half >>> 33;
    }
}
