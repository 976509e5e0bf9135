/**
 * What a subscriber receives. One type: {@link io.connflux.event.ConnectionEvent}, a change of a connection or a notice about
 * the stream. Immutable.
 */
@NullMarked
package io.connflux.event;

import org.jspecify.annotations.NullMarked;
