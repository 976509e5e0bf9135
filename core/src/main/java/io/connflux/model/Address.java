package io.connflux.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as two longs in network order.
 *
 * <p>Unlike {@link java.net.InetAddress} it keeps the IPv4-mapped form ({@code ::ffff:a.b.c.d}) apart from the IPv4 address
 * itself: on a dual-stack host they are rows of different files. No name is ever looked up.
 *
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits of an IPv6 address; for IPv4 the address in the lower 32 bits
 * @param ipv6 the family
 */
public record Address(long high, long low, boolean ipv6) {

    /** What {@link InetAddress} takes for an address; anything else it would look up as a name. */
    private static final Pattern LITERAL = Pattern.compile(
            "((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(?!$)|$)){4}|(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    public static Address ipv4(int bits) {
        return new Address(0, bits & 0xFFFFFFFFL, false);
    }

    public static Address ipv6(long high, long low) {
        return new Address(high, low, true);
    }

    /**
     * Reads the text of an address, of {@link #toString()} for example. No name is looked up.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static Address parse(String text) {
        if (!LITERAL.matcher(text).matches()) {
            throw wrong(text, null);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(InetAddress.getByName(text).getAddress());
            if (bytes.capacity() == 16) {
                return ipv6(bytes.getLong(), bytes.getLong());
            }
            // The JDK makes an IPv4 address of a mapped one.
            return text.indexOf(':') < 0
                    ? ipv4(bytes.getInt())
                    : ipv6(0, 0xFFFF_0000_0000L | (bytes.getInt() & 0xFFFFFFFFL));
        } catch (UnknownHostException e) {
            throw wrong(text, e);
        }
    }

    private static IllegalArgumentException wrong(String text, @Nullable Exception cause) {
        String shown = PlainText.of(PlainText.start(text, AddressText.MAX_LENGTH));
        return new IllegalArgumentException("'" + shown + "' is not an IPv4 or IPv6 address", cause);
    }

    /** Whether this is {@code 0.0.0.0} or {@code ::}. */
    public boolean isUnspecified() {
        return (high | low) == 0;
    }

    /** Whether this is an IPv4 address in its IPv6 form, {@code ::ffff:a.b.c.d}. */
    public boolean isIpv4Mapped() {
        return ipv6 && high == 0 && low >>> 32 == 0xFFFFL;
    }

    /** The text of RFC 5952 for IPv6 (mapped ones with a dotted tail), dotted decimal for IPv4. */
    @Override
    public String toString() {
        byte[] text = new byte[AddressText.MAX_LENGTH];
        return new String(text, 0, AddressText.write(this, text, 0), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
