package io.connflux.observation;

import java.util.List;

/**
 * What was taken at one time.
 *
 * @param all in the order in which it happened
 * @param lost how many more there were which nobody will tell, as a buffer was full; 0 where none was lost
 */
public record Observations(List<Observation> all, long lost) {

    /** Nothing happened. */
    public static final Observations NONE = new Observations(List.of(), 0);

    /** Keeps a copy. */
    public Observations {
        all = List.copyOf(all);
        if (lost < 0) {
            throw new IllegalArgumentException("lost is a number of observations, not " + lost);
        }
    }

    /** Whether nothing was seen and nothing lost. */
    public boolean isEmpty() {
        return all.isEmpty() && lost == 0;
    }
}
