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

    /** The IPv4 address that a mapped one stands for; any other one as it is. */
    public Address unmapped() {
        return isIpv4Mapped() ? ipv4((int) low) : this;
    }

    /** Whether this is in {@code 127.0.0.0/8}, or {@code ::1}; a mapped one as its IPv4 address. */
    public boolean isLoopback() {
        return SpecialAddresses.LOOPBACK.contain(this);
    }

    /** Whether this is in {@code 169.254.0.0/16} or {@code fe80::/10}; a mapped one as its IPv4 address. */
    public boolean isLinkLocal() {
        return SpecialAddresses.LINK_LOCAL.contain(this);
    }

    /** Whether this is in {@code 224.0.0.0/4} or {@code ff00::/8}; a mapped one as its IPv4 address. */
    public boolean isMulticast() {
        return SpecialAddresses.MULTICAST.contain(this);
    }

    /**
     * Whether this is an address of a network of one's own: RFC 1918 ({@code 10.0.0.0/8}, {@code 172.16.0.0/12}, {@code
     * 192.168.0.0/16}) or unique local (RFC 4193, {@code fc00::/7}); a mapped one as its IPv4 address. Neither loopback nor
     * link-local, nor what a provider shares among customers ({@code 100.64.0.0/10}), which is not {@link #isPublic} either.
     */
    public boolean isPrivate() {
        return SpecialAddresses.PRIVATE.contain(this);
    }

    /**
     * Whether this is a unicast address that the whole Internet can reach: none of those that the registries of RFC 6890 hold for
     * special purposes and not globally reachable (loopback, private, shared, link-local, documentation, benchmarks, reserved,
     * {@code 0.0.0.0/8}), and for IPv6 in {@code 2000::/3} or NAT64's {@code 64:ff9b::/96}; a mapped one as its IPv4 address.
     * 6to4 and Teredo addresses, of which the registry leaves it open, are public.
     */
    public boolean isPublic() {
        return SpecialAddresses.isPublic(this);
    }

    /**
     * Whether this is an address of a network; a mapped one as its IPv4 address.
     *
     * @param network an address of it, whose bits behind the prefix say nothing
     * @param prefix bits that have to agree
     * @throws IllegalArgumentException where the network's addresses have not as many bits
     */
    public boolean isIn(Address network, int prefix) {
        int bits = network.ipv6 ? 128 : 32;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("a prefix of " + network + " has 0 to " + bits + " bits, not " + prefix);
        }
        Address own = network.ipv6 ? this : unmapped();
        if (own.ipv6 != network.ipv6) {
            return false;
        }
        int ofHigh = network.ipv6 ? Math.min(prefix, 64) : 0;
        int ofLow = network.ipv6 ? prefix - ofHigh : 32 + prefix;
        return same(own.high, network.high, ofHigh) && same(own.low, network.low, ofLow);
    }

    private static boolean same(long one, long other, int firstBits) {
        return firstBits == 0 || (one ^ other) >>> (64 - firstBits) == 0;
    }

    /**
     * The JDK's form. No name is looked up. A mapped address becomes its IPv4 address, because the JDK knows no other form of it;
     * a link-local one has no scope, because the kernel prints none.
     */
    public InetAddress toInetAddress() {
        ByteBuffer bytes = ByteBuffer.allocate(ipv6 ? 16 : 4);
        if (ipv6) {
            bytes.putLong(high).putLong(low);
        } else {
            bytes.putInt((int) low);
        }
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(bytes.capacity() + " bytes are an address", e);
        }
    }

    /** The text of RFC 5952 for IPv6 (mapped ones with a dotted tail), dotted decimal for IPv4. */
    @Override
    public String toString() {
        byte[] text = new byte[AddressText.MAX_LENGTH];
        return new String(text, 0, AddressText.write(this, text, 0), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
