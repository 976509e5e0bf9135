package io.connflux.cli.text.line;

import io.connflux.model.Address;
import io.connflux.model.Connection;

/** This host's end of a connection, as {@code ss} says it. */
public final class EndpointText {

    private EndpointText() {}

    /** {@code *:443} of who waits at all addresses of IPv6, and by that at those of IPv4 too unless it was set otherwise. */
    public static String local(Connection connection) {
        Address address = connection.local().address();
        boolean any = address.ipv6() && address.high() == 0 && address.low() == 0;
        return any && !connection.hasPeer()
                ? "*:" + connection.local().port()
                : connection.local().toString();
    }
}
