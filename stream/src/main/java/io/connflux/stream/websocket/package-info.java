/**
 * A stream for others over the network, and from them. Read {@link io.connflux.stream.websocket.WebSocketServer} first; {@link
 * io.connflux.stream.websocket.WebSocketSource} reads what one serves elsewhere, {@link io.connflux.stream.websocket.WebSocketPush}
 * calls somebody else's. Needs Reactor Netty, which is an optional dependency. Behind it, and hidden: {@code server}, with {@code
 * delivery}, what a client was given and what is under way; {@code client}, the other end; {@code wire}, which both need: frames, and
 * what is not acknowledged; {@code page}; {@code metrics}.
 */
@NullMarked
package io.connflux.stream.websocket;

import org.jspecify.annotations.NullMarked;
