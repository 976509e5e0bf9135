package io.connflux.model;

/**
 * One end of a connection.
 *
 * @param address never looked up, never resolved
 * @param port 0 to 65535; 0 where the kernel prints no peer
 */
public record Endpoint(Address address, int port) {

    /** {@code 127.0.0.1:80} or {@code [::1]:80}. */
    @Override
    public String toString() {
        return address.ipv6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
