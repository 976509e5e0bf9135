package io.connflux.stream.encode.field;

import io.connflux.model.Address;
import io.connflux.model.AddressText;
import io.connflux.model.Endpoint;
import io.connflux.stream.json.JsonBytes;

/**
 * One end of a connection as text, which a line says several times. A mapped address is its IPv4 address: the other schemas know
 * no third family.
 */
public final class EndpointText {

    private static final int MAPPED_PREFIX = "::ffff:".length();

    private final byte[] text = new byte[AddressText.MAX_LENGTH];
    private int from;
    private int length;
    private int port;
    private boolean ipv4;

    void read(Endpoint endpoint) {
        Address address = endpoint.address();
        boolean mapped = address.isIpv4Mapped();
        from = mapped ? MAPPED_PREFIX : 0;
        length = AddressText.write(address, text, 0) - from;
        port = endpoint.port();
        ipv4 = mapped || !address.ipv6();
    }

    boolean isIpv4() {
        return ipv4;
    }

    /** Adds the address. */
    public JsonBytes address(JsonBytes out) {
        return out.raw(text, from, length);
    }

    public int port() {
        return port;
    }

    /** Adds address and port as people write them. */
    void both(JsonBytes out) {
        if (ipv4) {
            address(out).character(':').number(port);
        } else {
            address(out.character('[')).character(']').character(':').number(port);
        }
    }
}
