package io.connflux.track;

import io.connflux.model.Connection;
import io.connflux.model.Endpoint;

/** What the kernel tells connections of one protocol apart by. */
record Tuple(Endpoint local, Endpoint remote) {

    static Tuple of(Connection connection) {
        return new Tuple(connection.local(), connection.remote());
    }
}
