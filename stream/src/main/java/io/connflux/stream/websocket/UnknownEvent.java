package io.connflux.stream.websocket;

import java.net.URI;

/**
 * An event of a server that is newer than this library: it was passed over, and the stream goes on.
 *
 * @param uri whose event
 * @param what it is that is not known, {@code event 'merged'} for example
 * @param count how many were passed over so far, this one included
 */
public record UnknownEvent(URI uri, String what, long count) {}
