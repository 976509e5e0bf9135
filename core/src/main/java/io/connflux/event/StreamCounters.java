package io.connflux.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has done since its polls began, for whichever subscriber. All are totals but {@code rows} and {@code pollTime}, which
 * are the last poll's.
 *
 * @param polls tables read
 * @param rows rows of the newest table
 * @param repeated rows that a torn read gave twice, taken as one
 * @param suspected rows that a torn read may have hidden, and that were therefore not reported closed
 * @param reprieved suspects that were found alive
 * @param unreadable rows that could not be read
 * @param skipped ticks at which no poll was made because the one before had not ended
 * @param coalesced polls that this subscriber was too slow for, and whose changes it got with a later one
 * @param pollTime how long the last read took
 * @param opensSeen TCP connections reported opened
 * @param opensCounted TCP opens that the kernel counted in the same time; null where not all of TCP is watched or
 *     {@code /proc/net/snmp} could not be read
 * @param clockSteps times that the wall clock was found to have been set from one poll to the next: by more than half a second and a
 *     tenth of the time in between. A host that slept is among them: the clock that durations come from stood still
 * @param clockStepped by how much in all, forward positive and back negative: a time told before a step and one told after it
 *     are apart by so much more, or less, than they seem
 * @param opensMissed of those that were counted how many had not been seen when they were; null where none were counted
 * @param observationsLost single changes that a source could not tell, as its buffer was full; of one that broke it is not known how
 *     many, and counts as one
 * @param observationsUnplaced single changes of which it was not known to which network namespace they belong
 */
public record StreamCounters(
        long polls,
        long rows,
        long repeated,
        long suspected,
        long reprieved,
        long unreadable,
        long skipped,
        long coalesced,
        Duration pollTime,
        long opensSeen,
        @Nullable Long opensCounted,
        long clockSteps,
        Duration clockStepped,
        @Nullable Long opensMissed,
        long observationsLost,
        long observationsUnplaced) {

    /** Those of who polls and observes nothing between: what was not seen at a poll is seen at none. */
    public StreamCounters(
            long polls,
            long rows,
            long repeated,
            long suspected,
            long reprieved,
            long unreadable,
            long skipped,
            long coalesced,
            Duration pollTime,
            long opensSeen,
            @Nullable Long opensCounted,
            long clockSteps,
            Duration clockStepped) {
        this(
                polls,
                rows,
                repeated,
                suspected,
                reprieved,
                unreadable,
                skipped,
                coalesced,
                pollTime,
                opensSeen,
                opensCounted,
                clockSteps,
                clockStepped,
                opensCounted == null ? null : (Long) Math.max(0, opensCounted - opensSeen),
                0,
                0);
    }

    /** The same with a subscriber's own count of coalesced polls. */
    public StreamCounters withCoalesced(long own) {
        return new StreamCounters(
                polls,
                rows,
                repeated,
                suspected,
                reprieved,
                unreadable,
                skipped,
                own,
                pollTime,
                opensSeen,
                opensCounted,
                clockSteps,
                clockStepped,
                opensMissed,
                observationsLost,
                observationsUnplaced);
    }

    /** The part of the opens counted that was seen; null where there is nothing to compare. */
    public @Nullable Double coverage() {
        return opensCounted == null || opensMissed == null || opensCounted <= 0
                ? null
                : Math.max(0, (double) (opensCounted - opensMissed) / opensCounted);
    }
}
