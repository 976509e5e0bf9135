package io.connflux.stream.encode.field;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Community ID, version 1 with seed 0 (github.com/corelight/community-id-spec): the same text for both ends of a connection, in
 * whichever tool. Makes no object for a connection. One thread.
 */
public final class CommunityId {

    private static final byte[] BASE64 =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int HASH_BYTES = 20;
    private static final int TEXT_BYTES = 30;

    private final MessageDigest sha1;

    /** Seed, two addresses, protocol, a zero, two ports. */
    private final byte[] tuple = new byte[2 + 16 + 16 + 1 + 1 + 2 + 2];

    /** One byte more than the hash has, so that it is whole groups of three. */
    private final byte[] hash = new byte[HASH_BYTES + 1];

    private final byte[] text = new byte[TEXT_BYTES];

    public CommunityId() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
        text[0] = '1';
        text[1] = ':';
        text[TEXT_BYTES - 1] = '=';
    }

    /** Whether a connection has one: a listener and an unconnected UDP socket do not. */
    public static boolean isOf(Connection c) {
        return Ends.hasPeer(c);
    }

    /** The text, ASCII, to be copied before the next call. */
    public byte[] of(Connection c) {
        sha1.update(tuple, 0, tuple(c));
        try {
            sha1.digest(hash, 0, HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a hash of SHA-1 has " + HASH_BYTES + " bytes", e);
        }
        for (int i = 0, p = 2; i < HASH_BYTES; i += 3, p += 4) {
            int bits = (hash[i] & 0xFF) << 16 | (hash[i + 1] & 0xFF) << 8 | (hash[i + 2] & 0xFF);
            text[p] = BASE64[bits >>> 18];
            text[p + 1] = BASE64[bits >>> 12 & 63];
            text[p + 2] = BASE64[bits >>> 6 & 63];
            if (p + 3 < TEXT_BYTES - 1) {
                text[p + 3] = BASE64[bits & 63];
            }
        }
        return text;
    }

    private int tuple(Connection c) {
        Address local = c.local().address();
        Address remote = c.remote().address();
        boolean ipv4 = (!local.ipv6() || local.isIpv4Mapped()) && (!remote.ipv6() || remote.isIpv4Mapped());
        boolean localFirst = isLess(local, c.local().port(), remote, c.remote().port());
        int p = 2;
        p = address(localFirst ? local : remote, ipv4, p);
        p = address(localFirst ? remote : local, ipv4, p);
        tuple[p++] = (byte) (c.protocol().isTcp() ? TCP : UDP);
        tuple[p++] = 0;
        p = port(localFirst ? c.local().port() : c.remote().port(), p);
        return port(localFirst ? c.remote().port() : c.local().port(), p);
    }

    private static boolean isLess(Address one, int onePort, Address other, int otherPort) {
        int order = Long.compareUnsigned(one.high(), other.high());
        if (order == 0) {
            order = Long.compareUnsigned(one.low(), other.low());
        }
        return order == 0 ? onePort <= otherPort : order < 0;
    }

    private int address(Address address, boolean ipv4, int at) {
        int p = at;
        if (!ipv4) {
            p = bytes(address.high(), 64, p);
        }
        return bytes(address.low(), ipv4 ? 32 : 64, p);
    }

    private int bytes(long value, int bits, int at) {
        int p = at;
        for (int shift = bits - 8; shift >= 0; shift -= 8) {
            tuple[p++] = (byte) (value >>> shift);
        }
        return p;
    }

    private int port(int port, int at) {
        return bytes(port, 16, at);
    }
}
