package io.connflux.track.placement;

import io.connflux.observation.Observation;
import java.util.OptionalLong;

/**
 * An observation of which it is known where it belongs.
 *
 * @param namespace the inode of its network namespace, as the tables have it
 * @param begun when its socket was observed to begin; empty where that was not
 */
public record PlacedObservation(Observation one, long namespace, OptionalLong begun) {}
