package io.connflux.stream;

import org.jspecify.annotations.Nullable;

/**
 * What a server tells of the continuation of a stream.
 *
 * @param token to be handed in, with the seq of the last line received, after a disconnection
 * @param resumed whether the stream that was asked for goes on; null where none was asked for
 */
public record Resumption(String token, @Nullable Boolean resumed) {}
