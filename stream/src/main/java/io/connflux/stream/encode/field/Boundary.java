package io.connflux.stream.encode.field;

import io.connflux.model.Address;
import io.connflux.model.Connection;

/** How far away a peer is, in the numbers of OCSF's {@code boundary_id}. */
public final class Boundary {

    public static final int UNKNOWN = 0;
    /** On this host: over loopback, or from an address to itself. */
    public static final int LOCALHOST = 1;

    private static final int INTERNAL = 2;
    private static final int EXTERNAL = 3;

    private Boundary() {}

    /** That of a connection with a peer; unknown where the peer's address is one that no host has for its own. */
    public static int of(Connection c) {
        Address remote = c.remote().address();
        if (remote.equals(c.local().address()) || remote.isLoopback()) {
            return LOCALHOST;
        }
        if (remote.isPrivate() || remote.isLinkLocal()) {
            return INTERNAL;
        }
        return remote.isPublic() ? EXTERNAL : UNKNOWN;
    }
}
