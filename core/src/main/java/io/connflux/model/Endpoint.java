package io.connflux.model;

import java.util.regex.Pattern;

/**
 * One end of a connection.
 *
 * @param address never looked up, never resolved
 * @param port 0 to 65535; 0 where the kernel prints no peer
 */
public record Endpoint(Address address, int port) {

    private static final int MAX_PORT = 65535;
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** @throws IllegalArgumentException where the port is out of its range */
    public Endpoint {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not in 0 to " + MAX_PORT);
        }
    }

    /**
     * Reads the text of an endpoint, as {@link #toString()} writes it: {@code 127.0.0.1:80} or {@code [::1]:80}. No name is
     * looked up, of a host or of a port.
     *
     * @throws IllegalArgumentException where it is none; the message says what is wrong and how it is to be written
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 0 || !PORT.matcher(port).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' does not end in a port of 0 to " + MAX_PORT + ", as in 127.0.0.1:80 or [::1]:80");
        }
        String address = text.substring(0, colon);
        boolean brackets = address.startsWith("[") && address.endsWith("]");
        Address parsed = Address.parse(brackets ? address.substring(1, address.length() - 1) : address);
        if (parsed.ipv6() != brackets) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be written " + new Endpoint(parsed, Integer.parseInt(port)));
        }
        return new Endpoint(parsed, Integer.parseInt(port));
    }

    /** {@code 127.0.0.1:80} or {@code [::1]:80}. */
    @Override
    public String toString() {
        return address.ipv6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
