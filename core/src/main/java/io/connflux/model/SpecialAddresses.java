package io.connflux.model;

import java.util.Arrays;
import java.util.List;

/**
 * Blocks of addresses with a special purpose: the registries that RFC 6890 made, as IANA keeps them
 * (iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, as of 2025).
 */
final class SpecialAddresses {

    static final SpecialAddresses LOOPBACK = of("127.0.0.0/8", "::1/128");
    static final SpecialAddresses LINK_LOCAL = of("169.254.0.0/16", "fe80::/10");
    static final SpecialAddresses MULTICAST = of("224.0.0.0/4", "ff00::/8");
    static final SpecialAddresses PRIVATE = of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

    /** What IPv6 addresses the Internet routes: the one block that is given out, and the Internet behind NAT64. */
    private static final SpecialAddresses GLOBAL_IPV6 = of("2000::/3", "64:ff9b::/96");

    private static final SpecialAddresses NOT_GLOBAL = of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20");

    /** Smaller blocks inside those that are reachable all the same, or of which the registry leaves it open (Teredo). */
    private static final SpecialAddresses GLOBAL_WITHIN = of(
            "192.0.0.9/32",
            "192.0.0.10/32",
            "2001::/32",
            "2001:1::1/128",
            "2001:1::2/128",
            "2001:1::3/128",
            "2001:3::/32",
            "2001:4:112::/48",
            "2001:20::/28",
            "2001:30::/28");

    private static final long MAPPED = 0xFFFFL;

    private final Block[] ipv4;
    private final Block[] ipv6;

    private SpecialAddresses(List<Block> blocks) {
        ipv4 = blocks.stream().filter(block -> !block.ipv6).toArray(Block[]::new);
        ipv6 = blocks.stream().filter(block -> block.ipv6).toArray(Block[]::new);
    }

    /** An address with as many bits of a mask. */
    private record Block(boolean ipv6, long high, long low, long highMask, long lowMask) {

        static Block of(String text) {
            int slash = text.indexOf('/');
            Address first = Address.parse(text.substring(0, slash));
            int bits = Integer.parseInt(text.substring(slash + 1)) + (first.ipv6() ? 0 : 96);
            return new Block(first.ipv6(), first.high(), first.low(), mask(bits), mask(bits - 64));
        }

        private static long mask(int bits) {
            return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
        }
    }

    private static SpecialAddresses of(String... blocks) {
        return new SpecialAddresses(Arrays.stream(blocks).map(Block::of).toList());
    }

    /** Whether an address is in one of the blocks; a mapped one as its IPv4 address. */
    boolean contain(Address address) {
        return contain(address.high(), address.low(), address.ipv6());
    }

    boolean contain(long high, long low, boolean wide) {
        boolean mapped = wide && high == 0 && low >>> 32 == MAPPED;
        long plain = mapped ? low & 0xFFFF_FFFFL : low;
        for (Block block : wide && !mapped ? ipv6 : ipv4) {
            if ((high & block.highMask) == block.high && (plain & block.lowMask) == block.low) {
                return true;
            }
        }
        return false;
    }

    static boolean isPublic(Address address) {
        return isPublic(address.high(), address.low(), address.ipv6());
    }

    static boolean isPublic(long high, long low, boolean wide) {
        boolean special = NOT_GLOBAL.contain(high, low, wide) && !GLOBAL_WITHIN.contain(high, low, wide);
        boolean ipv4 = !wide || (high == 0 && low >>> 32 == MAPPED);
        return !special && (ipv4 || GLOBAL_IPV6.contain(high, low, true));
    }
}
