package io.connflux.filter;

import io.connflux.filter.value.Numbers;
import io.connflux.model.Address;
import io.connflux.model.AddressKind;
import io.connflux.model.ConnectionRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is asked of an end of a connection. */
public sealed interface EndClause extends Clause {

    /** Which end. */
    enum End {
        /** This host's: {@code local} or {@code src}, {@code sport}. */
        LOCAL("local", "sport"),
        /** The peer's: {@code remote} or {@code dst}, {@code dport}. */
        REMOTE("remote", "dport"),
        /** One of them: {@code addr} or {@code host}, {@code port}. */
        EITHER("addr", "port");

        private final String address;
        private final String port;

        End(String address, String port) {
            this.address = address;
            this.port = port;
        }

        /** The field that asks for the address. */
        public String address() {
            return address;
        }

        /** The field that asks for the port. */
        public String port() {
            return port;
        }

        private boolean hasLocal() {
            return this != REMOTE;
        }

        private boolean hasRemote() {
            return this != LOCAL;
        }
    }

    /** Which end is asked about. */
    End end();

    /** Whether an end with these parts is meant. */
    boolean means(long high, long low, boolean ipv6, int port);

    @Override
    default boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
        boolean ipv6 = row.protocol().isIpv6();
        return (end().hasLocal() && means(row.localHigh(), row.localLow(), ipv6, row.localPort()))
                || (end().hasRemote() && means(row.remoteHigh(), row.remoteLow(), ipv6, row.remotePort()));
    }

    /**
     * The port: {@code port = 443}, {@code dport in {80, 8000..8010}}.
     *
     * @param ports none above {@link #GREATEST}
     */
    record Ports(End end, Numbers ports) implements EndClause {

        /** The last port. */
        public static final int GREATEST = 0xFFFF;

        /** @throws IllegalArgumentException where one is no port */
        public Ports {
            if (ports.greatest() > GREATEST) {
                throw new IllegalArgumentException(ports.greatest() + " is not a port (0 to " + GREATEST + ")");
            }
        }

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            return (end.hasLocal() && ports.contain(row.localPort()))
                    || (end.hasRemote() && ports.contain(row.remotePort()));
        }

        @Override
        public boolean means(long high, long low, boolean ipv6, int port) {
            return ports.contain(port);
        }

        @Override
        public String toString() {
            return ports.text(end.port(), GREATEST);
        }
    }

    /**
     * An address, or a network's: {@code addr = 10.0.0.1}, {@code remote = 10.0.0.0/8}. Those of IPv4 are meant as mapped ones too.
     *
     * @param address all bits behind the prefix are 0
     * @param prefix bits that have to agree
     */
    record Network(End end, Address address, int prefix) implements EndClause {

        /** @throws IllegalArgumentException where the address has not as many bits */
        public Network {
            int bits = address.ipv6() ? 128 : 32;
            if (prefix < 0 || prefix > bits) {
                throw new IllegalArgumentException(
                        "a prefix of " + address + " has 0 to " + bits + " bits, not " + prefix);
            }
            address = new Address(
                    address.high() & highMask(address.ipv6(), prefix),
                    address.low() & lowMask(address.ipv6(), prefix),
                    address.ipv6());
        }

        @Override
        public boolean means(long high, long low, boolean ipv6, int port) {
            if (!address.ipv6()) {
                boolean ipv4 = !ipv6 || isMapped(high, low);
                return ipv4 && ((low ^ address.low()) & lowMask(false, prefix)) == 0;
            }
            return ipv6
                    && ((high ^ address.high()) & highMask(true, prefix)) == 0
                    && ((low ^ address.low()) & lowMask(true, prefix)) == 0;
        }

        private static long highMask(boolean ipv6, int prefix) {
            return ipv6 ? mask(Math.min(prefix, 64)) : 0;
        }

        private static long lowMask(boolean ipv6, int prefix) {
            return ipv6 ? mask(prefix - 64) : mask(prefix) >>> 32;
        }

        private static long mask(int bits) {
            return bits <= 0 ? 0 : -1L << (64 - bits);
        }

        @Override
        public String toString() {
            boolean whole = prefix == (address.ipv6() ? 128 : 32);
            return end.address() + " = " + address + (whole ? "" : "/" + prefix);
        }
    }

    /** What its address is for: {@code loopback}, {@code remote = public}. */
    record Kind(End end, AddressKind kind) implements EndClause {

        @Override
        public boolean means(long high, long low, boolean ipv6, int port) {
            return kind.contains(high, low, ipv6);
        }

        @Override
        public String toString() {
            return end == End.EITHER ? kind.label() : end.address() + " = " + kind.label();
        }
    }

    /** Whether these are the parts of an IPv4 address in its IPv6 form. */
    static boolean isMapped(long high, long low) {
        return high == 0 && low >>> 32 == 0xFFFFL;
    }
}
