/**
 * The client's side of a connection. Read {@link io.connflux.stream.websocket.client.Connector} first: how a server is reached, and
 * reached again.
 */
@NullMarked
package io.connflux.stream.websocket.client;

import org.jspecify.annotations.NullMarked;
