package io.connflux.model;

import java.time.Instant;

/**
 * From when to when something was read. Whatever a read finds otherwise than the read before has happened after that one began
 * and before this one ended.
 */
public record ReadSpan(Moment began, Moment ended) {

    /** Of what was not read piece by piece but made, at one time. */
    public static ReadSpan at(Instant time) {
        Moment moment = Moment.at(time);
        return new ReadSpan(moment, moment);
    }
}
