package io.connflux.model;

/** Writes addresses as ASCII into a caller's array, so that an encoder makes no string for them. */
public final class AddressText {

    /** Room that the longest text needs: eight groups of four digits and seven colons, rounded up. */
    public static final int MAX_LENGTH = 48;

    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private AddressText() {}

    /**
     * Writes the text of {@link Address#toString()}.
     *
     * @param at where the text begins; {@link #MAX_LENGTH} bytes must be free from there
     * @return the index behind the text
     */
    public static int write(Address address, byte[] out, int at) {
        if (!address.ipv6()) {
            return dotted(address.low(), out, at);
        }
        if (address.isIpv4Mapped()) {
            int p = at;
            for (int i = 0; i < 7; i++) {
                out[p++] = (byte) "::ffff:".charAt(i);
            }
            return dotted(address.low(), out, p);
        }
        return groups(address, out, at);
    }

    private static int groups(Address address, byte[] out, int at) {
        int start = longestZeroRun(address);
        int end = start < 0 ? -1 : start + zeroRun(address, start);
        int p = at;
        for (int group = 0; group < 8; group++) {
            if (group == start) {
                out[p++] = ':';
                out[p++] = ':';
                group = end - 1;
                continue;
            }
            if (group > 0 && group != end) {
                out[p++] = ':';
            }
            p = hex(group(address, group), out, p);
        }
        return p;
    }

    /** RFC 5952 section 4.2: the first of the longest runs, and never a single group. */
    private static int longestZeroRun(Address address) {
        int best = -1;
        int length = 1;
        for (int group = 0; group < 8; group++) {
            int run = zeroRun(address, group);
            if (run > length) {
                best = group;
                length = run;
            }
        }
        return best;
    }

    private static int zeroRun(Address address, int from) {
        int group = from;
        while (group < 8 && group(address, group) == 0) {
            group++;
        }
        return group - from;
    }

    private static int group(Address address, int index) {
        long half = index < 4 ? address.high() : address.low();
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xFFFF;
    }

    private static int hex(int value, byte[] out, int at) {
        int p = at;
        int shift = value > 0xFFF ? 12 : value > 0xFF ? 8 : value > 0xF ? 4 : 0;
        for (; shift >= 0; shift -= 4) {
            out[p++] = HEX[(value >>> shift) & 0xF];
        }
        return p;
    }

    private static int dotted(long bits, byte[] out, int at) {
        int p = at;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int octet = (int) (bits >>> shift) & 0xFF;
            if (octet > 99) {
                out[p++] = (byte) ('0' + octet / 100);
            }
            if (octet > 9) {
                out[p++] = (byte) ('0' + octet / 10 % 10);
            }
            out[p++] = (byte) ('0' + octet % 10);
            if (shift > 0) {
                out[p++] = '.';
            }
        }
        return p;
    }
}
