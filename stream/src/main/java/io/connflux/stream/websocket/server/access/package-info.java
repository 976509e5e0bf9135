/** Who may ask, and for what: {@link io.connflux.stream.websocket.server.access.Access}. */
@NullMarked
package io.connflux.stream.websocket.server.access;

import org.jspecify.annotations.NullMarked;
