package io.connflux.track.align;

import io.connflux.model.Connection;
import io.connflux.model.Endpoint;

/** What the kernel tells connections of one protocol apart by. */
public record Tuple(Endpoint local, Endpoint remote) {

    public static Tuple of(Connection connection) {
        return new Tuple(connection.local(), connection.remote());
    }
}
