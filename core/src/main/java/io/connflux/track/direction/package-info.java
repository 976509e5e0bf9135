/** Who began a connection: {@link io.connflux.track.direction.Listeners}. */
@NullMarked
package io.connflux.track.direction;

import org.jspecify.annotations.NullMarked;
