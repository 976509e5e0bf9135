/** What is told of connections, and how each gets its identity: {@link io.connflux.track.told.Changes}. */
@NullMarked
package io.connflux.track.told;

import org.jspecify.annotations.NullMarked;
