/** Lines as frames, and the ends of connections. Read {@link io.connflux.stream.websocket.wire.Framing} first. */
@NullMarked
package io.connflux.stream.websocket.wire;

import org.jspecify.annotations.NullMarked;
