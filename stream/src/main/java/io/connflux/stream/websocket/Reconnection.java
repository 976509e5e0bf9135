package io.connflux.stream.websocket;

import java.net.URI;

/**
 * A connection that was lost and is being made again, until it succeeds or nobody wants it any more.
 *
 * @param uri whose connection
 * @param cause why it was lost
 */
public record Reconnection(URI uri, Throwable cause) {}
