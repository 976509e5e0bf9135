/**
 * What a client was given, and what is under way to it. Read {@link io.connflux.stream.websocket.delivery.Broadcast} first: what all
 * clients share; then {@link io.connflux.stream.websocket.delivery.Session}: one of them.
 *
 * A session takes the lines of a step when it has room: bytes that its client has not acknowledged are bounded, by the answers
 * to pings that travel with the frames. A session without room stays at the table it was given, and gets the difference to the
 * newest one when it has room again.
 */
@NullMarked
package io.connflux.stream.websocket.delivery;

import org.jspecify.annotations.NullMarked;
