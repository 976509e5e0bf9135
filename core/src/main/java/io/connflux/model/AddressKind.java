package io.connflux.model;

import java.util.Locale;

/** What an address is for, by the blocks that the registries keep for a purpose; a mapped one is judged as its IPv4 address. */
public enum AddressKind {
    /** {@link Address#isLoopback}. */
    LOOPBACK,
    /** {@link Address#isPrivate}. */
    PRIVATE,
    /** {@link Address#isPublic}. */
    PUBLIC,
    /** {@link Address#isMulticast}. */
    MULTICAST,
    /** {@link Address#isLinkLocal}. */
    LINK_LOCAL;

    /** The word in every output: {@code loopback}, {@code link-local}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the address of these parts, as {@link Address} has them, is of this kind; makes no object. */
    public boolean contains(long high, long low, boolean ipv6) {
        return switch (this) {
            case LOOPBACK -> SpecialAddresses.LOOPBACK.contain(high, low, ipv6);
            case PRIVATE -> SpecialAddresses.PRIVATE.contain(high, low, ipv6);
            case PUBLIC -> SpecialAddresses.isPublic(high, low, ipv6);
            case MULTICAST -> SpecialAddresses.MULTICAST.contain(high, low, ipv6);
            case LINK_LOCAL -> SpecialAddresses.LINK_LOCAL.contain(high, low, ipv6);
        };
    }
}
