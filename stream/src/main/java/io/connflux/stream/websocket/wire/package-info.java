/**
 * Lines as frames, what is under way, and the ends of connections: what both ends of a WebSocket need. Read {@link
 * io.connflux.stream.websocket.wire.Framing} first.
 */
@NullMarked
package io.connflux.stream.websocket.wire;

import org.jspecify.annotations.NullMarked;
