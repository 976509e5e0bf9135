/** What a server answers. Read {@link io.connflux.stream.websocket.server.Routes} first. */
@NullMarked
package io.connflux.stream.websocket.server;

import org.jspecify.annotations.NullMarked;
