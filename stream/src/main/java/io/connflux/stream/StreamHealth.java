package io.connflux.stream;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether polls come, and succeed. Durations are those of a clock that is never set.
 *
 * @param interval the time between two polls
 * @param lastPoll the time of the newest table that could be read; null where there is none
 * @param age how long ago the last poll ended, whether or not it failed; null where none has
 * @param failedPolls polls that have failed since, in a row
 * @param failure why the last one did; null where it did not
 * @param underWay how long the poll that is under way has lasted; null where none is. Tells a slow host from one that is not read
 */
public record StreamHealth(
        Duration interval,
        @Nullable Instant lastPoll,
        @Nullable Duration age,
        int failedPolls,
        @Nullable String failure,
        @Nullable Duration underWay) {}
