/**
 * A stream served over HTTP: as WebSocket frames, as Server-Sent Events, as a page, as metrics. Read {@link
 * io.connflux.stream.websocket.WebSocketSink} first, then {@code Hub} and {@code Session}. Needs Reactor Netty, which is an
 * optional dependency.
 *
 * <p>All subscribers share one comparison of each poll and its encoded lines ({@code StepLines}). A session takes the lines of
 * a step when it has room: bytes that its client has not acknowledged are bounded, by the answers to pings that travel with
 * the frames. A session without room stays at the truth it was given, and gets the difference to the newest one when it has
 * room again.
 */
@NullMarked
package io.connflux.stream.websocket;

import org.jspecify.annotations.NullMarked;
