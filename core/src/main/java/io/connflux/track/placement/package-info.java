/**
 * To which network namespace an observed socket belongs. Read {@link io.connflux.track.placement.ObservedSockets} first.
 */
@NullMarked
package io.connflux.track.placement;

import org.jspecify.annotations.NullMarked;
