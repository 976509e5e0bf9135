/**
 * Single changes of single sockets, told by the kernel at the moment they happen, between the polls that look at all of them.
 * Read {@link io.connflux.observation.ObservationSource} first, then {@link io.connflux.observation.Observation}.
 *
 * <p>May still change: what an {@code Observation} tells.
 */
@NullMarked
package io.connflux.observation;

import org.jspecify.annotations.NullMarked;
