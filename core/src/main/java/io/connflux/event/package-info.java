/**
 * What a subscriber receives. One type: {@link io.connflux.event.ConnectionEvent}, a change of a connection or a notice about
 * the stream. Immutable.
 *
 * <p>May still change: which kinds of events there are. Who tells them apart lets others pass.
 */
@NullMarked
package io.connflux.event;

import org.jspecify.annotations.NullMarked;
