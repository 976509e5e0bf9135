/**
 * What observations between two polls make of one file. Read {@link io.connflux.track.observed.ObservedFile} first, which follows each
 * change of a socket; {@code ObservedEnds} is for sources that tell the end alone.
 */
@NullMarked
package io.connflux.track.observed;

import org.jspecify.annotations.NullMarked;
